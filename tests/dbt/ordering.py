"""Whether the orders in a query are total, and whether they say where NULL stands."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

# Functions whose result changes when tied rows change places; rank and its kin do not.
PLACED = (
    exp.RowNumber,
    exp.FirstValue,
    exp.LastValue,
    exp.NthValue,
    exp.Lag,
    exp.Lead,
    exp.Ntile,
)
# A landed row is known by its delivery and its place in the file.
LANDED_ROW = frozenset({"load_seq", "source_row_number"})


def orders_without_nulls(sql: str, dialect: type[Dialect], never_null: set[str]) -> Iterator[str]:
    """Sort keys that may be NULL and do not say where NULL goes.

    The parser fills in a dialect's default place, so a key that two defaults place differently is
    one whose query said nothing.
    """

    class SmallNulls(dialect):  # type: ignore[misc, valid-type]
        NULL_ORDERING = "nulls_are_small"

    class LargeNulls(dialect):  # type: ignore[misc, valid-type]
        NULL_ORDERING = "nulls_are_large"

    small, large = (
        sqlglot.parse_one(sql, read=each).find_all(exp.Ordered) for each in (SmallNulls, LargeNulls)
    )
    for one, other in zip(small, large, strict=True):
        # An ordered-set aggregate leaves NULL out on both engines.
        silent = one.args.get("nulls_first") != other.args.get("nulls_first")
        if (
            silent
            and not one.find_ancestor(exp.WithinGroup)
            and not _is_never_null(one.this, never_null)
        ):
            yield one.sql("duckdb")


def _is_never_null(key: exp.Expr, never_null: set[str]) -> bool:
    if isinstance(key, exp.Column):
        return key.name in never_null | LANDED_ROW
    return isinstance(key, exp.Literal | exp.Count)


def windows_without_total_order(tree: exp.Expr, keys: set[frozenset[str]]) -> Iterator[str]:
    """Windows whose rows may tie: what they partition and order by holds no known key."""
    known = keys | {LANDED_ROW} | set(_keys_made_here(tree))
    for window in tree.find_all(exp.Window):
        running = (
            str((window.args.get("spec") or exp.WindowSpec()).args.get("kind")).upper() == "ROWS"
        )
        function = window.this.unnest()
        if isinstance(function, exp.IgnoreNulls | exp.RespectNulls):
            function = function.this
        if not isinstance(function, PLACED) and not running:
            continue
        order = window.args.get("order")
        parts = [*window.args.get("partition_by", []), *(order.expressions if order else [])]
        named = {column.name for part in parts for column in part.find_all(exp.Column)}
        if order is None or not any(key <= named for key in known):
            yield window.sql("duckdb")


def _keys_made_here(tree: exp.Expr) -> Iterator[frozenset[str]]:
    """What the query itself groups by or makes distinct is a key of that part of it."""
    for select in tree.find_all(exp.Select):
        if group := select.args.get("group"):
            columns = [each for each in group.expressions if isinstance(each, exp.Column)]
            if columns and len(columns) == len(group.expressions):
                yield frozenset(each.name for each in columns)
        if select.args.get("distinct"):
            yield frozenset(select.named_selects)
