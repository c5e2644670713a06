"""The conditions that a contract may state in SQL, held to a small and harmless part of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import duckdb

_CLASSES = {
    "BETWEEN",
    "CASE",
    "CAST",
    "COLUMN_REF",
    "COMPARISON",
    "CONJUNCTION",
    "CONSTANT",
    "FUNCTION",
    "OPERATOR",
}
# Nothing here reads a file, a setting, the clock or another table.
_FUNCTIONS = {
    *("+", "-", "*", "/", "%", "||", "abs", "coalesce", "contains", "ends_with", "greatest"),
    *("least", "left", "length", "lower", "nullif", "regexp_full_match", "regexp_matches"),
    *("replace", "right", "round", "starts_with", "substr", "substring", "trim", "upper"),
    *("~~", "!~~", "prefix", "suffix"),
}


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"enable_external_access": "false"})


def mistake_in(sql: str, columns: Collection[str]) -> str | None:
    """What keeps a text from being a condition over `columns`; None when nothing does."""
    text = f"select ({sql})"
    answer = _parser().cursor().execute("select json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(answer[0]) if answer else {"error": True, "error_message": "no answer"}
    if tree["error"]:
        return f"not readable SQL ({tree['error_message']})"
    statements = tree["statements"]
    node = statements[0]["node"]
    if len(statements) != 1 or node["type"] != "SELECT_NODE" or len(node["select_list"]) != 1:
        return "more than one expression"
    if node["from_table"]["type"] != "EMPTY" or node["where_clause"] or node["qualify"]:
        return "more than one expression"
    return next(_mistakes(node["select_list"][0], columns), None)


def columns_in(sql: str, columns: Collection[str]) -> set[str]:
    """Which of the columns a checked condition reads."""
    answer = _parser().cursor().execute("select json_serialize_sql(?)", [f"select ({sql})"])
    row = answer.fetchone()
    nodes = _nodes(json.loads(row[0])) if row else iter(())
    named = {name for node in nodes for name in node.get("column_names", ())}
    return named & set(columns)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "class" in value:
            yield value
        for child in value.values():
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)


def _mistakes(tree: Any, columns: Collection[str]) -> Iterator[str]:
    for node in _nodes(tree):
        if node["class"] not in _CLASSES:
            yield f"{node['class'].lower().replace('_', ' ')} is not allowed"
        elif node["class"] == "COLUMN_REF":
            if len(node["column_names"]) != 1 or node["column_names"][0] not in columns:
                yield f"there is no column `{'.'.join(node['column_names'])}`"
        elif node["class"] == "FUNCTION" and (
            node["function_name"] not in _FUNCTIONS or node["schema"] or node["catalog"]
        ):
            yield f"the function `{node['function_name']}` is not allowed"
