"""`insight.experiment_readout`: what each tried variant did, against the control, once it may be
told.

The customer is the unit and one outcome is primary. Nothing is read before the planned last day,
and nothing at all where the groups are not of the sizes they were planned to have: then something
decided who got which variant, and the difference may be its doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import erfc, sqrt
from typing import Any

import duckdb
from scipy.stats import chi2, t

Z95 = 1.96
# Sample sizes this unlikely are no chance; 5 % would stop one sound test in twenty.
RATIO_LIMIT = 0.001

_TABLE = """
create or replace table insight.experiment_readout (
    experiment_id text, variant text, name_ja text, name_en text, owner text, outcome text,
    control_variant text, start_on date, planned_end_on date, planned_n integer,
    least_effect double, control_count bigint, variant_count bigint, crossed_count bigint,
    unknown_count bigint, control_value double, variant_value double, difference double,
    difference_low double, difference_high double, lift double, p_value double,
    sample_ratio_p double, verdict text
)
"""

# Someone whom the identity found to be two records of two variants saw both and counts for none.
_UNITS = """
create or replace temp table experiment_unit as
select
    assignment.experiment_id,
    customer_identity.customer_id,
    min(assignment.variant) as variant,
    min(assignment.variant) <> max(assignment.variant) as is_crossed
from landing.experiment_assignment as assignment
inner join (
    select distinct source_system, source_record_id, customer_id
    from identity.customer_identity
    where customer_id is not null
) as customer_identity using (source_system, source_record_id)
group by assignment.experiment_id, customer_identity.customer_id
"""

_GROUPS = """
with bought as (
    select
        experiment_unit.experiment_id,
        experiment_unit.customer_id,
        count(*) as order_count,
        sum(orders.net_amount)::double as net_amount
    from experiment_unit
    inner join landing.experiment using (experiment_id)
    inner join identity.party_customer using (customer_id)
    inner join commerce.orders using (source_system, party_key)
    where orders.business_date between experiment.start_on and experiment.planned_end_on
    group by all
),
outcomes as (
    select
        experiment_unit.experiment_id,
        experiment_unit.variant,
        case experiment.outcome
            when 'bought' then (bought.order_count is not null)::double
            when 'order_count' then coalesce(bought.order_count, 0)
            else coalesce(bought.net_amount, 0)
        end::decimal(18, 2) as outcome
    from experiment_unit
    inner join landing.experiment using (experiment_id)
    left join bought using (experiment_id, customer_id)
    where not experiment_unit.is_crossed
)
select
    experiment_id, variant, count(*), sum(outcome)::double,
    sum((outcome * outcome)::decimal(38, 4))::double
from outcomes
group by all
"""

_LOSSES = """
select
    experiment.experiment_id,
    (select count(*) from experiment_unit as unit
     where unit.experiment_id = experiment.experiment_id and unit.is_crossed),
    (select count(*) from landing.experiment_assignment as assignment
     anti join identity.customer_identity as known
        on assignment.source_system = known.source_system
        and assignment.source_record_id = known.source_record_id
        and known.customer_id is not null
     where assignment.experiment_id = experiment.experiment_id)
from landing.experiment
"""


@dataclass(frozen=True)
class Group:
    """Customers of one variant: how many, the sum of their outcomes and of its squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        return max(0.0, (self.squares - self.total**2 / self.n) / (self.n - 1))


@dataclass(frozen=True)
class Difference:
    """Variant less control, with a 95 % interval and the chance of as much by luck alone."""

    value: float
    low: float
    high: float
    p_value: float


NOBODY = Group(0, 0.0, 0.0)


def compare_shares(control: Group, variant: Group) -> Difference:
    """Two proportions: the interval unpooled, the test with the share of both together."""
    shares = control.mean, variant.mean
    value = shares[1] - shares[0]
    error = sqrt(
        sum(
            share * (1 - share) / group.n
            for share, group in zip(shares, (control, variant), strict=True)
        )
    )
    both = (control.total + variant.total) / (control.n + variant.n)
    pooled = sqrt(both * (1 - both) * (1 / control.n + 1 / variant.n))
    p_value = erfc(abs(value) / pooled / sqrt(2)) if pooled else 1.0
    return Difference(value, value - Z95 * error, value + Z95 * error, p_value)


def compare_means(control: Group, variant: Group) -> Difference:
    """Welch: two means of groups that need not vary alike."""
    parts = [group.variance / group.n for group in (control, variant)]
    value, error = variant.mean - control.mean, sqrt(sum(parts))
    if not error:
        return Difference(value, value, value, 0.0 if value else 1.0)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (group.n - 1) for part, group in zip(parts, (control, variant), strict=True)
    )
    half = float(t.ppf(0.975, freedom)) * error
    p_value = 2 * float(t.sf(abs(value) / error, freedom))
    return Difference(value, value - half, value + half, p_value)


def sample_ratio_p(counts: list[int], shares: list[float]) -> float:
    """The chance of group sizes this far from the planned shares (chi-square)."""
    expected = [sum(counts) * share / sum(shares) for share in shares]
    distance = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return float(chi2.sf(distance, len(counts) - 1))


def read_experiments(con: duckdb.DuckDBPyConnection, *, as_of: date) -> int:
    """Writes a row for each variant that is not the control; returns how many."""
    con.execute(_TABLE)
    con.execute(_UNITS)
    groups: dict[str, dict[str, Group]] = {}
    for experiment, variant, n, total, squares in con.execute(_GROUPS).fetchall():
        groups.setdefault(experiment, {})[variant] = Group(n, total, squares)
    planned: dict[str, dict[str, float]] = {}
    for experiment, variant, share in con.execute(
        "select experiment_id, variant, planned_share from landing.experiment_variant order by all"
    ).fetchall():
        planned.setdefault(experiment, {})[variant] = share
    losses = {row[0]: row[1:] for row in con.execute(_LOSSES).fetchall()}
    answer = con.execute("select * from landing.experiment order by experiment_id")
    names = [column[0] for column in answer.description]
    rows = [
        row
        for values in answer.fetchall()
        for row in _rows(
            dict(zip(names, values, strict=True)),
            groups.get(values[0], {}),
            planned.get(values[0], {}),
            losses[values[0]],
            as_of,
        )
    ]
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        con.executemany(f"insert into insight.experiment_readout values ({marks})", rows)
    return len(rows)


def _rows(
    experiment: dict[str, Any],
    groups: dict[str, Group],
    planned: dict[str, float],
    losses: tuple[int, int],
    as_of: date,
) -> list[tuple[Any, ...]]:
    control_name = experiment["control_variant"]
    variants = sorted(set(planned) | set(groups))
    counts = [groups.get(each, NOBODY).n for each in variants]
    # A variant that nobody planned is as much a sign of a broken draw as one of the wrong size.
    ratio_p = 0.0
    if len(planned) > 1 and any(counts) and set(groups) <= set(planned):
        ratio_p = sample_ratio_p(counts, [planned[each] for each in variants])
    rows = []
    for name in variants:
        if name == control_name:
            continue
        control, variant = groups.get(control_name, NOBODY), groups.get(name, NOBODY)
        blocked = _blocked(experiment, control, variant, planned, ratio_p, as_of)
        told = None if blocked else _difference(experiment["outcome"], control, variant)
        rows.append(
            (
                experiment["experiment_id"],
                name,
                *(experiment[key] for key in ("name_ja", "name_en", "owner", "outcome")),
                control_name,
                *(experiment[key] for key in ("start_on", "planned_end_on", "planned_n")),
                experiment["least_effect"],
                control.n,
                variant.n,
                *losses,
                *(
                    (
                        round(control.mean, 4),
                        round(variant.mean, 4),
                        round(told.value, 4),
                        round(told.low, 4),
                        round(told.high, 4),
                        round(told.value / control.mean, 4) if control.mean else None,
                        round(told.p_value, 6),
                    )
                    if told
                    else (None,) * 7
                ),
                round(ratio_p, 6) if planned else None,
                blocked or _verdict(told),
            )
        )
    return rows


def _blocked(
    experiment: dict[str, Any],
    control: Group,
    variant: Group,
    planned: dict[str, float],
    ratio_p: float,
    as_of: date,
) -> str | None:
    """Why nothing is read yet, or ever."""
    if as_of < experiment["planned_end_on"]:
        return "running"
    if not planned or control.n < 2 or variant.n < 2:
        return "no_data"
    if ratio_p < RATIO_LIMIT:
        return "sample_ratio_mismatch"
    return None


def _difference(outcome: str, control: Group, variant: Group) -> Difference:
    compare = compare_shares if outcome == "bought" else compare_means
    return compare(control, variant)


def _verdict(told: Difference | None) -> str:
    if told is None:
        return "no_data"
    if told.low > 0:
        return "better"
    return "worse" if told.high < 0 else "no_clear_difference"
