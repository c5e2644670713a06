"""Who is who and who did what: beside the extracts for tests, never read by the pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.birthdays import birthdays
from dagster_project.sample.names import given_names, surnames
from dagster_project.sample.places import cities
from dagster_project.sample.randomness import Ints
from dagster_project.sample.surveys import NOBODY
from dagster_project.sample.text import Text, choose, glue, number, slices, take, write_lines
from dagster_project.sample.till import Purchases
from dagster_project.sample.vendors.marketo import FIRST_ID as FIRST_LEAD
from dagster_project.sample.vendors.smaregi_member import FIRST_ID as FIRST_CARD
from dagster_project.sample.vendors.zendesk import FIRST_REQUESTER
from dagster_project.sample.world import World

RECORDS = "source_system,source_object,source_record_id,person_id\n"
PERSONS = (
    "person_id,household_id,family_name,given_name,family_name_kana,given_name_kana,birth_on,sex,"
    "prefecture,is_twin,in_crm,in_marketing,in_pos,first_order_on,last_order_on,order_count,net_amount,"
    "has_stopped_buying,last_nps\n"
)


def write_truth(world: World, purchases: Purchases, folder: Path) -> None:
    write_lines(folder / "records.csv", RECORDS, _records(world))
    write_lines(folder / "persons.csv", PERSONS, _persons(world, purchases))


def _person_id(person: Ints) -> Text:
    return choose(person >= 0, glue("P", number(person.clip(0) + 1, 7)), "")


def _records(world: World) -> Iterator[Text]:
    crm, leads, cards = world.contacts.records, world.leads.records, world.cards.records
    for rows in slices(crm.count):
        yield _record("crm,contact", world.contacts.ids(rows), crm.person[rows])
    for rows in slices(leads.count):
        yield _record("marketing,lead", number(rows + FIRST_LEAD), leads.person[rows])
    for rows in slices(cards.count):
        yield _record("pos,member", number(rows + FIRST_CARD), cards.person[rows])
    requesters = world.tickets.requesters
    for rows in slices(len(requesters)):
        person = requesters[rows]
        yield _record("desk,requester", number(person + FIRST_REQUESTER), person)
    for responses in world.surveys:
        for rows in slices(responses.sheets.count):
            yield _record("survey,response", responses.ids(rows), responses.sheets.person[rows])


def _record(where: str, ids: Text, person: Ints) -> Text:
    return glue(glue(where, ids, _person_id(person), by=","), "\n")


def _persons(world: World, purchases: Purchases) -> Iterator[Text]:
    people, presence = world.faces.people, world.presence
    last_nps = _last_nps(world)
    for rows in slices(people.count):
        face = world.faces.of(rows, world.faces.changed[rows] <= world.span.last)
        surname, given = world.faces.surname[face], people.given[rows]
        bought = purchases.count[rows] > 0
        yield glue(
            _person_id(rows),
            number(people.household[rows] + 1),
            take(surnames().forms, surnames().start[surname] + world.faces.form[face]),
            take(given_names().kanji, given),
            take(surnames().readings.katakana, surname),
            take(given_names().readings.katakana, given),
            birthdays("iso", people.birth[rows]),
            take(["male", "female"], people.sex[rows]),
            take(cities().prefecture, world.faces.home.city[face]),
            *(
                _flag(each[rows])
                for each in (people.is_twin, presence.crm, presence.marketing, presence.pos)
            ),
            clock.on_day_or_blank(purchases.first[rows], bought),
            clock.on_day_or_blank(purchases.last[rows], bought),
            number(purchases.count[rows]),
            number(purchases.net[rows]),
            _flag(world.visits.has_left[rows]),
            glue(choose(last_nps[rows] >= 0, number(last_nps[rows]), ""), "\n"),
            by=",",
        )


def _flag(mask: np.ndarray) -> Text:
    return choose(mask, "true", "false")


def _last_nps(world: World) -> Ints:
    """By person: the score of the last complete answer to the relationship survey, or -1."""
    last = np.full(world.customers, NOBODY)
    sheets = world.surveys[0].sheets
    valid = sheets.is_finished & ~sheets.is_preview & (sheets.scores[:, 0] >= 0)
    last[sheets.person[valid]] = sheets.scores[valid, 0]
    return last
