"""How one system writes a person's facts: scripts, 異体字, formats, slips and junk."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.compute as pc

from dagster_project.sample.birthdays import birthdays
from dagster_project.sample.faces import Faces
from dagster_project.sample.names import Readings, given_names, surnames
from dagster_project.sample.places import cities
from dagster_project.sample.randomness import Dice, Floats, Ints, Mask, cumulated, pick
from dagster_project.sample.text import Text, blank, choose, glue, take

SHOP_PHONE = "0312345678"
_JUNK_MAIL = ("info@example.jp", "test@test.com", "noreply@example.com", "なし", "a@a")
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


@dataclass(frozen=True)
class Style:
    """Shares of one system's habits; what is left over is written plainly."""

    latin: float = 0.0
    kana_blank: float = 0.1
    kana_half: float = 0.0
    kana_hiragana: float = 0.0
    phone_blank: float = 0.1
    landline_blank: float = 0.1
    phone_hyphens: float = 0.5
    zero_lost: float = 0.0
    email_blank: float = 0.0
    birth_blank: float = 0.0
    birth_formats: tuple[str, ...] = ("iso",)
    birth_shares: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Hand:
    """The same record is written in the same way whenever it is written."""

    faces: Faces
    dice: Dice
    style: Style
    record: Ints
    face: Ints

    @property
    def person(self) -> Ints:
        return self.face % self.faces.people.count

    def throw(self, what: str) -> Floats:
        return self.dice.throw(self.record, what)

    @property
    def is_latin(self) -> Mask:
        return self.throw("latin") < self.style.latin

    def family(self) -> Text:
        names, surname = surnames(), self.faces.surname[self.face]
        legal = self.throw("legal form") < 0.5
        kanji = take(names.forms, names.start[surname] + self.faces.form[self.face] * legal)
        kanji = choose(self.throw("stray blank") < 0.006, glue(kanji, " "), kanji)
        return choose(self.is_latin, self._latin(names.readings, surname), kanji)

    def given(self) -> Text:
        names, given = given_names(), self.faces.people.given[self.person]
        kanji = take(names.kanji, given)
        plain = choose(
            self.throw("given in kana") < 0.012, take(names.readings.hiragana, given), kanji
        )
        return choose(self.is_latin, self._latin(names.readings, given), plain)

    def _latin(self, readings: Readings, index: Ints) -> Text:
        chance = self.throw("spelling")
        spelled = choose(chance < 0.7, take(readings.passport, index), take(readings.latin, index))
        return choose(chance > 0.9, pc.utf8_upper(spelled), spelled)

    def family_in_latin(self) -> Text:
        return pc.utf8_lower(take(surnames().readings.passport, self.faces.surname[self.face]))

    def family_kana(self) -> Text:
        return self._kana(surnames().readings, self.faces.surname[self.face])

    def given_kana(self) -> Text:
        return self._kana(given_names().readings, self.faces.people.given[self.person])

    def _kana(self, readings: Readings, index: Ints) -> Text:
        chance, style = self.throw("kana"), self.style
        half = style.kana_blank + style.kana_half
        text = choose(chance < half, take(readings.half, index), take(readings.katakana, index))
        text = choose(
            (chance >= half) & (chance < half + style.kana_hiragana),
            take(readings.hiragana, index),
            text,
        )
        return choose(chance < style.kana_blank, "", text)

    def mobile(self) -> Text:
        plain = take(self.faces.mobile, self.face)
        parts = [pc.utf8_slice_codeunits(plain, *ends) for ends in ((0, 3), (3, 7), (7, 11))]
        text = self._phone("mobile", plain, glue(*parts, by="-"))
        text = choose(self.throw("no mobile") < self.style.phone_blank, "", text)
        junk = self.throw("junk mobile")
        text = choose(junk < 0.004, "0000000000", text)
        return choose(junk > 0.9965, "090-0000-0000", text)

    def landline(self) -> Text:
        plain = take(self.faces.landline, self.face)
        length = cities().area_length[self.faces.home.city[self.face]]
        written = blank(len(plain))
        for area in (2, 3, 4):
            middle = pc.utf8_slice_codeunits(plain, area, 6)
            whole = glue(pc.utf8_slice_codeunits(plain, 0, area), middle, by="-")
            written = choose(
                length == area, glue(whole, pc.utf8_slice_codeunits(plain, 6), by="-"), written
            )
        text = self._phone("landline", plain, written)
        text = choose(self.throw("no landline") < self.style.landline_blank, "", text)
        return choose(self.throw("junk landline") < 0.004, SHOP_PHONE, text)

    def _phone(self, kind: str, plain: Text, hyphens: Text) -> Text:
        chance, style = self.throw(kind), self.style
        text = choose(chance < style.phone_hyphens, hyphens, plain)
        lost = style.phone_hyphens + style.zero_lost
        text = choose(
            (chance >= style.phone_hyphens) & (chance < lost),
            pc.utf8_slice_codeunits(plain, 1),
            text,
        )
        text = choose(chance > 0.94, pc.replace_substring(hyphens, "-", " "), text)
        text = choose(chance > 0.955, glue("+81 ", pc.utf8_slice_codeunits(hyphens, 1)), text)
        wide = pc.replace_substring(hyphens, "-", "－")
        for digit in "0123456789":
            wide = pc.replace_substring(wide, digit, digit.translate(_FULL_WIDTH))
        text = choose(chance > 0.975, wide, text)
        return pc.if_else(pc.equal(plain, ""), "", text)

    def email(self) -> Text:
        plain = take(self.faces.email, self.face)
        chance = self.throw("email")
        text = choose(chance < 0.03, pc.utf8_upper(plain), plain)
        text = choose((chance >= 0.03) & (chance < 0.05), pc.utf8_capitalize(plain), text)
        text = choose((chance >= 0.05) & (chance < 0.075), glue(plain, " "), text)
        text = choose((chance >= 0.075) & (chance < 0.085), glue(" ", plain), text)
        text = choose(
            (chance >= 0.085) & (chance < 0.09), pc.replace_substring(plain, "@", "＠"), text
        )
        text = pc.if_else(pc.equal(plain, ""), "", text)
        text = choose(self.throw("no email") < self.style.email_blank, "", text)
        junk = take(_JUNK_MAIL, (self.throw("which junk") * len(_JUNK_MAIL)).astype(int))
        return choose(self.throw("junk email") < 0.008, junk, text)

    def birth(self) -> Text:
        style = self.style
        form = pick(cumulated(list(style.birth_shares)), self.throw("birth format"))
        text = blank(len(self.record))
        for index, name in enumerate(style.birth_formats):
            text = choose(
                form == index, birthdays(name, self.faces.people.birth[self.person]), text
            )
        return choose(self.throw("no birth") < style.birth_blank, "", text)
