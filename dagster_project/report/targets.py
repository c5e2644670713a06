"""The KGI and KPI targets: where each stands against what was promised for its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dagster_project.report.bilingual import Text, known_word, said
from dagster_project.report.formats import DASH, day, percent
from dagster_project.report.indicators import kpi_name
from dagster_project.report.source import ReleaseContents, Row
from dagster_project.report.units import unit_of

KEPT = {"achieved", "reached", "met", "on_track", "ahead"}
LAGGING = {"behind", "off_track", "at_risk", "missed"}


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table; `depth` says how far below the KGI it hangs."""

    name: Text
    depth: int
    baseline: str
    target: str
    actual: str
    expected: str
    progress: str
    due: Text
    owner: str
    tone: str
    status_text: Text


def targets(contents: ReleaseContents) -> list[Target]:
    catalogue = {row["kpi_id"]: row for row in contents.rows("kpi_catalogue")}
    rows = contents.rows("kpi_targets")
    parents = {row["kpi_id"]: row.get("parent_kpi_id") for row in rows}
    return [
        _target(row, catalogue.get(row["kpi_id"], {}), _depth(row["kpi_id"], parents))
        for row in sorted(rows, key=lambda row: _path(row["kpi_id"], parents))
    ]


def _path(kpi_id: str, parents: dict[str, str | None]) -> list[str]:
    """From the KGI down, so that children follow their parent; a loop in the tree ends it."""
    path, step = [kpi_id], parents.get(kpi_id)
    while step in parents and step not in path:
        path.insert(0, str(step))
        step = parents.get(step)
    return path


def _depth(kpi_id: str, parents: dict[str, str | None]) -> int:
    return min(3, len(_path(kpi_id, parents)) - 1)


def _target(row: Row, definition: Row, depth: int) -> Target:
    unit = unit_of(definition.get("unit"))
    status = str(_first(row, "status") or "unknown")
    due = _first(row, "due_on", "deadline_on", "due_date")
    return Target(
        kpi_name(row["kpi_id"], definition),
        depth,
        unit.plain(_number(row, "baseline_value", "baseline")),
        unit.plain(_number(row, "target_value", "target")),
        unit.plain(_number(row, "actual_value", "actual")),
        unit.plain(_number(row, "expected_value", "expected", "expected_pace")),
        percent(_number(row, "progress"), 0),
        day(due) if isinstance(due, date) else said(due or DASH),
        str(_first(row, "owner") or DASH),
        "high" if status in KEPT else "low" if status in LAGGING else "",
        known_word("status", status),
    )


def _first(row: Row, *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _number(row: Row, *names: str) -> float | None:
    value = _first(row, *names)
    return None if value is None else float(value)
