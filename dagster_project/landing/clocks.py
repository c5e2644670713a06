"""Whose clock a file's times are told by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dagster_project.contracts import Column, Contract
from dagster_project.landing.columns import FileColumn
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.settings import Source


@dataclass(frozen=True)
class Clock:
    """How a time without an offset becomes UTC; `zone` is None where there must be an offset."""

    basis: str
    zone: str | None
    # The column that says each row's zone.
    zone_column: str | None = None


def clock_of(
    column: Column,
    delivered: FileColumn | None,
    contract: Contract,
    source: Source,
    company_zone: str,
) -> Clock:
    """The contract says where the zone stands: nowhere, in the file's header, or in a setting."""
    basis = column.basis or "local"
    if basis == "utc":
        return Clock("utc", "UTC")
    if basis == "offset":
        return Clock("offset", None)
    if basis.startswith("column:"):
        return Clock(basis, "by row", basis.removeprefix("column:"))
    if basis == "header" and delivered and delivered.timezone:
        try:
            ZoneInfo(delivered.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise RefusedFile(
                "time zone unknown",
                f"the header of {shown(delivered.key)} names the time zone "
                f"{shown(delivered.timezone)}; accepted: an IANA name such as Asia/Tokyo",
            ) from error
        return Clock(f"header:{delivered.timezone}", delivered.timezone)
    said = (("source", source.timezone), ("contract", contract.timezone), ("company", company_zone))
    who, zone = next((who, zone) for who, zone in said if zone)
    return Clock(f"{who}:{zone}", zone)


@cache
def steady_offset_minutes(zone: str) -> int | None:
    """A zone's offset, if it has been the same in every half month from 1970 to 2099."""
    clock, moment = ZoneInfo(zone), datetime(1970, 1, 1)
    offsets = set()
    while moment.year < 2100:
        offsets.add(clock.utcoffset(moment))
        moment += timedelta(days=15)
    offset = offsets.pop()
    return int(offset.total_seconds()) // 60 if offset is not None and not offsets else None
