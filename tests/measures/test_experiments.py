"""Read-outs of tests: figures by hand, and silence where a figure would mislead."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from dagster_project.measures.experiments import (
    Group,
    compare_means,
    compare_shares,
    read_experiments,
    sample_ratio_p,
)
from dagster_project.steering import register

AFTER = date(2026, 3, 31)


def test_two_proportions_by_hand() -> None:
    # 20 % of 400 against 30 % of 400: pooled share 0.25, z = 0.1 / 0.030619 = 3.266.
    told = compare_shares(Group(400, 80, 80), Group(400, 120, 120))
    assert (told.value, told.low, told.high) == pytest.approx((0.1, 0.0404, 0.1596), abs=1e-4)
    assert told.p_value == pytest.approx(0.001091, abs=1e-6)


def test_two_means_by_hand() -> None:
    # 1..5 against 3..7 twice as often: variances 2.5 and 2.2222, standard error 0.8498, 7.67
    # degrees of freedom; SciPy's own Welch test says the same.
    control = Group(5, 15, 55)
    variant = Group(10, 50, 270)
    told = compare_means(control, variant)
    assert told.value == 2
    assert told.p_value == pytest.approx(0.047743, abs=1e-6)
    assert (told.low, told.high) == pytest.approx((0.0256, 3.9744), abs=1e-4)


def test_a_group_in_which_all_are_alike_has_no_spread() -> None:
    told = compare_means(Group(5, 10, 20), Group(5, 10, 20))
    assert (told.low, told.high, told.p_value) == (0, 0, 1)


def test_group_sizes_far_from_the_plan_are_no_chance() -> None:
    # 600 and 400 where 500 each were planned: chi-square 40 with one degree of freedom.
    assert sample_ratio_p([600, 400], [0.5, 0.5]) == pytest.approx(2.54e-10, rel=0.01)
    assert sample_ratio_p([510, 490], [1, 1]) == pytest.approx(0.5271, abs=1e-4)
    assert sample_ratio_p([300, 100], [0.75, 0.25]) == pytest.approx(1)


def company(
    experiments: str,
    *,
    controls: int = 400,
    variants: int = 400,
    shares: tuple[float, ...] = (0.5, 0.5),
    tmp: Any,
) -> duckdb.DuckDBPyConnection:
    """Members M0.. of the control and V0.. of the variant; each fourth and each third buys once."""
    (tmp / "experiments.csv").write_text(
        "experiment_id,name_ja,owner,outcome,control_variant,start_on,planned_end_on\n"
        + experiments
    )
    (tmp / "experiment_variants.csv").write_text(
        "experiment_id,variant,planned_share\n"
        + "".join(f"E1,{n},{s}\n" for n, s in zip(("off", "on"), shares, strict=False))
    )
    members = [(f"M{i}", "off") for i in range(controls)]
    members += [(f"V{i}", "on") for i in range(variants)]
    members += [("M0b", "on"), ("stranger", "on")]
    (tmp / "experiment_assignments.csv").write_text(
        "experiment_id,source_system,source_record_id,variant\n"
        + "".join(f"E1,pos,{record},{variant}\n" for record, variant in members)
    )
    con = duckdb.connect()
    register(con, tmp)
    con.execute(
        """
        create schema identity; create schema commerce; create schema insight;
        create table identity.customer_identity as
        select 'pos' as source_system, source_record_id,
            -- M0b turned out to be the same person as M0.
            case source_record_id when 'M0b' then 'CM0' else 'C' || source_record_id end
                as customer_id
        from landing.experiment_assignment where source_record_id <> 'stranger';
        create table identity.party_customer as
        select source_system, source_record_id as party_key, customer_id
        from identity.customer_identity;
        create table commerce.orders as
        select
            'pos' as source_system, 'M' || 4 * i as party_key,
            date '2026-02-01' as business_date, 100.00::decimal(18, 2) as net_amount
        from range(100) as t(i)
        union all
        select 'pos', 'V' || 3 * i, date '2026-02-28', 100.00 from range(134) as t(i)
        union all
        select 'pos', 'M1', date '2026-03-01', 100.00
        union all
        select 'pos', 'V1', date '2026-01-31', 100.00;
        """
    )
    return con


ROW = "E1,声かけ,A,bought,off,2026-02-01,2026-02-28\n"


def readout(con: duckdb.DuckDBPyConnection, as_of: date = AFTER) -> dict[str, Any]:
    assert read_experiments(con, as_of=as_of) == 1
    answer = con.execute("select * from insight.experiment_readout")
    names = [column[0] for column in answer.description]
    return dict(zip(names, answer.fetchall()[0], strict=True))


def test_only_orders_of_the_planned_days_count_and_nobody_counts_twice(tmp_path: Any) -> None:
    told = readout(company(ROW, tmp=tmp_path))
    # M0 was in both groups and is left out of both; its order goes with it.
    assert (told["control_count"], told["variant_count"]) == (399, 400)
    assert (told["crossed_count"], told["unknown_count"]) == (1, 1)
    assert told["control_value"] == round(99 / 399, 4) and told["variant_value"] == 134 / 400
    assert told["verdict"] == "better" and told["difference_low"] > 0


@pytest.mark.parametrize(
    ("as_of", "variants", "shares", "verdict"),
    [
        (date(2026, 2, 27), 400, (0.5, 0.5), "running"),
        (AFTER, 200, (0.5, 0.5), "sample_ratio_mismatch"),
        (AFTER, 400, (0.5,), "sample_ratio_mismatch"),
        (AFTER, 400, (), "no_data"),
    ],
)
def test_nothing_is_read_before_the_end_or_off_the_plan(
    tmp_path: Any, as_of: date, variants: int, shares: tuple[float, ...], verdict: str
) -> None:
    told = readout(company(ROW, variants=variants, shares=shares, tmp=tmp_path), as_of)
    assert told["verdict"] == verdict
    assert [told[key] for key in ("control_value", "difference", "p_value")] == [None] * 3


def test_a_company_without_tests_has_an_empty_read_out(tmp_path: Any) -> None:
    con = company("", tmp=tmp_path)
    assert read_experiments(con, as_of=AFTER) == 0
