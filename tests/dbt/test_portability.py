"""Every model gives the same rows on DuckDB and on Spark, as far as its text can tell."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
import sqlglot
from sqlglot.errors import ErrorLevel

from tests.dbt import project
from tests.dbt.portability import RULES, broken_rules, bypassed_macros

MACROS = sorted((project.DBT / "macros").glob("*.sql"))
MODEL_FILES = sorted((project.DBT / "models").rglob("*.sql"))
BREAKS = (
    ("hash", "select hash(a) as h from t"),
    ("any_value", "select any_value(a) as a from t group by b"),
    ("try_cast", "select try_cast(a as date) as a from t"),
    ("integer_cast", "select cast(net_amount / 2 as integer) as a from t"),
    ("concat", "select concat(a, b) as a from t"),
    ("merge", "merge into t using s on t.a = s.a when matched then delete"),
    ("max_by", "select max_by(a, updated_at) as a from t"),
    ("lists", "select string_agg(a, ',') as a from t"),
    ("limit", "select a from t limit 1"),
    ("distinct_on", "select distinct on (a) a, b from t"),
    ("star_edits", "select * exclude (a) from t"),
    ("int_div", "select a // 2 as a from t"),
    ("clock", "select current_date as today from t"),
    ("null_order", "select row_number() over (order by updated_at, customer_id) as n from t"),
    ("total_order", "select row_number() over (order by updated_at nulls last) as n from t"),
    ("total_order", "select lag(a) over (partition by b order by a nulls last) as p from t"),
    (
        "total_order",
        "select sum(a) over (order by b nulls last rows 1 preceding) as s from t",
    ),
    ("integer_cast", "select cast(cast(a as decimal(18, 2)) as bigint) as a from t"),
    ("try_cast", "select try_cast(a as integer) as a from t"),
    ("null_order", "select a from t order by a desc limit 3"),
)
KEYS = [frozenset({"customer_id"})]


@functools.cache
def declared_keys() -> frozenset[frozenset[str]]:
    """The column sets that an is_key test holds to be a key of some model."""
    return frozenset(
        frozenset(test["test_metadata"]["kwargs"]["columns"])
        for node in project.models().values()
        for test in project.tests_of(node)
        if test["test_metadata"]["name"] == "is_key"
    )


@functools.cache
def never_null() -> frozenset[str]:
    """Names of columns that are part of a key or tested for NULL."""
    tested = {
        test["column_name"]
        for node in project.models().values()
        for test in project.tests_of(node)
        if test["test_metadata"]["name"] == "not_null"
    }
    return frozenset(tested).union(*declared_keys())


class Returned(Exception):
    """dbt's `return`: a macro ends with a value that is not text."""

    def __init__(self, value: Any) -> None:
        self.value = value


def give_back(value: Any) -> None:
    raise Returned(value)


def macro_call(template: jinja2.Template, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            # A module sees the globals of the moment it is made: by now, all macros.
            return getattr(template.module, name)(*arguments, **named)
        except Returned as returned:
            return returned.value

    return call


@functools.cache
def spark_environment() -> jinja2.Environment:
    """The project's macros as dbt-spark has them, relations by their bare names."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        {
            "ref": lambda name: name,
            "source": lambda schema, name: f"{schema}.{name}",
            "config": lambda **_: "",
            "var": lambda name, default=None: default,
            "env_var": lambda name, default=None: default,
            "none": None,
            "zip": zip,
            "return": give_back,
            "execute": True,
            "graph": project.manifest(),
            # dbt-spark's way to write an apostrophe; two of them would be none.
            "dbt": {"escape_single_quotes": lambda text: text.replace("'", "\\'")},
        }
    )
    for file in MACROS:
        # One macro a template: a sibling is then found among the globals, as dbt finds it.
        for text in re.findall(r"{%-? macro .*?endmacro -?%}", file.read_text("utf-8"), re.DOTALL):
            # Within these templates, dispatching is picking the macro with Spark's prefix.
            text = re.sub(r"adapter\.dispatch\('(\w+)'\)", r"spark__\1", text)
            [name] = re.findall(r"{%-? macro (\w+)", text)
            environment.globals[name] = macro_call(environment.from_string(text), name)
    return environment


def spark_sql(path: Path) -> str:
    """A model's text as dbt-spark would render it."""
    return spark_environment().from_string(path.read_text("utf-8")).render()


@pytest.mark.parametrize(("rule", "sql"), BREAKS)
def test_a_rule_catches_what_breaks_it(rule: str, sql: str) -> None:
    assert any(each.startswith(f"{rule}: ") for each in broken_rules(sql, KEYS))


def test_no_rule_is_without_a_snippet_that_breaks_it() -> None:
    assert {rule.name for rule in RULES} == {rule for rule, _ in BREAKS}


@pytest.mark.parametrize(
    "sql",
    [
        "select cast(round(net_amount / 2) as integer) as a from t",
        "select max_by(a, -rank_number) filter (where a is not null) as a from t",
        "select row_number() over (order by at desc nulls last, customer_id asc) as n from t",
        "select lag(d) over (order by d nulls last) as p from (select d from t group by d) as x",
        "select rank() over (order by d nulls last) as r, sum(a) over (partition by d) as s from t",
        "select coalesce(a, '') || coalesce(b, '') as c, concat_ws(' ', a, b) as d from t",
    ],
)
def test_what_both_engines_agree_on_is_allowed(sql: str) -> None:
    assert broken_rules(sql, KEYS, {"customer_id"}) == []


def test_every_model_keeps_every_rule() -> None:
    broken = {
        name: found
        for name, node in project.models().items()
        if (found := broken_rules(node["compiled_code"], declared_keys(), never_null()))
    }
    assert broken == {}


def test_models_reach_what_differs_by_engine_through_macros_only() -> None:
    broken = {path.name: bypassed_macros(path.read_text("utf-8")) for path in MODEL_FILES}
    assert {name: found for name, found in broken.items() if found} == {}
    assert bypassed_macros("select regexp_matches(a, 'b'), dbt_utils.star() from t") != []


def test_every_model_transpiles_to_spark_without_loss() -> None:
    for name, node in project.models().items():
        spark = sqlglot.transpile(
            node["compiled_code"], read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE
        )
        assert spark, name


def test_every_model_rendered_for_spark_is_spark_sql() -> None:
    for path in MODEL_FILES:
        tree = sqlglot.parse_one(spark_sql(path), read="spark")
        assert tree.find(sqlglot.exp.Select) is not None, path.name


def test_every_x_macro_has_a_spark_twin_with_the_same_arguments_and_a_user() -> None:
    used = "".join(path.read_text("utf-8") for path in MODEL_FILES)
    for path in MACROS:
        if not path.stem.startswith("x_"):
            continue
        text = path.read_text("utf-8")
        arguments = dict(re.findall(r"macro (duckdb|spark)__\w+\(([^)]*)\)", text))
        assert arguments["duckdb"] == arguments["spark"], path.stem
        assert f"{path.stem}(" in used, f"{path.stem} is used by no model: remove it"


def test_no_model_is_python_incremental_by_merge_or_a_snapshot() -> None:
    for node in project.manifest()["nodes"].values():
        assert node["resource_type"] != "snapshot"
        if node["resource_type"] == "model":
            assert node["language"] == "sql", node["name"]
            assert node["config"].get("incremental_strategy") != "merge", node["name"]
