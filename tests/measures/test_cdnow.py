"""Published results on the CDNOW sample, which `bench/cdnow.py` reads, fits and writes down."""

from __future__ import annotations

import numpy as np
import pytest

from bench import cdnow as sample
from bench.cdnow import Cdnow
from dagster_project.measures import BGNBD, GammaGamma
from dagster_project.settings import PROJECT


@pytest.fixture(scope="module")
def cdnow() -> Cdnow:
    return sample.read()


@pytest.fixture(scope="module")
def fitted(cdnow: Cdnow) -> tuple[BGNBD, GammaGamma]:
    return sample.fit(cdnow)


@pytest.fixture(scope="module")
def bgnbd(fitted: tuple[BGNBD, GammaGamma]) -> BGNBD:
    return fitted[0]


@pytest.fixture(scope="module")
def gamma_gamma(fitted: tuple[BGNBD, GammaGamma]) -> GammaGamma:
    return fitted[1]


@pytest.fixture(scope="module")
def forecast(cdnow: Cdnow, bgnbd: BGNBD) -> np.ndarray:
    return sample.forecast(cdnow, bgnbd)


def test_the_page_shows_what_the_fit_finds() -> None:
    page = (PROJECT / "docs" / "cdnow.md").read_text("utf-8")
    assert page == sample.page(), "run `python bench/cdnow.py > docs/cdnow.md` and commit"


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
    means = sample.by_past_orders(cdnow, forecast)
    published = [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157]
    assert means == pytest.approx(published, abs=1e-3)


def test_all_repeat_orders_by_week_78_are_foreseen_within_5_percent(
    cdnow: Cdnow, bgnbd: BGNBD
) -> None:
    assert sample.all_repeat_orders(cdnow, bgnbd) == pytest.approx(4160.6, abs=0.5)
    assert (cdnow.frequency + cdnow.later_orders).sum() == 4339


def test_the_money_of_the_future_is_foreseen_as_measured_before(
    cdnow: Cdnow, forecast: np.ndarray, gamma_gamma: GammaGamma
) -> None:
    value = forecast * gamma_gamma.expected_amount(cdnow.frequency, cdnow.mean_amount)
    assert cdnow.later_amount.sum() == pytest.approx(70_976, abs=1)
    assert value.sum() == pytest.approx(59_932, abs=2)
    assert np.corrcoef(value, cdnow.later_amount)[0, 1] == pytest.approx(0.565, abs=1e-3)
    best = np.argsort(-value)[: len(value) // 10]
    share = cdnow.later_amount[best].sum() / cdnow.later_amount.sum()
    assert share == pytest.approx(0.502, abs=3e-3)
