"""The KGI and KPI targets: where each stands against what was promised for its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dagster_project.report.bilingual import Text, known_word
from dagster_project.report.formats import DASH, month, percent
from dagster_project.report.indicators import kpi_name
from dagster_project.report.source import ReleaseContents, Row
from dagster_project.report.units import unit_of

TONES = {"on_track": "high", "at_risk": "low", "off": "low"}


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table; `depth` says how far below the KGI it hangs."""

    name: Text
    depth: int
    baseline: str
    actual: str
    target: str
    progress: str
    expected: str
    bar: float
    pace: float
    due: Text
    owner: str
    tone: str
    status: Text


def targets(contents: ReleaseContents) -> list[Target]:
    """The tree from the KGI down, children under their parent."""
    catalogue = {row["kpi_id"]: row for row in contents.rows("kpi_catalogue")}
    rows = contents.rows("kpi_targets")
    parents = {row["kpi_id"]: row.get("parent_kpi_id") for row in rows}
    return [
        _target(row, catalogue.get(row["kpi_id"], {}), _path(row["kpi_id"], parents))
        for row in sorted(rows, key=lambda row: (_path(row["kpi_id"], parents), row["due_on"]))
    ]


def _path(kpi_id: str, parents: dict[str, str | None]) -> list[str]:
    """From the KGI down to this KPI; a loop in what the company wrote ends it."""
    path, step = [kpi_id], parents.get(kpi_id)
    while step in parents and step not in path:
        path.insert(0, str(step))
        step = parents.get(step)
    return path


def _target(row: Row, definition: Row, path: list[str]) -> Target:
    unit, status = unit_of(definition.get("unit")), str(row.get("status") or "no_data")
    names = {"name_ja": row.get("label_ja"), "name_en": row.get("label_en")}
    return Target(
        kpi_name(row["kpi_id"], names if any(names.values()) else definition),
        min(3, len(path) - 1),
        unit.plain(row.get("baseline_value")),
        unit.plain(row.get("actual_value")),
        unit.plain(row.get("target_value")),
        percent(row.get("progress"), 0),
        percent(row.get("expected_progress"), 0),
        _within_bar(row.get("progress")),
        _within_bar(row.get("expected_progress")),
        month(row["due_on"]),
        str(row.get("owner") or DASH),
        TONES.get(status, ""),
        known_word("status", status),
    )


def _within_bar(share: Any) -> float:
    return round(100 * min(1.0, max(0.0, share or 0.0)), 1)
