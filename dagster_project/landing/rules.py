"""Row rules and row filters of a contract, in a layer that shows the columns by name and type."""

from __future__ import annotations

from dagster_project.contracts import Column, Contract
from dagster_project.contracts.expressions import columns_in
from dagster_project.landing.cells import Cell, name

_RULE_TYPES = {
    # Fifteen digits are exact in a double; a decimal that holds them costs twenty times as much.
    "number": "double",
    "integer": "bigint",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}


def with_rules(sql: str, cells: list[Cell], contract: Contract) -> str:
    """Adds one boolean a rule, `k:0` and on: the filters first, then the rules."""
    said = [each.where for each in contract.row_filters if each.where]
    said += [rule.holds for rule in contract.row_rules]
    if not said:
        return sql
    names = [cell.column.name for cell in cells]
    used = set().union(*(columns_in(each, names) for each in said))
    typed = [_typed(cell.column) for cell in cells if cell.column.name in used]
    rules = [f"({each}) as {name(f'k:{index}')}" for index, each in enumerate(said)]
    inner = f"select *, {', '.join(typed)} from ({sql})" if typed else sql
    return f"select *, {', '.join(rules)} from ({inner})"


def _typed(column: Column) -> str:
    value = name(f"v:{column.name}")
    if column.logical_type in _RULE_TYPES:
        value = f"try_cast({value} as {_RULE_TYPES[column.logical_type]})"
    return f"{value} as {name(column.name)}"
