"""MetricFlow computes the metrics of dbt/models/semantic by itself and gets what is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from docs.kpi_definitions import read
from tests.dbt import project
from tests.end_to_end.nights import Night
from tests.oracle.nights import generic_home

KPIS = {kpi.kpi_id: kpi for kpi in read()}
EMAIL = {"campaign": "email_message__campaign"}
WEB = {"channel": "web_session__channel", "campaign": "web_session__campaign"}
CASES = {"channel": "support_case__channel", "reason": "support_case__reason"}
# How MetricFlow calls a dimension of kpi_value, where both know it.
DIMENSIONS = {
    "aov": {"store": "purchase__store", "channel": "purchase__channel"},
    "new_customers": {"age_band": "customer__age_band", "prefecture": "customer__prefecture"},
    "csat": {"store": "survey_score__store", "touchpoint": "survey_score__touchpoint"},
    "ces_ease": {"touchpoint": "survey_score__touchpoint"},
    "email_delivery_rate": EMAIL,
    "email_open_rate": EMAIL,
    "email_click_rate": EMAIL,
    "unsubscribe_rate": EMAIL,
    "sessions": WEB,
    "page_views": WEB,
    "dwell_seconds": WEB,
    "bounce_rate_ga4": WEB,
    "bounce_rate_ua": WEB,
    "cvr_session": WEB,
    "cart_add_rate": WEB,
    "contacts": CASES,
    "fcr_7d": CASES,
    "reopen_rate": CASES,
    "review_rating": {"channel": "review__channel"},
}
# The parts of a metric are metrics too, but stand outside its filter.
UNFILTERED_RATIOS = [
    kpi_id
    for kpi_id, kpi in KPIS.items()
    if "numerator" in kpi.metric["type_params"] and "filter" not in kpi.metric
]
GRAINS = {"month": "metric_time__month", "week": "metric_time__week", "day": "metric_time__day"}
Query = Callable[..., dict[tuple[Any, ...], float]]


class _DuckDB:
    """What MetricFlow asks of a database before it writes SQL; the tests run that SQL."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


@pytest.fixture(scope="module")
def engine() -> MetricFlowEngine:
    text = (project.compiled() / "semantic_manifest.json").read_text("utf-8")
    manifest = parse_manifest_from_dbt_generated_manifest(text)
    return MetricFlowEngine(SemanticManifestLookup(manifest), _DuckDB())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def computed(engine: MetricFlowEngine, built: duckdb.DuckDBPyConnection) -> Query:
    """A metric by period, and by member if a dimension is given, up to the as-of day."""
    ((as_of,),) = built.execute("select as_of_on from canonical.as_of").fetchall()

    def query(metric: str, *group_by: str) -> dict[tuple[Any, ...], float]:
        request = MetricFlowQueryRequest.create(
            metric_names=[metric],
            group_by_names=list(group_by),
            where_constraints=[f"{{{{ TimeDimension('metric_time', 'day') }}}} <= '{as_of}'"],
        )
        sql = engine.explain(request).sql_statement.sql
        return {
            (day.date() if hasattr(day, "date") else day, *members): value
            for day, *members, value in built.execute(sql).fetchall()
            if value is not None
        }

    return query


def test_one_of_the_two_companies_has_values_of_every_kpi_and_dimension(
    sample_night: Night,
) -> None:
    """Without any, the comparisons of this module and of test_trace would compare nothing."""
    found: set[tuple[str, str]] = set()
    for home in (sample_night.home, generic_home()):
        with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
            rows = con.execute(
                "select distinct kpi_id, dimension from marts.kpi_value where value is not null "
                "and period_grain = 'month' and quality_flag <> 'immature'"
            ).fetchall()
        found |= set(rows)
    cut = {(kpi_id, each) for kpi_id, those in DIMENSIONS.items() for each in those}
    assert {(kpi_id, "all") for kpi_id in KPIS} | cut <= found


@pytest.mark.parametrize("kpi_id", KPIS)
def test_metricflow_gets_the_published_value(
    built: duckdb.DuckDBPyConnection, computed: Query, kpi_id: str
) -> None:
    grains = ["month", *(("week", "day") if KPIS[kpi_id].meta.get("is_flow_count") else ())]
    for grain in grains:
        _same(computed(kpi_id, GRAINS[grain]), _published(built, kpi_id, grain))


@pytest.mark.parametrize(
    ("kpi_id", "dimension"), [(kpi, each) for kpi, those in DIMENSIONS.items() for each in those]
)
def test_metricflow_gets_the_published_value_of_each_member(
    built: duckdb.DuckDBPyConnection, computed: Query, kpi_id: str, dimension: str
) -> None:
    found = computed(kpi_id, GRAINS["month"], DIMENSIONS[kpi_id][dimension])
    _same(found, _published(built, kpi_id, "month", dimension))


@pytest.mark.parametrize("kpi_id", UNFILTERED_RATIOS)
@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_metricflow_gets_both_sides_of_the_line(
    built: duckdb.DuckDBPyConnection, computed: Query, kpi_id: str, part: str
) -> None:
    found = computed(KPIS[kpi_id].metric["type_params"][part], GRAINS["month"])
    _same(found, _published(built, kpi_id, "month", column=part))


def _published(
    con: duckdb.DuckDBPyConnection,
    kpi_id: str,
    grain: str,
    dimension: str = "all",
    column: str = "value",
) -> dict[tuple[Any, ...], float | None]:
    """Periods that are immature have no value to compare, so they are None and in the answer."""
    member = "" if dimension == "all" else ", member"
    rows = con.execute(
        f"select period_start_on{member}, {column}, quality_flag from marts.kpi_value "
        "where kpi_id = ? and period_grain = ? and dimension = ?",
        [kpi_id, grain, dimension],
    ).fetchall()
    return {tuple(key): None if flag == "immature" else value for *key, value, flag in rows}


def _same(
    found: dict[tuple[Any, ...], float], published: dict[tuple[Any, ...], float | None]
) -> None:
    """Row for row; where only one of them has a row, there was nothing to count."""
    unknown = [key for key, value in found.items() if value and key not in published]
    assert unknown == []
    wrong = {
        key: (value, found.get(key))
        for key, value in published.items()
        if value is not None and float(found.get(key, 0)) != pytest.approx(value, abs=1.01e-4)
    }
    assert wrong == {}
