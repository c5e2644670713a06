"""The loads that count, over all sources, in the order of their delivery."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.contracts import Contract
from dagster_project.landing.active import standings
from dagster_project.landing.agreed import contracts_of
from dagster_project.landing.delivery import delivery_order
from dagster_project.landing.receipts import Arrivals, Receipt
from dagster_project.settings import Settings


@dataclass(frozen=True)
class ActiveLoad:
    """One load that counts, with its table and the vendor object that it belongs to."""

    receipt: Receipt
    vendor: str
    # The earliest path that delivered these bytes; the receipt names the one that was seen first.
    path: str
    parquet: str
    load_seq: int
    business_day_start: str | None
    # The column of the partitions, and those whose rows a later load replaces.
    partition: str | None = None
    replaced: frozenset[str] = frozenset()


def active_loads(settings: Settings) -> list[ActiveLoad]:
    """Child objects follow their parent and share its place in the order."""
    contracts, arrivals = contracts_of(settings), Arrivals(settings.landing / "arrivals.json")
    followed: dict[tuple[str, str], Contract] = {}
    for entry in settings.sources:
        contract = contracts[entry.contract]
        followed.setdefault((entry.name, contract.object), contract)
    standing = sorted(
        (
            (delivery_order(each.landed.path), source, contract.object, each, contract)
            for (source, _), contract in followed.items()
            for each in standings(
                arrivals.loads(source, contract.object, settings.landing), contract
            )
            if each.superseded_by is None and each.doubted is None
        ),
        key=lambda each: each[:3],
    )
    loads, landing = [], settings.landing
    for load_seq, (_, source, _, found, contract) in enumerate(standing, 1):
        landed = found.landed
        for object_name in contract.objects:
            place = f"{landing}/{source}/{object_name}/{landed.load_id}"
            receipt = Receipt.read(f"{place}.json")
            if receipt is None:
                break
            loads.append(
                ActiveLoad(
                    receipt,
                    contract.vendor,
                    landed.path,
                    f"{place}.parquet",
                    load_seq,
                    contract.business_day_start,
                    contract.load.partition,
                    found.replaced,
                )
            )
    return loads
