"""Where a person lives, as it is typed: full width, kanji numerals, 丁目 spelled out, flats."""

from __future__ import annotations

from dagster_project.sample.faces import Home
from dagster_project.sample.handwriting import Hand
from dagster_project.sample.places import BUILDINGS, cities
from dagster_project.sample.text import Text, choose, glue, is_blank, number, take

_KANJI = "〇一二三四五六七八九"
_WIDE = [str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")) for n in range(100)]
_IN_KANJI = [_KANJI[n] if n < 10 else str(n) for n in range(100)]


def home(hand: Hand) -> Home:
    return hand.faces.home.at(hand.face)


def postal_code(hand: Hand) -> Text:
    """Invented digits after the real first three of the city."""
    place = home(hand)
    rest = number(1 + (place.town - cities().town_start[place.city]) * 11 + place.chome, 4)
    prefix = take(cities().postal_prefix, place.city)
    chance = hand.throw("postal code")
    text = choose(chance < 0.75, glue(prefix, rest, by="-"), glue(prefix, rest))
    return choose(chance > 0.97, "", text)


def prefecture(hand: Hand) -> Text:
    return take(cities().prefecture, home(hand).city)


def city(hand: Hand) -> Text:
    return take(cities().city, home(hand).city)


def street(hand: Hand) -> Text:
    """Town and number, without the building."""
    place = home(hand)
    chance = hand.throw("street")
    town = take(cities().towns, place.town)
    numbers = (place.chome, place.ban, place.go)
    text = glue(*map(number, numbers), by="-")
    wide = glue(*(take(_WIDE, each) for each in numbers), by="－")
    spelled = _spelled(map(number, numbers))
    in_kanji = glue(take(_IN_KANJI, place.chome), "丁目", glue(*map(number, numbers[1:]), by="-"))
    text = choose(chance > 0.60, wide, text)
    text = choose(chance > 0.72, spelled, text)
    return glue(town, choose(chance > 0.93, in_kanji, text))


def _spelled(numbers: map[Text]) -> Text:
    chome, ban, go = numbers
    return glue(chome, "丁目", ban, "番", go, "号")


def building(hand: Hand) -> Text:
    """The block of flats and the room, blank for a house or where it was left out."""
    place = home(hand)
    name = glue(take(BUILDINGS, place.building.clip(0)), number(place.room), by=" ")
    wide = glue(name, "号室")
    text = choose(hand.throw("room") < 0.3, wide, name)
    left_out = hand.throw("no building") < 0.12
    return choose((place.building < 0) | left_out, "", text)


def one_line(hand: Hand) -> Text:
    parts = glue(prefecture(hand), city(hand), street(hand))
    flat = building(hand)
    without_prefecture = glue(city(hand), street(hand))
    parts = choose(hand.throw("no prefecture") < 0.15, without_prefecture, parts)
    text = choose(~is_blank(flat), glue(parts, flat, by="　"), parts)
    return choose(hand.throw("no address") < 0.12, "", text)
