"""Evidence of two signals: identifier and given name, whole name and birthday or address."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.ambiguity import ambiguous_rows
from dagster_project.matching.carriers import Carriers
from dagster_project.matching.evidence import (
    EMAIL_NAME,
    EMAIL_SLIP_NAME,
    EXCLUSIVE_ID,
    IDENTIFIER_NAME,
    MEMBER_CODE,
    MERGED_BY_SOURCE,
    NAME_ADDRESS,
    NAME_BIRTH,
    PHONE_NAME,
    Edges,
    Longs,
    Tier,
    pairs_within,
)
from dagster_project.matching.normalise.email import slips_of_domains
from dagster_project.matching.records import Ints, Records

_FAR, _ODD = 1_000_003, 0x9E3779B97F4A7C15


def by_source_merge(records: Records) -> Edges:
    """Records that their own system merged."""
    merged = np.flatnonzero(records.merged_into >= 0)
    return Edges.of(MERGED_BY_SOURCE, merged, records.merged_into[merged].astype(np.int64))


def by_member_code(carriers: Carriers) -> Edges:
    """Records with one member code; whether their names contradict it is asked at the union."""
    _, left, right = pairs_within(*carriers.pairs(~carriers.over_shared))
    return Edges.of(MEMBER_CODE, left, right)


def by_exclusive_id(carriers: Carriers) -> Edges:
    """Records with one id of a type that is declared to be one person's alone."""
    _, left, right = pairs_within(*carriers.pairs(~carriers.over_shared))
    return Edges.of(EXCLUSIVE_ID, left, right)


def by_name_and_identifier(carriers: Carriers, records: Records) -> tuple[Edges, Edges]:
    """Records with one whole name and one id of any other type: a device, a cookie."""
    value, record = carriers.pairs(~carriers.over_shared)
    return _by_name_and(IDENTIFIER_NAME, record, value, records, by_sex=True)


def by_identifier_and_name(carriers: Carriers, records: Records) -> tuple[Edges, Edges]:
    """Records with one identifier and one given name: (links, ambiguous pairs).

    Where several people carry the identifier, the surname has to agree as well.
    """
    tier = EMAIL_NAME if carriers.kind == "email" else PHONE_NAME
    value, record = carriers.pairs(~carriers.over_shared)
    at, token = _met(value, *records.names.given_tokens.explode(records.name[record]))
    personal = carriers.personal[value[at]]
    group = _dense(value[at], token)
    links, unclear = _linked(tier, group, record[at], records, by_sex=False)
    own = np.zeros(int(group.max(initial=-1)) + 1, bool)
    own[group] = personal
    return _where_surnames_agree(links, own, records), unclear[1]


def by_name_and_birth(records: Records) -> tuple[Edges, Edges]:
    """Records with one whole name and one birthday."""
    born = np.flatnonzero(records.birth > 0)
    return _by_name_and(NAME_BIRTH, born, records.birth[born], records, by_sex=False)


def by_name_and_meant_email(records: Records) -> tuple[Edges, Edges]:
    """Records with one whole name whose e-mails differ by a slip in the domain: `gmial.com`.

    The slip may also be another company's true domain: it never counts as the same e-mail.
    """
    domain = pc.list_element(pc.split_pattern(records.emails, "@", max_splits=1), 1)
    encoded = domain.dictionary_encode()
    slips = slips_of_domains()
    meant = pa.array(
        [slips.get(name, name) for name in encoded.dictionary.to_pylist()], pa.string()
    )
    boxes = pc.list_element(pc.split_pattern(records.emails, "@", max_splits=1), 0)
    addresses = pc.binary_join_element_wise(boxes, meant.take(encoded.indices), "@")
    code = addresses.dictionary_encode().indices.to_numpy()
    several = np.append(np.bincount(code, minlength=1)[code] > 1, False)[records.email]
    rows = np.flatnonzero(several & (records.email >= 0))
    codes = np.append(code, -1)[records.email[rows]]
    return _by_name_and(EMAIL_SLIP_NAME, rows, codes, records, by_sex=True)


def by_name_and_address(records: Records) -> tuple[Edges, Edges]:
    """Records with one whole name at one block, found by town or by postal code."""
    found = []
    for addresses in records.addresses:
        housed = np.flatnonzero(addresses >= 0)
        found.append(_by_name_and(NAME_ADDRESS, housed, addresses[housed], records, by_sex=True))
    return Edges.together([a for a, _ in found]), Edges.together([b for _, b in found])


def _by_name_and(
    tier: Tier, rows: Longs, code: Ints | Longs, records: Records, *, by_sex: bool
) -> tuple[Edges, Edges]:
    number = code.astype(np.int64)
    at, token = _met(number, *records.names.full_tokens.explode(records.name[rows]))
    group = _dense(number[at], token)
    (_, links), (_, unclear) = _linked(tier, group, rows[at], records, by_sex=by_sex)
    return links, unclear


def _linked(
    tier: Tier, group: Longs, record: Longs, records: Records, *, by_sex: bool
) -> tuple[tuple[Longs, Edges], tuple[Longs, Edges]]:
    """((groups, links) of the clear groups, the same of the ambiguous ones)."""
    unclear = ambiguous_rows(group, record, records, by_sex=by_sex)
    halves = []
    for rows in (~unclear, unclear):
        of, left, right = pairs_within(group[rows], record[rows])
        halves.append((of, Edges.of(tier, left, right)))
    return halves[0], halves[1]


def _where_surnames_agree(
    linked: tuple[Longs, Edges], own: NDArray[np.bool_], records: Records
) -> Edges:
    group, edges = linked
    agree = own[group] | surnames_agree(edges.left, edges.right, records)
    return Edges(*(getattr(edges, c)[agree] for c in ("left", "right", "tier", "weight")))


def surnames_agree(left: Longs, right: Longs, records: Records) -> NDArray[np.bool_]:
    """Whether the surnames share a form; an unknown one agrees with everything."""
    table = records.names
    a, b = records.name[left], records.name[right]
    surname = np.append(table.surname, np.int32(-1))
    agree = (surname[a] < 0) | (surname[b] < 0) | (surname[a] == surname[b])
    for row in np.flatnonzero(~agree).tolist():
        agree[row] = bool(table.family[a[row]].tokens & table.family[b[row]].tokens)
    return agree


def _met(value: Longs, at: Longs, token: Longs) -> tuple[Longs, Longs]:
    """Without the rows whose (value, token) nobody else has: most, and they need no sorting."""
    bits = 64 - max(len(at), 1).bit_length()
    mixed = (value[at] * _FAR + token).astype(np.uint64) * np.uint64(_ODD)
    bucket = (mixed >> np.uint64(bits)).astype(np.int64)
    several = np.bincount(bucket, minlength=1)[bucket] > 1
    return at[several], token[several]


def _dense(value: Longs, token: Longs) -> Longs:
    """One group number a (value, token)."""
    return np.unique(value * (int(token.max(initial=0)) + 1) + token, return_inverse=True)[1]
