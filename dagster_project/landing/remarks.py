"""SQL for what is said beside a row: which cells were repaired or unreadable, and their text."""

from __future__ import annotations

from collections.abc import Iterable

from dagster_project.landing.cells import Cell, literal, name
from dagster_project.landing.columns import FileColumn


def flags(cells: Iterable[Cell]) -> str:
    """`column:flag,column:flag`, or NULL."""
    said = [
        f"case when {condition} then {literal(f'{cell.column.name}:{flag}')} end"
        for cell in cells
        for flag, condition in cell.flags
    ]
    return f"nullif(concat_ws(',', {', '.join(said)}), '')" if said else "cast(null as varchar)"


def extra(cells: Iterable[Cell], unknown: Iterable[FileColumn]) -> str:
    """JSON of what no column holds: unknown columns, and the text of cells that were flagged."""
    kept = ", ".join(
        f"{literal(each.key or f'column {each.position + 1}')}, {name(f'u:{each.position}')}"
        for each in unknown
    )
    conditions = [(cell, condition) for cell in cells for _, condition in cell.flags]
    whole = f"json_object({kept})" if kept else "null"
    if conditions:
        flagged = ", ".join(
            f"{literal(cell.column.name)}, "
            f"case when {condition} then {name(f'r:{cell.column.name}')} end"
            for cell, condition in conditions
        )
        any_flag = " or ".join(condition for _, condition in conditions)
        # Merging leaves out the cells that were not flagged.
        verbatim = f"json_merge_patch(json_object({kept}), json_object({flagged}))"
        whole = f"case when {any_flag} then {verbatim} else {whole} end"
    return f"cast({whole} as varchar)"
