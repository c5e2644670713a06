"""All evidence on all records, in the order in which unions are tried."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from dagster_project.matching.carriers import Carriers
from dagster_project.matching.clustering import Refusal
from dagster_project.matching.composite import (
    by_exclusive_id,
    by_identifier_and_name,
    by_member_code,
    by_name_and_address,
    by_name_and_birth,
    by_name_and_identifier,
    by_name_and_meant_email,
    by_source_merge,
)
from dagster_project.matching.doors import Assumption
from dagster_project.matching.evidence import Edges, Longs, Scorer
from dagster_project.matching.exclusive import people_of
from dagster_project.matching.nameless import by_identifier_alone
from dagster_project.matching.nights import Nights
from dagster_project.matching.overrides import Overrides
from dagster_project.matching.records import Ints, Records


def gather(
    records: Records,
    carriers: list[Carriers],
    forced: Overrides,
    scorer: Scorer | None,
    assumed: Assumption | None,
    nights: Nights,
) -> tuple[Edges, Edges]:
    """(edges in the order of trial, pairs of groups that hold two people)."""
    emails, phones, members, *others = carriers
    email_name, email_unclear = by_identifier_and_name(emails, records)
    phone_name, phone_unclear = by_identifier_and_name(phones, records)
    birth, birth_unclear = by_name_and_birth(records)
    meant, meant_unclear = by_name_and_meant_email(without_shared_values(records, carriers))
    address, address_unclear = by_name_and_address(records)
    plain = [by_name_and_identifier(each, records) for each in others if not each.is_exclusive]
    parts = [
        forced.links,
        by_source_merge(records),
        by_member_code(members),
        *(by_exclusive_id(each) for each in others if each.is_exclusive),
        email_name,
        phone_name,
        birth,
        meant,
        address,
        *(links for links, _ in plain),
        by_identifier_alone(phones, records),
        by_identifier_alone(emails, records),
    ]
    if scorer and assumed:
        told = without_shared_values(records, carriers)
        parts.append(scorer(told, nights, assumed.has_households))
    unclear = [email_unclear, phone_unclear, birth_unclear, meant_unclear, address_unclear]
    unclear += [each for _, each in plain]
    return Edges.together(parts), Edges.together(unclear)


def without_over_shared(records: Records, carriers: list[Carriers]) -> Records:
    """What strangers share names nobody.

    A code of many hands (a till's guest card) keeps nobody apart, and an implied party with nothing
    but such values is no customer: its purchases would be those of everyone who gave the shop's own
    number.
    """
    columns = (records.email,), records.phones, (records.member,)
    known = np.zeros(len(records), bool)
    for kind, codes in zip(carriers[:3], columns, strict=True):
        usable = np.append(~kind.over_shared, False)
        for code in codes:
            known |= usable[code]
    implied = pc.equal(records.keys["source_object"], "implied").to_numpy(zero_copy_only=False)
    return replace(
        records,
        makes_customer=records.makes_customer & (known | ~implied),
        people={kind.kind: people_of(kind, len(records)) for kind in carriers if kind.is_exclusive},
    )


def without_shared_values(records: Records, carriers: list[Carriers]) -> Records:
    """Identifiers that strangers share as if they were empty, so that no model learns from them."""
    emails, phones, *_ = carriers
    return replace(
        records,
        email=_blanked(records.email, emails),
        phones=(_blanked(records.phones[0], phones), _blanked(records.phones[1], phones)),
    )


def _blanked(codes: Ints, carriers: Carriers) -> Ints:
    return np.where(np.append(carriers.over_shared, True)[codes], -1, codes).astype(np.int32)


def ambiguous_pairs(unclear: Edges, root: Longs, refused: list[Refusal]) -> list[Refusal]:
    """Ambiguous pairs that ended in different clusters and are not in the queue already."""
    listed = {(each.left, each.right) for each in refused}
    apart = np.flatnonzero(root[unclear.left] != root[unclear.right])
    columns = (unclear.left[apart], unclear.right[apart], unclear.tier[apart])
    return [
        Refusal(left, right, tier, "ambiguous_group")
        for left, right, tier in zip(*(column.tolist() for column in columns), strict=True)
        if (left, right) not in listed
    ]
