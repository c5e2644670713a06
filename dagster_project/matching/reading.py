"""From `canonical.party`, `contact_set` and `source_identifier` to `Records`."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.cells import NormalisedCells
from dagster_project.matching.implied import ImpliedParties, implied_parties
from dagster_project.matching.listed import listed_identifiers
from dagster_project.matching.lookup import rows_of
from dagster_project.matching.memory import Memory
from dagster_project.matching.name_columns import NameCellsOfNights
from dagster_project.matching.nights import Nights
from dagster_project.matching.normalise import default_births
from dagster_project.matching.normalise.dictionary import dictionary_name, dictionary_readings
from dagster_project.matching.normalise.lexicon import no_dictionary
from dagster_project.matching.party_rows import KEY, PartyRows, party_rows
from dagster_project.matching.records import Ints, Records
from dagster_project.matching.rules import IdentityRules

# Cells that are normalised: column of a record → column of the warehouse and kind of cell.
_CELLS = {
    "email": ("email", "email"),
    "mobile": ("mobile_phone", "phone"),
    "phone": ("phone", "phone"),
    "member": ("member_code", "member_code"),
    "address": ("address", "address"),
    "postal": ("postal_code", "postal_code"),
    "street": ("address_line", "place"),
    "city": ("city", "place"),
}


def read_records(
    con: duckdb.DuckDBPyConnection, rules: IdentityRules, memory: Memory
) -> tuple[Records, ImpliedParties, Nights]:
    """Every record of the warehouse, normalised, in the order of its key, beside last night's."""
    dictionary = dictionary_name() if rules.dictionary_readings else None
    memory.serve(
        f"numbers of {rules.country}, classes {sorted(rules.identifiers.items())}, "
        f"dictionary {dictionary}"
    )
    cells = NormalisedCells(rules.blocked_values, memory, rules.country)
    names = NameCellsOfNights(memory, dictionary_readings if dictionary else no_dictionary)
    implied = implied_parties(con, cells)
    delivered = party_rows(con, implied.table, memory)
    rows = _coded(delivered, cells, names, memory.last("rows"))
    memory.keep("rows", rows)
    code = {name: rows[name].to_numpy() for name in (*_CELLS, "name")}
    listed = listed_identifiers(con, rows, cells, rules)
    emails, email_words = cells.words("email", code["email"])
    phones, phone_words = cells.words("phone", np.concatenate((code["mobile"], code["phone"])))
    members, member_words = cells.words("member_code", code["member"])
    towns, town_words = cells.words("address", code["address"])
    postal, postal_words = cells.words("postal_code", code["postal"])
    places, place_words = cells.words("place", np.concatenate((code["street"], code["city"])))
    name, table = names.names(code["name"])
    cells.finish(con)
    births = rows["birth"].to_numpy().copy()
    births[np.isin(births, list(default_births(births)))] = 0
    keys = rows.select(KEY)
    is_deleted = rows["is_deleted"].to_numpy(zero_copy_only=False).astype(bool)
    _forget_organisations(rows["is_person"], name, emails, phones, members, births)
    records = Records(
        keys=keys.combine_chunks(),
        first_seen=rows["first_seen"].to_numpy(),
        is_deleted=is_deleted,
        makes_customer=~is_deleted,
        merged_into=_merged_into(keys, rows["merged_into"]),
        name=name,
        names=table,
        email=emails,
        emails=email_words,
        phones=(phones[: len(rows)], phones[len(rows) :]),
        phone_values=phone_words,
        member=members,
        members=member_words,
        addresses=(towns, _postal_with_block(towns, town_words, postal)),
        address_values=town_words,
        postal=postal,
        postal_values=postal_words,
        street=places[: len(rows)],
        streets=place_words,
        city=places[len(rows) :],
        cities=place_words,
        birth=births,
        sex=rows["sex"].to_numpy(),
        listed=listed,
    )
    return records, implied, Nights(delivered.before, delivered.last_count, memory)


def _coded(
    delivered: PartyRows, cells: NormalisedCells, names: NameCellsOfNights, last: pa.Table | None
) -> pa.Table:
    """The rows with codes for what they say; those kept from last night have theirs already."""
    fresh = delivered.fresh
    columns = {
        "fingerprint": fresh["fingerprint"],
        **{name: fresh[name] for name in KEY},
        "first_seen": fresh["first_seen"].fill_null(0),
        "is_deleted": fresh["is_deleted"],
        "is_person": fresh["is_person"],
        "birth": fresh["birth"].fill_null(0),
        "sex": pa.array(_sexes(fresh["gender"])),
        "merged_into": fresh["merged_into_record_id"],
        "name": pa.array(names.codes(fresh)),
    }
    for name, (column, kind) in _CELLS.items():
        columns[name] = pa.array(cells.codes(kind, fresh[column]))
    coded = pa.table(columns).combine_chunks()
    if last is None or not len(delivered.kept):
        return coded
    source = np.concatenate((delivered.kept, len(last) + np.arange(len(coded))))
    both = pa.concat_tables([last.select(coded.column_names).cast(coded.schema), coded])
    return both.combine_chunks().take(pa.array(source[delivered.order]))


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


def _postal_with_block(towns: Ints, words: pa.Array, zips: Ints) -> Ints:
    """Codes of postal code with block, for towns that are written in several ways."""
    blocks = pc.list_element(pc.split_pattern(words, "|", max_splits=1, reverse=True), 1)
    numbers = blocks.dictionary_encode().indices.to_numpy()
    block = np.append(numbers, -1).astype(np.int64)[towns]
    keyed = np.where(
        (zips >= 0) & (block >= 0), zips.astype(np.int64) * (len(words) + 1) + block, -1
    )
    _, codes = np.unique(keyed, return_inverse=True)
    return np.where(keyed < 0, -1, codes).astype(np.int32)


def _sexes(genders: pa.ChunkedArray) -> NDArray[np.int8]:
    male, female = (pc.fill_null(pc.equal(genders, word), False) for word in ("male", "female"))
    return (male.to_numpy() * 1 + female.to_numpy() * 2).astype(np.int8)
