"""Did a KPI jump? A broken extract and a great month look alike, so a person says which it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found, several
from dagster_project.expectations.night import Night
from dagster_project.release.candidate import FILES
from dagster_project.release.literal import quoted

QUERY = Path(__file__).with_name("kpi_movement.sql")


@dataclass(frozen=True)
class Move:
    """A KPI that moved: from what it was in the current release to what it is tonight."""

    compared: str
    kpi_id: str
    period_grain: str
    period_start_on: date
    period_end_on: date
    old_value: float
    new_value: float | None

    def beyond(self, tolerance: float) -> bool:
        return self.new_value is None or abs(self.new_value - self.old_value) > tolerance

    def explained_by(self, note: Mapping[str, Any]) -> bool:
        """A note names the first day of the period, or of a rolling period's last month."""
        if note["kpi_id"] != self.kpi_id:
            return False
        starts: date = note["period_start_on"]
        last_month = (self.period_end_on.year, self.period_end_on.month)
        return starts == self.period_start_on or (starts.year, starts.month) == last_month

    def sentence(self, tolerance: float) -> str:
        where = f"{self.kpi_id} ({self.period_grain} from {self.period_start_on})"
        if self.new_value is None:
            return f"{where} was {_number(self.old_value)} and is no longer published"
        return (
            f"{where} went from {_number(self.old_value)} to {_number(self.new_value)} "
            f"(allowed: {_number(tolerance)})"
        )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def kpi_moves_are_explained(night: Night) -> Check:
    before = night.previous_manifest
    if before is None or "kpi_value" not in before["tables"]:
        return found("kpi_moves_are_explained", True, "no release before: nothing to compare")
    if night.goes_back:
        return found("kpi_moves_are_explained", True, "the as-of day goes back: not compared")
    gate = night.gate
    jumps = [
        (move, tolerance)
        for move in _moves(night)
        if move.beyond(tolerance := gate.kpi_tolerance(move.kpi_id, move.old_value))
        and not any(move.explained_by(note) for note in night.notes)
    ]
    told = several([move.sentence(tolerance) for move, tolerance in jumps], "none moved that far")
    if jumps:
        first = jumps[0][0]
        told += (
            ". If this is true, say why in kpi_notes.csv (kpi_id,period_start_on,why,by,on), "
            f"for example {first.kpi_id},{first.period_start_on},…"
        )
    files = night.new_files_behind("kpi_value") if jumps else []
    return found("kpi_moves_are_explained", not jumps, told, files)


def _moves(night: Night) -> list[Move]:
    assert night.previous is not None
    con = night.con
    con.execute(f"attach {quoted(night.candidate / FILES['bi'])} as bi (read_only)")
    con.execute(f"attach {quoted(night.previous / FILES['bi'])} as old (read_only)")
    try:
        con.execute(f"set variable enough = {int(night.gate.kpi_min_observations)}")
        rows = con.execute(QUERY.read_text("utf-8")).fetchall()
    finally:
        con.execute("detach bi")
        con.execute("detach old")
    return [Move(*row[:7]) for row in rows]
