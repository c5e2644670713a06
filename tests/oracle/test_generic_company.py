"""One night over a company that nobody has seen: every KPI equals a plain reading of its rows.

CX360_ORACLE_SEEDS="1 2 3" runs more companies.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from tests.end_to_end.nights import query
from tests.oracle.generic_company import Generator
from tests.oracle.generic_kpis import KPIS, Oracle
from tests.oracle.nights import SEED, generic_home

SEEDS = [int(seed) for seed in os.environ.get("CX360_ORACLE_SEEDS", str(SEED)).split()]
# Not read off the rows: a fitted model, and what no reader of texts has written yet.
ELSEWHERE = {"ltv_predicted", "net_sentiment"}


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
