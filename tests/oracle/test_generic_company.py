"""One night over a company that nobody has seen: KPIs and marts equal a plain reading of its rows.

CX360_ORACLE_SEEDS="1 2 3" runs more companies.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.end_to_end.nights import query
from tests.oracle import generic_marts
from tests.oracle.generic_company import Generator
from tests.oracle.generic_kpis import KPIS, Oracle
from tests.oracle.nights import SEED, generic_home

SEEDS = [int(seed) for seed in os.environ.get("CX360_ORACLE_SEEDS", str(SEED)).split()]
# Not read off the rows: a fitted model, and what no reader of texts has written yet.
ELSEWHERE = {"ltv_predicted", "net_sentiment"}
# How a mart is read off the rows, how many columns are its key, and the same columns as published.
MARTS: dict[str, tuple[Callable[[Oracle], generic_marts.Figures], int, str]] = {
    "contact_reason_monthly": (
        generic_marts.contact_reasons,
        3,
        "select period_start_on, channel, reason, contact_count, replied_count, "
        "first_reply_minutes_median, first_reply_minutes_p90, "
        "first_reply_business_minutes_median, solved_count, reopened_count, settled_7d_count, "
        "mature_7d_count, settled_14d_count, mature_14d_count, settled_30d_count, "
        "mature_30d_count, resolution_hours_median, resolution_hours_p90, "
        "solved_in_target_count, open_count, open_beyond_target_count from contact_reason_monthly",
    ),
    "web_funnel": (
        generic_marts.web_funnel,
        3,
        "select period_start_on, channel, step, session_count, stalled_count from web_funnel "
        "where funnel = 'web' and is_tracked",
    ),
    "campaign_influence": (
        generic_marts.campaign_influence,
        2,
        "select period_start_on, campaign_id, order_count, first_touch_order_count, "
        "last_touch_order_count, first_touch_net_amount, last_touch_net_amount, "
        "linear_net_amount from campaign_influence",
    ),
    "survey_monthly": (
        generic_marts.survey_metrics,
        4,
        "select period_start_on, survey_id, touchpoint, metric, n, mean_0_100, top_box_count "
        "from survey_monthly where metric <> 'sheets'",
    ),
}


class Company:
    """What one night published, and the oracle over the same rows."""

    def __init__(self, seed: int) -> None:
        self.oracle = Oracle(Generator(seed).rows)  # type: ignore[arg-type]
        self.release = generic_home(seed) / "releases" / "current"
        self.values: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for kpi_id, *rest in query(
            self.release,
            "select kpi_id, period_grain, period_start_on, period_end_on, value, n, quality_flag "
            "from kpi_value where dimension = 'all' and period_grain in ('month', 'quarter', "
            "'fiscal_year', 'trailing_12m') order by all",
        ):
            self.values[kpi_id].append(tuple(rest))


@pytest.fixture(scope="module", params=SEEDS)
def company(request: pytest.FixtureRequest) -> Company:
    return Company(request.param)


def test_every_person_is_one_customer(company: Company) -> None:
    """Else the oracle would speak of other people than the product."""
    pairs = query(
        company.release,
        "select source_record_id, customer_id from customer_identity where source_object = 'party'",
        "customers.duckdb",
    )
    assert len(pairs) == len({customer for _, customer in pairs}) == 200


@pytest.mark.parametrize("kpi_id", KPIS)
def test_the_kpi_is_what_its_definition_says(company: Company, kpi_id: str) -> None:
    wrong, compared = [], 0
    for grain, start, end, value, n, flag in company.values[kpi_id]:
        if flag == "immature":
            continue
        expected, count = KPIS[kpi_id](company.oracle, start, end)
        same = (value is None) == (expected is None) and (
            value is None or value == pytest.approx(expected, abs=1.01e-4, rel=1e-9)
        )
        compared += value is not None
        if not same or n != count:
            wrong.append((grain, start.isoformat(), flag, value, expected, n, count))
    assert wrong == []
    assert compared >= 5, f"only {compared} values to compare"


def test_business_minutes_are_those_of_the_clock(company: Company) -> None:
    rows = query(
        company.release,
        "select period_start_on, period_end_on, value, n from kpi_value where kpi_id = "
        "'first_reply_minutes_median' and dimension = 'clock' and member = 'business' "
        "and period_grain = 'month'",
    )
    assert len(rows) > 12
    for start, end, value, n in rows:
        expected, count = company.oracle.first_reply_business_minutes(start, end)
        assert (n, value) == (count, pytest.approx(expected, abs=1.01e-4)), start


def test_no_kpi_is_left_out(company: Company) -> None:
    defined = {kpi for (kpi,) in query(company.release, "select kpi_id from kpi_catalogue")}
    assert set(KPIS) == defined - ELSEWHERE
    assert set(company.values) >= set(KPIS)


def test_predicted_value_is_the_mean_over_customers(company: Company) -> None:
    [(mean, customers)] = query(
        company.release,
        "select avg(predicted_ltv_amount), count(predicted_ltv_amount) from customer_360",
    )
    [(value, n)] = {row[3:5] for row in company.values["ltv_predicted"]}
    assert (value, n) == (pytest.approx(float(mean), abs=1e-3), customers)


def test_windows_that_have_not_elapsed_are_immature(company: Company) -> None:
    """The month of the as-of day has no first-time buyer whose 180 days have passed."""
    by_month = {row[1]: row for row in company.values["f2_rate"] if row[0] == "month"}
    _, begun = company.oracle.new_customers(date(2026, 3, 1), date(2026, 3, 15))
    flag = "immature" if begun else "no_data"
    assert by_month[date(2026, 3, 1)][3:] == (None, 0, flag)
    years = [row for row in company.values["aov"] if row[0] == "trailing_12m"]
    assert years[0][-1] == "immature" and years[-1][-1] == "ok"


@pytest.mark.parametrize("mart", MARTS)
def test_the_mart_says_what_the_rows_say(company: Company, mart: str) -> None:
    read, key_length, sql = MARTS[mart]
    published = {row[:key_length]: row[key_length:] for row in query(company.release, sql)}
    expected = read(company.oracle)
    assert set(published) == set(expected)
    wrong = {
        key: (published[key], figures)
        for key, figures in expected.items()
        if not all(map(same, published[key], figures))
    }
    assert wrong == {}
    assert len(expected) >= 20


def test_leads_are_scored_by_what_they_did(company: Company) -> None:
    party = {
        customer: record
        for record, customer in query(
            company.release,
            "select source_record_id, customer_id from customer_identity "
            "where source_object = 'party'",
            "customers.duckdb",
        )
    }
    published = {
        (party[customer],): (score, grade, generic_marts.reasons(reasons))
        for customer, score, grade, reasons in query(
            company.release, "select customer_id, score, grade, reasons from lead_score"
        )
    }
    assert published == generic_marts.lead_scores(company.oracle)
    assert len({grade for _, grade, _ in published.values()}) >= 3


def test_what_few_employees_say_is_published_nowhere(company: Company) -> None:
    shown = query(
        company.release,
        "select n, quality_flag, nps is null from survey_monthly "
        "where survey_kind = 'employee' and metric = 'nps' order by n",
    )
    assert shown == [(9, "suppressed", True), (12, "low_n", False)]
    assert query(company.release, "select 1 from kpi_value where member = 'employee'") == []
    assert query(company.release, "select 1 from survey_distribution where survey_id = 'SV9'") == []


def same(published: Any, expected: Any) -> bool:
    if published is None or expected is None:
        return published is expected
    # A yen that three campaigns share is rounded once in each order.
    return float(published) == pytest.approx(float(expected), abs=0.011, rel=1e-9)
