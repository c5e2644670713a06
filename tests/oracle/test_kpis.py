"""KPIs of the published sample equal a plain-Python reading of the extracts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.settings import SAMPLE_COMPANY
from tests.end_to_end.nights import Night, query
from tests.oracle import kpis

RELATIONSHIP, TRANSACTIONAL = "SV_6tQmR2wXk9LbN4s", "SV_1zHc8VfYp3JtGd7"
MONTHS = [("2025-02-01", "2025-02-28"), ("2025-12-01", "2025-12-31"), ("2026-03-01", "2026-03-31")]
YEARS = [("2024-04-01", "2025-03-31"), ("2025-04-01", "2026-03-31")]


def published(night: Night, kpi: str, grain: str, start: str, member: str = "") -> tuple:
    """value, numerator, denominator, n of a KPI over everything."""
    dimension = "dimension = 'all'" if not member else f"member = '{member}'"
    rows = query(
        night.current,
        f"select value, numerator, denominator, n from kpi_value where kpi_id = '{kpi}' "
        f"and period_grain = '{grain}' and period_start_on = date '{start}' and {dimension}",
    )
    assert len(rows) == 1, f"{kpi} {grain} {start}: {len(rows)} rows"
    return rows[0]


def customer_of(night: Night, system: str, objects: str) -> dict[str, str]:
    return dict(
        query(
            night.current,
            f"select source_record_id, customer_id from customer_identity "
            f"where source_system = '{system}' and source_object = '{objects}'",
            "customers.duckdb",
        )
    )


@pytest.mark.parametrize(("first", "last"), MONTHS)
def test_aov(sample_night: Night, first: str, last: str) -> None:
    amount, count = kpis.aov(SAMPLE_COMPANY, first, last)
    value, numerator, denominator, _ = published(sample_night, "aov", "month", first)
    assert (Decimal(str(numerator)), denominator) == (amount, count)
    assert value == pytest.approx(float(amount / count), abs=1e-4)


@pytest.mark.parametrize(("first", "last"), YEARS)
def test_win_rate(sample_night: Night, first: str, last: str) -> None:
    won, closed = kpis.win_rate(SAMPLE_COMPANY, first, last)
    assert published(sample_night, "win_rate", "fiscal_year", first)[1:3] == (won, closed)


@pytest.mark.parametrize(("first", "last"), MONTHS)
def test_email_open_rate(sample_night: Night, first: str, last: str) -> None:
    opened, delivered = kpis.email_open_rate(SAMPLE_COMPANY, first, last)
    assert published(sample_night, "email_open_rate", "month", first)[1:3] == (opened, delivered)


@pytest.mark.parametrize(("first", "last"), YEARS)
def test_csat(sample_night: Night, first: str, last: str) -> None:
    satisfied, answers = (
        sum(each)
        for each in zip(
            kpis.csat(SAMPLE_COMPANY, RELATIONSHIP, ("QID2",), first, last),
            kpis.csat(
                SAMPLE_COMPANY,
                TRANSACTIONAL,
                ("QID11_1", "QID11_2", "QID11_3", "QID11_4"),
                first,
                last,
            ),
            strict=True,
        )
    )
    assert published(sample_night, "csat", "fiscal_year", first)[1:3] == (satisfied, answers)


@pytest.mark.parametrize(("first", "last"), YEARS)
def test_new_customers(sample_night: Night, first: str, last: str) -> None:
    members = customer_of(sample_night, "pos", "member")
    expected = kpis.new_customers(SAMPLE_COMPANY, members, first, last)
    assert published(sample_night, "new_customers", "fiscal_year", first)[0] == expected


@pytest.mark.parametrize("end", ["2025-12-31", "2026-03-31"])
def test_repeat_rate(sample_night: Night, end: str) -> None:
    members = customer_of(sample_night, "pos", "member")
    twice, buyers = kpis.repeat_rate_365d(SAMPLE_COMPANY, members, end)
    [(numerator, denominator)] = query(
        sample_night.current,
        "select numerator, denominator from kpi_value where kpi_id = 'repeat_rate_365d' and "
        f"period_grain = 'trailing_12m' and period_end_on = date '{end}' and dimension = 'all'",
    )
    assert (numerator, denominator) == (twice, buyers)


@pytest.mark.parametrize(("first", "last"), YEARS)
def test_nps(sample_night: Night, first: str, last: str) -> None:
    respondents = dict(
        query(
            sample_night.current,
            "select source_record_id, customer_id from touchpoint "
            "where source_system = 'survey' and source_record_id is not null",
        )
    )
    promoters, detractors, answers = kpis.nps(
        SAMPLE_COMPANY, RELATIONSHIP, "QID1", respondents, first, last
    )
    value, *_, n = published(sample_night, "nps", "fiscal_year", first)
    assert n == answers
    assert value == pytest.approx(100 * (promoters - detractors) / answers, abs=1e-4)
