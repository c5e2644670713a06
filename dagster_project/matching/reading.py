"""From `canonical.party` and `canonical.contact_set` to `Records`."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.cells import NormalisedCells
from dagster_project.matching.implied import ImpliedParties, implied_parties
from dagster_project.matching.names import NameTable
from dagster_project.matching.normalise import default_births
from dagster_project.matching.normalise.member import comparable
from dagster_project.matching.normalise.parts import NameCells
from dagster_project.matching.normalise.person_name import NAMELESS, NameReader
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
            else concat(city, address_line) end as address,
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
    con: duckdb.DuckDBPyConnection, rules: IdentityRules
) -> tuple[Records, ImpliedParties]:
    """Every record of the warehouse, normalised, in the order of its key."""
    cells = NormalisedCells(con, rules.blocked_values)
    implied = implied_parties(con, cells)
    con.register("implied_party", implied.table)
    rows = con.execute(_PARTIES.replace("FIRST_SEEN", _first_seen(con))).to_arrow_table()
    con.unregister("implied_party")

    emails, email_words = cells.column("email", rows["email"])
    both = pa.chunked_array([*rows["mobile_phone"].chunks, *rows["phone"].chunks], pa.string())
    phones, phone_words = cells.column("phone", both)
    members, member_words = cells.column("member_code", rows["member_code"])
    names, table = _names(rows)
    births = rows["birth"].fill_null(0).to_numpy().astype(np.int32)
    births[np.isin(births, list(default_births(births)))] = 0
    keys = rows.select(["source_system", "source_object", "source_record_id"])
    _forget_organisations(rows["is_person"], names, emails, phones, members, births)
    return Records(
        keys=keys.combine_chunks(),
        first_seen=rows["first_seen"].fill_null(0).to_numpy(),
        is_deleted=rows["is_deleted"].to_numpy(zero_copy_only=False).astype(bool),
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
        addresses=_addresses(cells, rows),
        birth=births,
        sex=_sexes(rows["gender"]),
    ), implied


def rows_of(keys: pa.Table, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Row numbers of (source_system, source_record_id) pairs, in row order."""
    pairs = set(wanted)
    ids = pa.array(sorted({record for _, record in pairs}), pa.string())
    found: dict[tuple[str, str], list[int]] = {pair: [] for pair in pairs}
    hits = np.flatnonzero(
        pc.is_in(keys["source_record_id"], value_set=ids).to_numpy(zero_copy_only=False)
    )
    systems, records = keys["source_system"].take(hits), keys["source_record_id"].take(hits)
    for row, system, record in zip(
        hits.tolist(), systems.to_pylist(), records.to_pylist(), strict=True
    ):
        if (system, record) in found:
            found[system, record].append(row)
    return found


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


def _names(rows: pa.Table) -> tuple[Ints, NameTable]:
    """A name code for every row (-1: nameless) and what the codes stand for."""
    code: NDArray[np.int64] = np.zeros(len(rows), np.int64)
    columns = []
    for column in NameCells._fields:
        source = {"full": "full_name", "family": "family_name", "given": "given_name"}
        base = source[column.removesuffix("_kana")]
        name = f"{base}_kana" if column.endswith("_kana") else base
        encoded = pa.chunked_array(rows[name], pa.string()).combine_chunks().dictionary_encode()
        words = [*encoded.dictionary.to_pylist(), None]
        cells = encoded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        columns.append((words, cells))
        # Dense after every column, so that the product never leaves 64 bits.
        _, code = np.unique(code * len(words) + cells, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    every = [
        NameCells(*cells)
        for cells in zip(
            *([words[i] for i in cells[first].tolist()] for words, cells in columns), strict=True
        )
    ]
    reader = NameReader(every)
    read = [reader.read(cells) for cells in every]
    distinct = list(dict.fromkeys(name for name in read if name != NAMELESS))
    number = {name: i for i, name in enumerate(distinct)} | {NAMELESS: -1}
    of_cells = np.array([number[name] for name in read], np.int32)
    return of_cells[code], NameTable(distinct, reader.lexicon)


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


def _addresses(cells: NormalisedCells, rows: pa.Table) -> tuple[Ints, Ints]:
    """Codes of town with block, and of postal code with block."""
    towns, words = cells.column("address", rows["address"])
    zips, _ = cells.column("postal_code", rows["postal_code"])
    blocks: dict[str, int] = {}
    numbers = [blocks.setdefault(word.rsplit("|", 1)[1], len(blocks)) for word in words]
    block = np.array([*numbers, -1], np.int64)[towns]
    keyed = np.where(
        (zips >= 0) & (block >= 0), zips.astype(np.int64) * (len(blocks) + 1) + block, -1
    )
    _, codes = np.unique(keyed, return_inverse=True)
    return towns, np.where(keyed < 0, -1, codes).astype(np.int32)


def _sexes(genders: pa.ChunkedArray) -> NDArray[np.int8]:
    male, female = (pc.fill_null(pc.equal(genders, word), False) for word in ("male", "female"))
    return (male.to_numpy() * 1 + female.to_numpy() * 2).astype(np.int8)
