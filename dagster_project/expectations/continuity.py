"""Does tonight go on from the release that readers know?"""

from __future__ import annotations

from dagster_project.expectations.check import Check
from dagster_project.expectations.declared import found, several
from dagster_project.expectations.night import Night

# Tables that people edit, that only grow by accident or that list what passed a bar; and fewer rows
# than these swing by chance.
NOT_COUNTED = (
    "kpi_target",
    "kpi_catalogue",
    "customer_alias",
    "initiative_effect",
    "experiment_readout",
    "product_affinity",
)
ENOUGH_ROWS = 100


def rows_kept(night: Night, rows: dict[str, int]) -> Check:
    """Compares row counts with the current release, unless tonight ends on an earlier day."""
    before = night.previous_manifest
    if before is None or night.goes_back:
        told = "no release before" if before is None else "the as-of day goes back: not compared"
        return found("tables_keep_their_rows", True, told)
    lost = []
    for table, content in before["tables"].items():
        had, has = content["rows"], rows.get(table, 0)
        if table in NOT_COUNTED or had < ENOUGH_ROWS:
            continue
        if had - has > night.gate.max_rows_lost_share * had:
            lost.append(f"{table}: {had:,} rows became {has:,} ({has / had - 1:+.0%})")
    files = night.new_files_behind(lost[0].split(":")[0]) if lost else []
    return found("tables_keep_their_rows", not lost, several(lost, "no table shrank"), files)
