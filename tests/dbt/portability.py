"""What keeps a model's rows the same on DuckDB and on Spark, as rules over its compiled SQL.

A rule finds the expressions that break it; its reason is what a failing test tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from tests.dbt.ordering import orders_without_nulls, windows_without_total_order

INTEGERS = {exp.DataType.Type[each] for each in ("TINYINT", "SMALLINT", "INT", "BIGINT", "INT128")}
GUARDED = INTEGERS | {exp.DataType.Type[each] for each in ("DATE", "TIMESTAMP", "TIMESTAMPTZ")}
WHOLE = (exp.Round, exp.Floor, exp.Ceil, exp.Count, exp.CountIf, exp.DateDiff, exp.Extract)
CLOCKS = {"now", "today", "random", "uuid", "gen_random_uuid", "current_localtimestamp"}
# Their DuckDB names; a model reaches them through the x_ macro named beside.
THROUGH_MACROS = {
    "regexp_matches": "x_regex_match",
    "regexp_extract": "an x_ macro",
    "regexp_replace": "an x_ macro",
    "json_extract": "x_json_text",
    "json_extract_string": "x_json_text",
    "json_valid": "x_json_text",
    "sha256": "md5, or an x_ macro",
    "epoch": "x_epoch",
    "timezone": "x_local_date or x_utc_timestamp",
    "to_minutes": "x_local_date",
    "date_diff": "x_days_between",
    "datediff": "x_days_between",
    "strftime": "an x_ macro",
    "strptime": "an x_ macro",
}


@dataclass(frozen=True)
class Rule:
    """One thing that a model must not do, and why."""

    name: str
    reason: str
    broken_by: Callable[[exp.Expr], Iterable[exp.Expr]]


def _named(names: set[str]) -> Callable[[exp.Expr], Iterator[exp.Expr]]:
    def find(tree: exp.Expr) -> Iterator[exp.Expr]:
        for each in tree.find_all(exp.Anonymous):
            if each.name.lower() in names:
                yield each

    return find


def _of_type(*types: type[exp.Expr]) -> Callable[[exp.Expr], Iterator[exp.Expr]]:
    return lambda tree: tree.find_all(*types)


def _unguarded_casts(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.TryCast):
        if each.to.this in GUARDED:
            yield each


def _integer_casts(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.Cast):
        value = each.this.unnest()
        if each.to.this not in INTEGERS or isinstance(value, WHOLE):
            continue
        inside = [node for node in value.walk() if not node.find_ancestor(*WHOLE)]
        if any(_is_fractional(node) for node in inside):
            yield each


def _is_fractional(node: exp.Expr) -> bool:
    if isinstance(node, exp.Cast):
        return node.to.this in {exp.DataType.Type.DECIMAL, exp.DataType.Type.DOUBLE}
    if isinstance(node, exp.Literal):
        return node.is_number and "." in node.this
    if isinstance(node, exp.Column):
        return bool(re.search(r"(_amount|_rate|_share|_percentage)$", node.name))
    return isinstance(node, exp.Div | exp.Avg | exp.Median | exp.PercentileCont)


def _unranked_survivors(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.ArgMax, exp.ArgMin):
        if not isinstance(each.expression.unnest(), exp.Neg):
            yield each


def _unordered_lists(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.GroupConcat, exp.ArrayAgg):
        if not each.find(exp.Order):
            yield each


def _limits(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.Limit):
        if each.parent is not None and not each.parent.args.get("order"):
            yield each


def _distinct_on(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (each for each in tree.find_all(exp.Distinct) if each.args.get("on"))


def _star_edits(tree: exp.Expr) -> Iterator[exp.Expr]:
    for each in tree.find_all(exp.Star):
        if each.args.get("except_") or each.args.get("except") or each.args.get("replace"):
            yield each


RULES = (
    Rule("hash", "hash() differs by engine and version: use md5", _named({"hash"})),
    Rule(
        "any_value",
        "any_value, first and last pick whichever row comes first: use min, max or max_by a rank",
        _of_type(exp.AnyValue, exp.First, exp.Last),
    ),
    Rule(
        "try_cast",
        "engines disagree on which text is a date or a whole number: guard with x_regex_match",
        _unguarded_casts,
    ),
    Rule(
        "integer_cast",
        "DuckDB rounds where Spark cuts off: say round, floor or ceil before casting to integer",
        _integer_casts,
    ),
    Rule(
        "concat",
        "concat skips NULL on DuckDB and yields NULL on Spark: use || with coalesce, or concat_ws",
        lambda tree: (each for each in tree.find_all(exp.Concat) if type(each) is exp.Concat),
    ),
    Rule("merge", "replace whole partitions instead: merge took 7x as long", _of_type(exp.Merge)),
    Rule(
        "max_by",
        "ties in max_by fall to whichever row comes first: rank once, then max_by(v, -rank)",
        _unranked_survivors,
    ),
    Rule("lists", "a list has its rows' order: order by a key inside it", _unordered_lists),
    Rule("limit", "limit without order by returns whichever rows come first", _limits),
    Rule("distinct_on", "distinct on is no Spark SQL: use qualify row_number()", _distinct_on),
    Rule("star_edits", "* exclude and * replace are no Spark SQL: name the columns", _star_edits),
    Rule("int_div", "// is no Spark SQL: use floor(a / b)", _of_type(exp.IntDiv)),
    Rule(
        "clock",
        "the same extracts must give the same release: no wall clock, no random numbers",
        lambda tree: [
            *_named(CLOCKS)(tree),
            *tree.find_all(exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.Rand),
        ],
    ),
    Rule("null_order", "the default place of NULL differs: say nulls first or nulls last", list),
    Rule("total_order", "rows that tie come in any order: end with a key of the rows", list),
)


def broken_rules(
    sql: str, keys: Iterable[frozenset[str]] = (), never_null: Iterable[str] = ()
) -> list[str]:
    """Each broken rule with the expression that breaks it; `keys` are those that tests hold."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    found: list[tuple[str, str]] = [
        (rule.name, each.sql("duckdb"))
        for rule in RULES
        if rule.broken_by is not list
        for each in rule.broken_by(tree)
    ]
    found += [("null_order", each) for each in orders_without_nulls(sql, DuckDB, set(never_null))]
    found += [("total_order", each) for each in windows_without_total_order(tree, set(keys))]
    reasons = {rule.name: rule.reason for rule in RULES}
    return [f"{name}: {reasons[name]} · found `{text[:160]}`" for name, text in found]


def bypassed_macros(raw_sql: str) -> list[str]:
    """Engine functions that a model calls itself, where an x_ macro exists for them."""
    return [
        f"{name}() differs by engine: use {macro}"
        for name, macro in THROUGH_MACROS.items()
        if re.search(rf"(?<![\w.]){name}\s*\(", raw_sql)
    ] + (
        ["dbt_utils cannot be installed offline and is not needed"]
        if "dbt_utils" in raw_sql
        else []
    )
