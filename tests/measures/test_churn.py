"""Churn risk: what each signal sees, that nothing later is seen, and when there is no fit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest

from dagster_project.measures import score_churn
from dagster_project.measures.simulation import Population, simulate_orders

AS_OF = date(2026, 3, 31)
WAREHOUSE = """
create schema commerce; create schema identity; create schema canonical; create schema insight;
create table commerce.orders (
    source_system text, party_key text, business_date date, net_amount decimal(18, 2)
);
create table identity.party_customer as
select 'pos' as source_system, party_key, 'C' || party_key as customer_id
from (select 'K' || i as party_key from range(3000) as t(i));
create table canonical.as_of as select null::integer as churn_silent_after_days;
create table canonical.survey_response (
    source_system text, source_record_id text, party_key text, business_date date,
    responded_at timestamp, is_complete boolean, is_preview boolean, is_deleted boolean
);
create table canonical.survey_answer (
    source_system text, response_record_id text, metric text, score double, is_deleted boolean
);
create table canonical.message_activity (
    source_system text, party_key text, business_date date, activity_type text, is_bot boolean,
    is_deleted boolean
);
create table canonical.support_case (
    source_system text, party_key text, business_date date, solved_at timestamp, is_deleted boolean
);
create table insight.model (
    name text, version text, parameters text, log_likelihood double, customers bigint,
    history_days integer, method text, reason text
);
"""


def warehouse(orders: Iterable[tuple[str, date]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(WAREHOUSE)
    keys, days = zip(*orders, strict=True)
    con.execute(
        "insert into commerce.orders select 'pos', unnest(?), unnest(?), 1000", [keys, days]
    )
    return con


def before(days: int) -> date:
    return AS_OF - timedelta(days)


def shop(customers: int = 2500, days: int = 900) -> list[tuple[str, date]]:
    orders = simulate_orders(
        Population(), customers=customers, days=days, seed=5, joining_days=days // 2
    )
    start = before(days - 1)
    return [
        (f"K{customer}", start + timedelta(int(day)))
        for customer, day in zip(orders.customer, orders.day, strict=True)
    ]


def signals(con: duckdb.DuckDBPyConnection, key: str) -> dict[str, Any]:
    answer = con.execute("select * from insight.churn_risk where customer_id = ?", ["C" + key])
    names = [column[0] for column in answer.description]
    return dict(zip(names, answer.fetchall()[0], strict=True))


def test_each_signal_sees_what_it_says() -> None:
    visits = [400, 300, 200, 130, 120, 30]
    con = warehouse([*(("K1", before(each)) for each in visits), ("K2", before(73))])
    con.execute("update canonical.as_of set churn_silent_after_days = 100")
    mails = [("delivered", 10), ("delivered", 100), ("delivered", 150), ("opened", 150)]
    for kind, ago in mails:
        con.execute(
            "insert into canonical.message_activity values ('pos', 'K1', ?, ?, false, false)",
            [before(ago), kind],
        )
    for record, ago, score in (("r1", 50, 3), ("r2", 40, 6)):
        con.execute(
            "insert into canonical.survey_response values"
            " ('pos', ?, 'K1', ?, ?, true, false, false)",
            [record, before(ago), before(ago)],
        )
        con.execute(
            "insert into canonical.survey_answer values ('pos', ?, 'nps', ?, false)",
            [record, score],
        )
    con.execute(
        "insert into canonical.support_case values ('pos', 'K1', ?, null, false)",
        [before(5)],
    )
    report = score_churn(con, as_of=AS_OF)
    found = signals(con, "K1")
    assert (found["silent_days"], found["purchase_day_count"]) == (30, 6)
    assert found["silence_share"] == 0.3
    assert found["silence_in_gaps"] == round(30 / (370 / 5), 4)
    # Of 90 days one visit; of the 180 before three (120, 130 and 200 days ago), so 1.5 is usual.
    assert found["frequency_drop"] == round(1 - 1 / 1.5, 4)
    assert found["is_detractor"] and found["has_open_case"] and found["contact_rise"] == 1
    # One response of two mails before, none of one lately.
    assert found["engagement_drop"] == 0.5
    # A one-time buyer's gap is everybody's median one (100 of 10, 70, 90, 100 and 100 days is 90).
    assert signals(con, "K2")["silence_in_gaps"] == round(73 / 90, 4)
    assert report.method == "rule" and report.reason and "2 customers" not in report.method


def test_who_has_been_silent_for_longer_than_g_is_lost_and_not_at_risk() -> None:
    con = warehouse([("K1", before(365)), ("K2", before(366)), ("K3", before(500))])
    assert score_churn(con, as_of=AS_OF).horizon_days == 365
    assert con.execute("select customer_id from insight.churn_risk").fetchall() == [("CK1",)]


def test_the_fit_is_tried_on_a_later_time_and_is_calibrated_and_ranks() -> None:
    con = warehouse(shop())
    report = score_churn(con, as_of=AS_OF)
    rows = con.execute("from insight.churn_backtest order by decile").fetchall()
    assert report.method == "logistic" and {row[0] for row in rows} == {"time"}
    assert [row[3] for row in rows] == list(range(1, 11))
    counts, predicted, actual = (np.array([row[k] for row in rows]) for k in (4, 5, 6))
    assert (counts @ predicted) / counts.sum() == pytest.approx(
        (counts @ actual) / counts.sum(), abs=0.05
    )
    assert report.auc and report.auc > 0.65 and actual[0] > actual[-1] + 0.2
    model = json.loads(con.execute("select parameters from insight.model").fetchall()[0][0])
    assert all(each["weight"] >= 0 for each in model["signals"].values())


def test_what_happens_after_a_cut_changes_no_signal_of_it() -> None:
    orders = shop(customers=900)
    con, other = warehouse(orders), warehouse(orders)
    horizon = score_churn(con, as_of=AS_OF).horizon_days
    other.execute("update canonical.as_of set churn_silent_after_days = ?", [horizon])
    other.execute("delete from commerce.orders where business_date > ?", [before(horizon)])
    score_churn(other, as_of=before(horizon))
    fitted = json.loads(con.execute("select parameters from insight.model").fetchall()[0][0])
    mean, count = other.execute(
        "select avg(silence_share), count(*) from insight.churn_risk"
    ).fetchall()[0]
    assert count == con.execute("select customers from insight.model").fetchall()[0][0]
    assert fitted["signals"]["silence_share"]["mean"] == pytest.approx(mean, abs=1e-6)


def test_the_same_orders_in_another_order_give_the_same_risks() -> None:
    orders = shop(customers=900)
    answers = []
    for each in (orders, orders[::-1]):
        con = warehouse(each)
        score_churn(con, as_of=AS_OF)
        answers.append(con.execute("from insight.churn_risk").fetchall())
    assert answers[0] == answers[1]


def test_reasons_are_signals_that_stand_out_the_strongest_first() -> None:
    con = warehouse(shop())
    score_churn(con, as_of=AS_OF)
    low, high = con.execute(
        "select avg(score) filter (reasons = ''), avg(score) filter (reasons <> '')"
        " from insight.churn_risk"
    ).fetchall()[0]
    assert low < high
    most = con.execute("select max(len(string_split(reasons, ', '))) from insight.churn_risk")
    assert most.fetchall()[0][0] <= 3
