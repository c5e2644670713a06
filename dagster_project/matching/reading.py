"""From `canonical.party` and `canonical.contact_set` to `Records`."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.cells import NormalisedCells
from dagster_project.matching.implied import ImpliedParties, implied_parties
from dagster_project.matching.lookup import rows_of
from dagster_project.matching.memory import Memory
from dagster_project.matching.name_columns import read_names
from dagster_project.matching.normalise import default_births
from dagster_project.matching.normalise.member import comparable
from dagster_project.matching.records import Ints, Records
from dagster_project.matching.rules import IdentityRules

_PARTIES = """
    select source_system, source_object, source_record_id,
        cast(FIRST_SEEN as bigint) as first_seen,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(party_type, 'person') <> 'organisation' as is_person,
        full_name, family_name, given_name, full_name_kana, family_name_kana, given_name_kana,
        email, phone, mobile_phone, postal_code,
        -- Some systems write the city into the line as well.
        case when contains(address_line, city) then address_line
            when regexp_full_match(city, '[ -~]+') then concat_ws(', ', address_line, city)
            else concat(city, address_line) end as address,
        address_line, city,
        member_code, gender,
        cast(coalesce(
            year(birth_on) * 10000 + month(birth_on) * 100 + day(birth_on), 0
        ) as integer) as birth,
        merged_into_record_id
    from canonical.party
    union all by name
    select *, 'implied' as source_object, true as is_person from implied_party
    order by source_system, source_object, source_record_id
"""
_HAS_FIRST_LOAD = """
    select count(*) from information_schema.columns
    where table_schema = 'canonical' and table_name = 'party' and column_name = 'first_load_seq'
"""


def read_records(
    con: duckdb.DuckDBPyConnection, rules: IdentityRules, memory: Memory
) -> tuple[Records, ImpliedParties]:
    """Every record of the warehouse, normalised, in the order of its key."""
    cells = NormalisedCells(rules.blocked_values, memory)
    implied = implied_parties(con, cells)
    con.register("implied_party", implied.table)
    rows = con.execute(_PARTIES.replace("FIRST_SEEN", _first_seen(con))).to_arrow_table()
    con.unregister("implied_party")

    emails, email_words = cells.column("email", rows["email"])
    both = pa.chunked_array([*rows["mobile_phone"].chunks, *rows["phone"].chunks], pa.string())
    phones, phone_words = cells.column("phone", both)
    members, member_words = cells.column("member_code", rows["member_code"])
    names, table = read_names(rows, memory)
    towns, town_words = cells.column("address", rows["address"])
    postal, postal_words = cells.column("postal_code", rows["postal_code"])
    streets, street_words = cells.column("place", rows["address_line"])
    cities, city_words = cells.column("place", rows["city"])
    cells.finish(con)
    births = rows["birth"].fill_null(0).to_numpy().astype(np.int32)
    births[np.isin(births, list(default_births(births)))] = 0
    keys = rows.select(["source_system", "source_object", "source_record_id"])
    is_deleted = rows["is_deleted"].to_numpy(zero_copy_only=False).astype(bool)
    _forget_organisations(rows["is_person"], names, emails, phones, members, births)
    return Records(
        keys=keys.combine_chunks(),
        first_seen=rows["first_seen"].fill_null(0).to_numpy(),
        is_deleted=is_deleted,
        makes_customer=~is_deleted,
        merged_into=_merged_into(keys, rows["merged_into_record_id"]),
        name=names,
        names=table,
        email=emails,
        emails=email_words,
        phones=(phones[: len(rows)], phones[len(rows) :]),
        phone_values=phone_words,
        member=members,
        members=member_words,
        member_class=_classes(members, member_words),
        addresses=(towns, _postal_with_block(towns, town_words, postal)),
        address_values=town_words,
        postal=postal,
        postal_values=postal_words,
        street=streets,
        streets=street_words,
        city=cities,
        cities=city_words,
        birth=births,
        sex=_sexes(rows["gender"]),
    ), implied


def _forget_organisations(
    is_person: pa.ChunkedArray, names: Ints, emails: Ints, phones: Ints, members: Ints, births: Ints
) -> None:
    """An organisation keeps a row and an id, but is nobody's name, mailbox or birthday."""
    organisations = np.flatnonzero(~is_person.to_numpy(zero_copy_only=False).astype(bool))
    for column in (names, emails, members):
        column[organisations] = -1
    births[organisations] = 0
    phones[organisations] = -1
    phones[organisations + len(names)] = -1


def _first_seen(con: duckdb.DuckDBPyConnection) -> str:
    """A record sent again keeps its place in line where the canonical layer remembers it."""
    [(known,)] = con.execute(_HAS_FIRST_LOAD).fetchall()
    return "coalesce(first_load_seq, load_seq, 0)" if known else "coalesce(load_seq, 0)"


def _merged_into(keys: pa.Table, targets: pa.ChunkedArray) -> Ints:
    merged = np.flatnonzero(pc.is_valid(targets).to_numpy(zero_copy_only=False))
    result = np.full(len(keys), -1, np.int32)
    if len(merged):
        systems = keys["source_system"].take(merged).to_pylist()
        pairs = list(zip(systems, targets.take(merged).to_pylist(), strict=True))
        found = rows_of(keys, pairs)
        for row, pair in zip(merged.tolist(), pairs, strict=True):
            result[row] = next((hit for hit in found[pair] if hit != row), -1)
    return result


def _classes(members: Ints, words: list[str]) -> Ints:
    classes: dict[str, int] = {}
    numbers = [classes.setdefault(comparable(word), len(classes)) for word in words]
    return np.array([*numbers, -1], np.int32)[members]


def _postal_with_block(towns: Ints, words: list[str], zips: Ints) -> Ints:
    """Codes of postal code with block, for towns that are written in several ways."""
    blocks: dict[str, int] = {}
    numbers = [blocks.setdefault(word.rsplit("|", 1)[1], len(blocks)) for word in words]
    block = np.array([*numbers, -1], np.int64)[towns]
    keyed = np.where(
        (zips >= 0) & (block >= 0), zips.astype(np.int64) * (len(blocks) + 1) + block, -1
    )
    _, codes = np.unique(keyed, return_inverse=True)
    return np.where(keyed < 0, -1, codes).astype(np.int32)


def _sexes(genders: pa.ChunkedArray) -> NDArray[np.int8]:
    male, female = (pc.fill_null(pc.equal(genders, word), False) for word in ("male", "female"))
    return (male.to_numpy() * 1 + female.to_numpy() * 2).astype(np.int8)
