"""Published results on the CDNOW sample: 2,357 customers who first bought in early 1997.

The data come in the wheel of `lifetimes` (MIT); none of its code runs. Weeks 1 to 39 are fitted,
weeks 40 to 78 are the future that the fit did not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import distribution
from pathlib import Path

import duckdb
import numpy as np
import pytest

from dagster_project.measures import BGNBD, GammaGamma, fit_bgnbd, fit_gamma_gamma

FITTED_UNTIL, SEEN_UNTIL = date(1997, 9, 30), date(1998, 6, 30)
_CUSTOMERS = """
with line as (
    select regexp_split_to_array(trim(column0), '\\s+') as cell
    from read_csv($file, header = false, delim = '|', columns = {'column0': 'varchar'})
),
occasion as (
    select
        cell[2] as customer,
        cast(strptime(cell[3], '%Y%m%d') as date) as day,
        sum(cast(cell[5] as decimal(9, 2))) as amount
    from line
    group by all
)
select
    count_if(day <= $split) - 1 as frequency,
    (max(day) filter (where day <= $split) - min(day)) / 7 as recency,
    ($split - min(day)) / 7 as age,
    ($seen - min(day)) / 7 as whole_age,
    coalesce(sum(amount) filter (where day <= $split), 0) - arg_min(amount, day) as repeat_amount,
    count_if(day > $split) as later_orders,
    coalesce(sum(amount) filter (where day > $split), 0) as later_amount
from occasion
group by customer
order by customer
"""


@dataclass(frozen=True)
class Cdnow:
    """One element a customer, weeks as the unit; `later_*` is weeks 40 to 78."""

    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    whole_age: np.ndarray
    repeat_amount: np.ndarray
    later_orders: np.ndarray
    later_amount: np.ndarray


@pytest.fixture(scope="module")
def cdnow() -> Cdnow:
    sample = distribution("lifetimes").locate_file("lifetimes/datasets/CDNOW_sample.txt")
    assert Path(str(sample)).is_file()
    found = duckdb.execute(
        _CUSTOMERS,
        {"file": str(sample), "split": FITTED_UNTIL, "seen": SEEN_UNTIL},
    ).fetchnumpy()
    return Cdnow(**{name: np.asarray(values, dtype=float) for name, values in found.items()})


@pytest.fixture(scope="module")
def bgnbd(cdnow: Cdnow) -> BGNBD:
    return fit_bgnbd(cdnow.frequency, cdnow.recency, cdnow.age)


@pytest.fixture(scope="module")
def mean_amount(cdnow: Cdnow) -> np.ndarray:
    return np.asarray(cdnow.repeat_amount / np.maximum(cdnow.frequency, 1))


@pytest.fixture(scope="module")
def gamma_gamma(cdnow: Cdnow, mean_amount: np.ndarray) -> GammaGamma:
    paid = mean_amount > 0
    return fit_gamma_gamma(cdnow.frequency[paid], mean_amount[paid])


@pytest.fixture(scope="module")
def forecast(cdnow: Cdnow, bgnbd: BGNBD) -> np.ndarray:
    return bgnbd.expected_orders(39, cdnow.frequency, cdnow.recency, cdnow.age)[:, 0]


def test_the_order_model_has_the_published_parameters(bgnbd: BGNBD) -> None:
    found = (bgnbd.r, bgnbd.alpha, bgnbd.a, bgnbd.b)
    assert found == pytest.approx((0.2425945, 4.4136019, 0.7929199, 2.4258881), rel=2e-5)
    assert bgnbd.log_likelihood == pytest.approx(-9582.429, abs=5e-4)
    assert bgnbd.n == 2357


def test_the_spend_model_has_the_published_parameters(gamma_gamma: GammaGamma) -> None:
    found = (gamma_gamma.p, gamma_gamma.q, gamma_gamma.gamma)
    assert found == pytest.approx((6.25, 3.74, 15.44), abs=5e-3)
    assert gamma_gamma.log_likelihood == pytest.approx(-4055.9177, abs=5e-4)
    assert gamma_gamma.n == 946


def test_a_customers_forecast_is_the_published_one(bgnbd: BGNBD) -> None:
    assert bgnbd.expected_orders(39, 2, 30.43, 38.86)[0, 0] == pytest.approx(1.226, abs=5e-4)


def test_forecasts_miss_the_future_by_no_more_than_published(
    cdnow: Cdnow, forecast: np.ndarray
) -> None:
    actual = cdnow.later_orders
    assert actual.sum() == 1882
    assert forecast.sum() == pytest.approx(1653.4, abs=0.1)
    assert np.abs(forecast - actual).mean() == pytest.approx(0.786, abs=1e-3)
    assert np.sqrt(((forecast - actual) ** 2).mean()) == pytest.approx(1.608, abs=1e-3)
    assert np.corrcoef(forecast, actual)[0, 1] == pytest.approx(0.626, abs=1e-3)


def test_forecasts_by_past_orders_are_the_published_ones(
    cdnow: Cdnow, forecast: np.ndarray
) -> None:
    past = np.minimum(cdnow.frequency, 7)
    means = [forecast[past == x].mean() for x in range(8)]
    published = [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157]
    assert means == pytest.approx(published, abs=1e-3)


def test_all_repeat_orders_by_week_78_are_foreseen_within_5_percent(
    cdnow: Cdnow, bgnbd: BGNBD
) -> None:
    """At age 0 a customer is any customer: the forecast then is the population's curve."""
    weeks, of_customer = np.unique(cdnow.whole_age, return_inverse=True)
    foreseen = bgnbd.expected_orders(weeks, 0, 0, 0)[0][of_customer].sum()
    assert foreseen == pytest.approx(4160.6, abs=0.5)
    assert (cdnow.frequency + cdnow.later_orders).sum() == 4339


def test_the_money_of_the_future_is_foreseen_as_measured_before(
    cdnow: Cdnow, forecast: np.ndarray, gamma_gamma: GammaGamma, mean_amount: np.ndarray
) -> None:
    value = forecast * gamma_gamma.expected_amount(cdnow.frequency, mean_amount)
    assert cdnow.later_amount.sum() == pytest.approx(70_976, abs=1)
    assert value.sum() == pytest.approx(59_932, abs=2)
    assert np.corrcoef(value, cdnow.later_amount)[0, 1] == pytest.approx(0.565, abs=1e-3)
    best = np.argsort(-value)[: len(value) // 10]
    share = cdnow.later_amount[best].sum() / cdnow.later_amount.sum()
    assert share == pytest.approx(0.502, abs=3e-3)
