"""The spend model against its definition and a population we know."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import pytest
from scipy.integrate import quad

from dagster_project.measures import GammaGamma, NotFitted, fit_gamma_gamma
from dagster_project.measures.gamma_gamma import gamma_gamma_likelihood

from .conftest import SimulatedHistories

PUBLISHED = GammaGamma(6.25, 3.74, 15.44, log_likelihood=-4055.92, n=946)


def repeaters(simulated: SimulatedHistories) -> tuple[np.ndarray, np.ndarray]:
    repeat = simulated.frequency > 0
    return simulated.frequency[repeat].astype(float), simulated.mean_amount[repeat]


@pytest.mark.parametrize(("x", "amount"), [(1, 10.0), (2, 35.0), (9, 60.0)])
def test_the_likelihood_is_the_mixture_over_all_levels(x: int, amount: float) -> None:
    p, q, gamma = 6.25, 3.74, 15.44

    def one_customer(level: float) -> float:
        shape, rate = p * x, level * x
        mean = exp(shape * log(rate) + (shape - 1) * log(amount) - rate * amount - lgamma(shape))
        return mean * exp(q * log(gamma) + (q - 1) * log(level) - gamma * level - lgamma(q))

    mixture, _ = quad(one_customer, 1e-9, 5, epsrel=1e-10, limit=200)
    likelihood = gamma_gamma_likelihood(np.array([float(x)]), np.array([amount]), np.ones(1))
    ours, _ = likelihood.at(np.array([p, q, gamma]))
    assert ours == pytest.approx(log(mixture), abs=1e-8)


@pytest.mark.parametrize("parameters", [(6.0, 4.0, 15_000.0), (0.7, 2.0, 400.0)])
def test_the_gradient_is_the_slope_of_the_likelihood(
    simulated: SimulatedHistories, parameters: tuple[float, ...]
) -> None:
    frequency, amount = repeaters(simulated)
    likelihood = gamma_gamma_likelihood(frequency, amount, np.ones(len(frequency)))
    at = np.array(parameters)
    _, gradient = likelihood.at(at)
    for i, step in enumerate(np.diag(at * 1e-5)):
        slope = (likelihood.at(at + step)[0] - likelihood.at(at - step)[0]) / (2 * step[i])
        assert gradient[i] == pytest.approx(slope, rel=1e-6, abs=1e-4)


def test_the_fit_recovers_a_known_population(simulated: SimulatedHistories) -> None:
    fitted = fit_gamma_gamma(*repeaters(simulated))
    truth = (6.0, 4.0, 15_000.0)
    for name, true, error in zip(["p", "q", "gamma"], truth, fitted.log_errors, strict=True):
        assert abs(np.log(getattr(fitted, name) / true)) < 3 * error, name
        assert error < 0.15, name


def test_order_and_grouping_of_the_rows_change_nothing(simulated: SimulatedHistories) -> None:
    frequency, amount = repeaters(simulated)
    order = np.random.default_rng(1).permutation(len(frequency))
    plain = fit_gamma_gamma(frequency, amount)
    assert plain == fit_gamma_gamma(frequency[order], amount[order])
    twice = fit_gamma_gamma(np.tile(frequency, 2), np.tile(amount, 2))
    weighted = fit_gamma_gamma(frequency, amount, np.full(len(frequency), 2))
    assert (twice.p, twice.q, twice.gamma) == (weighted.p, weighted.q, weighted.gamma)


def test_the_currency_moves_only_gamma(simulated: SimulatedHistories) -> None:
    frequency, amount = repeaters(simulated)
    yen, dollars = fit_gamma_gamma(frequency, amount), fit_gamma_gamma(frequency, amount / 150)
    assert dollars.gamma == pytest.approx(yen.gamma / 150, rel=1e-5)
    assert (dollars.p, dollars.q) == pytest.approx((yen.p, yen.q), rel=1e-5)


def test_more_occasions_pull_the_expectation_from_the_population_to_the_customer() -> None:
    expected = PUBLISHED.expected_amount([0, 1, 3, 10, 1000], 80.0)
    assert expected[0] == pytest.approx(PUBLISHED.mean_amount)
    assert (np.diff(expected) > 0).all()
    assert expected[-1] == pytest.approx(80.0, rel=0.01)


def test_a_refunded_customer_is_expected_to_spend_no_less_than_one_who_paid_nothing() -> None:
    assert PUBLISHED.expected_amount(2, -50.0) == PUBLISHED.expected_amount(2, 0.0)


def test_a_spend_without_a_finite_mean_fits_no_model() -> None:
    draw = np.random.default_rng(4)
    level, occasions = draw.gamma(0.5, 1.0, 4000), 1 + draw.poisson(2, 4000)
    with pytest.raises(NotFitted, match="q: 0.* is not above 1"):
        fit_gamma_gamma(occasions, draw.gamma(1.5 * occasions, 1 / (level * occasions)))


def test_no_repeat_customers_fit_no_model() -> None:
    with pytest.raises(NotFitted, match="no repeat customer"):
        fit_gamma_gamma([], [])


@pytest.mark.parametrize(("frequency", "amount"), [(0, 5.0), (1, 0.0), (2, -3.0)])
def test_a_row_without_a_positive_repeat_amount_is_refused(frequency: float, amount: float) -> None:
    with pytest.raises(ValueError, match="positive mean amount"):
        fit_gamma_gamma([frequency, 3], [amount, 10.0])
