"""Who carries which e-mail, phone, member code or other id, and what evidence that makes it.

An identifier is *exclusive* (one person by its nature), *personal* (one person as long as its
bearers do not say otherwise) or *shared*; one that too many different people carry is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.evidence import distinct
from dagster_project.matching.normalise.email import ROLE
from dagster_project.matching.normalise.phone import MOBILE, is_mobile
from dagster_project.matching.records import Ints, Listed, Records

# A household has fewer surnames and given names than this, a person fewer records (identity audit).
MOST_SURNAMES, MOST_GIVEN_NAMES, MOST_RECORDS = 3, 5, 24


@dataclass(frozen=True)
class Carriers:
    """Pairs (value, record) of one kind of identifier, in the order of value, then record."""

    kind: str
    values: pa.Array
    value: NDArray[np.int64]
    record: NDArray[np.int64]
    record_count: NDArray[np.int64]
    surname_count: NDArray[np.int64]
    given_count: NDArray[np.int64]  # different given names: 0, 1 or more
    over_shared: NDArray[np.bool_]
    personal: NDArray[np.bool_]
    is_exclusive: bool = False

    def pairs(self, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The (value, record) pairs of the values marked in `wanted`."""
        rows = wanted[self.value]
        return self.value[rows], self.record[rows]


def carriers_of(records: Records) -> list[Carriers]:
    """Of e-mails, phones, member codes, in this order, then of every other kind that is listed."""
    known = [email_carriers(records), phone_carriers(records), member_carriers(records)]
    names = {each.kind for each in known}
    return known + [_listed_carriers(each, records) for each in records.listed
                    if each.kind not in names]  # fmt: skip


def _listed_carriers(listed: Listed, records: Records) -> Carriers:
    """An id of a kind that records have no column for; a single one is evidence of no person."""
    nobody = np.zeros(len(listed.values), bool)
    most = None if listed.is_exclusive else MOST_RECORDS
    return replace(
        _carriers(listed.kind, records, (), listed.values, nobody, most, (listed,)),
        is_exclusive=listed.is_exclusive,
    )


def email_carriers(records: Records) -> Carriers:
    """E-mail addresses; an office's mailbox is never personal."""
    own = ~_flags(pc.match_substring_regex(records.emails, f"{ROLE.removesuffix('$')}@"))
    return _carriers("email", records, (records.email,), records.emails, own)


def phone_carriers(records: Records) -> Carriers:
    """Phone numbers in whichever column; only a mobile can be personal."""
    numbers = records.phone_values
    own = _flags(pc.match_substring_regex(numbers, MOBILE))
    for place in np.flatnonzero(_flags(pc.starts_with(numbers, "+"))).tolist():
        own[place] = is_mobile(numbers[place].as_py())
    return _carriers("phone", records, records.phones, numbers, own)


def member_carriers(records: Records) -> Carriers:
    """Member codes, one person each: many records speak for a loyal customer, not against it."""
    members = records.members
    own = np.ones(len(members), bool)
    found = _carriers("member_code", records, (records.member,), members, own, most=None)
    return replace(found, is_exclusive=True)


def _carriers(
    kind: str,
    records: Records,
    columns: tuple[Ints, ...],
    values: pa.Array,
    own: NDArray[np.bool_],
    most: int | None = MOST_RECORDS,
    listed: tuple[Listed, ...] | None = None,
) -> Carriers:
    n = len(records)
    if listed is None:
        listed = tuple(each for each in records.listed if each.kind == kind)
    pair = distinct(
        np.concatenate(
            [c[c >= 0].astype(np.int64) * n + np.flatnonzero(c >= 0) for c in columns]
            + [each.value * n + each.record for each in listed]
        )
    )
    value, record = pair // max(n, 1), pair % max(n, 1)
    counts = np.bincount(value, minlength=len(values))
    names, table = records.name[record], records.names
    surnames = _count(value, _of(names, table.surname), len(values))
    givens = _count(value, _of(names, table.forename), len(values))
    for several in np.flatnonzero(givens > 1).tolist():
        low, high = np.searchsorted(value, (several, several + 1))
        givens[several] = _different_people(names[low:high], records)
    over_shared = (surnames > MOST_SURNAMES) | (givens > MOST_GIVEN_NAMES)
    if most is not None:
        over_shared |= counts > most
    personal = own & (givens <= 1) & ~over_shared
    return Carriers(kind, values, value, record, counts, surnames, givens, over_shared, personal)


def _flags(found: pa.Array) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False).astype(bool)
    return flags


def _of(names: Ints, codes: Ints) -> Ints:
    return np.where(names >= 0, np.append(codes, np.int32(-1))[names], -1).astype(np.int32)


def _count(value: NDArray[np.int64], code: Ints, size: int) -> NDArray[np.int64]:
    """How many different codes each value has."""
    known = code >= 0
    base = int(code.max(initial=0)) + 1
    pairs = distinct(value[known] * base + code[known])
    return np.bincount(pairs // base, minlength=size)


def _different_people(names: Ints, records: Records) -> int:
    """Given names that share neither a written form nor a reading, counted."""
    groups: list[set[str]] = []
    for name in sorted(set(names.tolist()) - {-1}):
        tokens = set(records.names.given[name].tokens)
        if not tokens:
            continue
        for group in [group for group in groups if group & tokens]:
            tokens |= group
            groups.remove(group)
        groups.append(tokens)
    return len(groups)
