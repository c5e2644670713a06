"""SQL for days and moments: in the ways that the contract says, by the clock that it names."""

from __future__ import annotations

from dagster_project.contracts import Column, Contract
from dagster_project.landing.clocks import Clock, steady_offset_minutes
from dagster_project.landing.quoted import literal, name
from dagster_project.landing.zones import zones_by_name

USUAL_DAYS = ("iso", "slash", "compact", "japanese", "wareki")


def day_text(column: Column, seen: str) -> str:
    readings = ", ".join(f"date_{each}({seen})" for each in column.formats or USUAL_DAYS)
    return f"cast(coalesce({readings}) as varchar)"


def moment_of(column: Column, moment: str, clock: Clock) -> tuple[str, str]:
    """The clock's own reading first, then the same moment in UTC as text."""
    naive, offset = readings_of(column, name(f"r:{column.name}"))
    if clock.zone is None:
        return offset, f"moment_text({moment})"
    if clock.zone == "UTC":
        return f"coalesce({offset}, {naive})", f"moment_text({moment})"
    zone = _zone_by_row(clock.zone_column) if clock.zone_column else literal(clock.zone)
    in_utc = f"timezone('UTC', timezone({zone}, {moment}))"
    minutes = None if clock.zone_column else steady_offset_minutes(clock.zone)
    if minutes is not None:
        # Asking the time zone database for every cell costs five times as much.
        in_utc = (
            f"case when {moment} >= timestamp '1970-01-02' "
            f"then {moment} - interval ({minutes}) minute else {in_utc} end"
        )
    return naive, f"moment_text(coalesce({in_utc}, {offset}))"


def readings_of(column: Column, seen: str) -> tuple[str, str]:
    """The moment by the file's clock, and the moment in UTC where the cell says its offset."""
    if not column.formats and column.combine is None:
        return f"moment_naive({seen})", f"moment_offset({seen})"
    formats = column.formats or ("iso", "slash")
    pieces = f"moment_pieces({seen})"
    naive, offset = [f"moment_naive({seen})"], [f"moment_offset({seen})"]
    if not {"iso", "slash"} & set(formats):
        naive, offset = ["cast(null as timestamp)"], ["cast(null as timestamp)"]
    for each in formats:
        if each == "excel_serial":
            naive.append(f"moment_excel_serial({seen})")
        elif each.startswith("epoch"):
            offset.append(f"moment_{each}({seen})")
        else:
            naive.append(f"moment_naive_on(date_{each}({pieces}.day), {pieces})")
            offset.append(f"moment_offset_on(date_{each}({pieces}.day), {pieces})")
    return f"coalesce({', '.join(naive)})", f"coalesce({', '.join(offset)})"


def combined(column: Column, contract: Contract) -> str:
    """One text out of a day and a time of day; the day as its own column reads it."""
    assert column.combine is not None
    day = contract.column(column.combine.date)
    said, time = name(f"r:{day.name}"), name(f"r:{column.combine.time}")
    if column.combine.digits:
        time = f"clock_text({time}, {len(column.combine.digits)})"
    read = f"coalesce({day_text(day, said)}, {said})" if day.logical_type == "date" else said
    return f"case when {said} is not null then concat_ws(' ', {read}, {time}) end"


def _zone_by_row(column: str) -> str:
    """The zone that stands in another column of the row; NULL where nobody knows it."""
    said = zones_by_name()
    names, zones = (", ".join(map(literal, each)) for each in (said, said.values()))
    return f"map([{names}], [{zones}])[{name(f'r:{column}')}]"
