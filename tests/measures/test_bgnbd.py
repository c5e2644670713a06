"""The order model against its published example, its definition, and a population we know."""

from __future__ import annotations

from dataclasses import replace
from math import exp, lgamma, log

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import hyp2f1

from dagster_project.measures import BGNBD, NotFitted, fit_bgnbd
from dagster_project.measures.bgnbd_fit import Histories, bgnbd_likelihood

from .conftest import SimulatedHistories

PUBLISHED = BGNBD(0.243, 4.414, 0.793, 2.426, log_likelihood=-9582.4, n=2357)
HISTORIES = [(0, 0.0, 30.0), (1, 4.0, 30.0), (2, 30.43, 38.86), (7, 12.0, 30.0), (40, 30.0, 30.0)]


def expected_by_textbook(model: BGNBD, t: float, x: int, t_x: float, age: float) -> float:
    """Equation 10 of Fader, Hardie and Lee, with its hypergeometric function."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    series = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    top = 1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * series
    left = 0.0 if x == 0 else a / (b + x - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x)
    return (a + b + x - 1) / (a - 1) * top / (1 + left)


def test_a_published_customer_is_expected_to_order_1_226_times_in_39_weeks() -> None:
    assert PUBLISHED.expected_orders(39, 2, 30.43, 38.86)[0, 0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(("x", "t_x", "age"), HISTORIES)
@pytest.mark.parametrize("t", [1.0, 39.0, 200.0])
def test_expected_orders_equal_the_hypergeometric_form(
    x: int, t_x: float, age: float, t: float
) -> None:
    ours = PUBLISHED.expected_orders(t, x, t_x, age)[0, 0]
    assert ours == pytest.approx(expected_by_textbook(PUBLISHED, t, x, t_x, age), rel=1e-8)


def test_expected_orders_have_no_hole_where_a_is_one() -> None:
    below, at, above = (
        replace(PUBLISHED, a=a).expected_orders(39, [0, 2], [0, 30.43], 38.86)[:, 0]
        for a in (1 - 1e-6, 1.0, 1 + 1e-6)
    )
    assert at == pytest.approx((below + above) / 2, rel=1e-9)


def test_expected_orders_of_a_very_frequent_buyer_stay_near_their_rate() -> None:
    faithful = replace(PUBLISHED, a=0.01, b=50.0)
    assert faithful.expected_orders(10, 2000, 100, 100)[0, 0] == pytest.approx(200, rel=0.1)


def test_expected_orders_grow_with_time_from_nothing() -> None:
    by_week = PUBLISHED.expected_orders(np.arange(0, 60), 3, 20, 30)[0]
    assert by_week[0] == 0
    assert (np.diff(by_week) > 0).all()
    assert (np.diff(by_week, n=2) < 0).all(), "dropout makes every week bring less than the last"


def test_a_customer_without_a_repeat_order_counts_as_alive() -> None:
    assert PUBLISHED.p_alive(0, 0, [1, 50, 500]).tolist() == [1, 1, 1]


def test_p_alive_falls_with_silence_and_faster_for_a_frequent_buyer() -> None:
    calm, busy = (PUBLISHED.p_alive(x, 20, np.arange(20, 80)) for x in (1, 9))
    assert (np.diff(calm) < 0).all() and (np.diff(busy) < 0).all()
    assert busy[-1] < calm[-1] < busy[0]


def test_p_alive_equals_its_definition() -> None:
    x, t_x, age = 2, 30.43, 38.86
    left = 0.793 / (2.426 + x - 1) * ((4.414 + age) / (4.414 + t_x)) ** (0.243 + x)
    assert PUBLISHED.p_alive(x, t_x, age)[0] == pytest.approx(1 / (1 + left), rel=1e-12)


@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0.0, 9.0), (1, 2.0, 9.0), (4, 7.0, 9.0)])
def test_the_likelihood_is_the_mixture_over_all_rates_and_dropouts(
    x: int, t_x: float, age: float
) -> None:
    r, alpha, a, b = 2.0, 6.0, 2.5, 3.5

    def one_customer(rate: float, p: float) -> float:
        gamma = exp(r * log(alpha) + (r - 1) * log(rate) - alpha * rate - lgamma(r))
        beta = exp(lgamma(a + b) - lgamma(a) - lgamma(b)) * p ** (a - 1) * (1 - p) ** (b - 1)
        alive = (1 - p) ** x * rate**x * exp(-rate * age)
        gone = p * (1 - p) ** (x - 1) * rate**x * exp(-rate * t_x) if x else 0.0
        return gamma * beta * (alive + gone)

    mixture, _ = dblquad(one_customer, 0, 1, 1e-12, 12, epsrel=1e-9)
    histories = Histories.of([x], [t_x], [age], None)
    ours, _ = bgnbd_likelihood(histories).at(np.array([r, alpha, a, b]))
    assert ours == pytest.approx(log(mixture), abs=1e-6)


@pytest.mark.parametrize(
    "parameters", [(0.3, 4.0, 0.8, 2.5), (2.0, 10.0, 0.2, 0.5), (1.0, 0.5, 5, 9)]
)
def test_the_gradient_is_the_slope_of_the_likelihood(
    simulated: SimulatedHistories, parameters: tuple[float, ...]
) -> None:
    histories = Histories.of(simulated.frequency, simulated.recency, simulated.age, None)
    likelihood, at = bgnbd_likelihood(histories), np.array(parameters)
    _, gradient = likelihood.at(at)
    for i, step in enumerate(np.diag(at * 1e-5)):
        slope = (likelihood.at(at + step)[0] - likelihood.at(at - step)[0]) / (2 * step[i])
        assert gradient[i] == pytest.approx(slope, rel=1e-6, abs=1e-4)


def test_the_fit_recovers_a_known_population(simulated: SimulatedHistories) -> None:
    fitted = fit_bgnbd(simulated.frequency, simulated.recency, simulated.age)
    truth = (0.8, 6.0, 0.6, 2.5)
    for name, true, error in zip(["r", "alpha", "a", "b"], truth, fitted.log_errors, strict=True):
        assert abs(np.log(getattr(fitted, name) / true)) < 3 * error, name
        assert error < 0.15, name


def test_the_fit_is_a_maximum(simulated: SimulatedHistories) -> None:
    fitted = fit_bgnbd(simulated.frequency, simulated.recency, simulated.age)
    histories = Histories.of(simulated.frequency, simulated.recency, simulated.age, None)
    best = np.array([fitted.r, fitted.alpha, fitted.a, fitted.b])
    likelihood = bgnbd_likelihood(histories)
    for step in [*np.diag(best * 1e-3), *np.diag(best * -1e-3)]:
        assert likelihood.at(best + step)[0] < fitted.log_likelihood


def test_order_and_grouping_of_the_rows_change_nothing(simulated: SimulatedHistories) -> None:
    rows = np.stack([simulated.frequency, simulated.recency // 4, simulated.age // 4])
    x, t_x, age = rows
    groups, counts = np.unique(rows, axis=1, return_counts=True)
    assert groups.shape[1] < rows.shape[1] / 2
    shuffle = np.random.default_rng(1).permutation(groups.shape[1])
    grouped_x, grouped_t_x, grouped_age = groups[:, shuffle]
    plain = fit_bgnbd(x, t_x, age)
    assert plain == fit_bgnbd(x[::-1], t_x[::-1], age[::-1])
    assert plain == fit_bgnbd(grouped_x, grouped_t_x, grouped_age, counts[shuffle])


def test_histories_are_merged_and_sorted_whatever_the_order() -> None:
    merged = Histories.of([3, 0, 3, 1], [5, 0, 5, 2], [9, 4, 9, 8], [10, 1, 20, 4])
    assert merged.frequency.tolist() == [0, 1, 3]
    assert merged.recency.tolist() == [0, 2, 5]
    assert merged.age.tolist() == [4, 8, 9]
    assert merged.weight.tolist() == [1, 4, 30]


def test_a_weight_counts_like_as_many_customers(simulated: SimulatedHistories) -> None:
    x, t_x, age = simulated.frequency, simulated.recency, simulated.age
    thrice = fit_bgnbd(np.tile(x, 3), np.tile(t_x, 3), np.tile(age, 3))
    assert fit_bgnbd(x, t_x, age, np.full(len(x), 3)) == thrice
    assert thrice.n == 3 * len(x)


def test_the_unit_of_time_moves_only_alpha(simulated: SimulatedHistories) -> None:
    x, t_x, age = simulated.frequency, simulated.recency, simulated.age
    weeks, days = fit_bgnbd(x, t_x, age), fit_bgnbd(x, t_x * 7, age * 7)
    assert days.alpha == pytest.approx(weeks.alpha * 7, rel=1e-5)
    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-5)


def test_customers_who_never_return_fit_no_model() -> None:
    with pytest.raises(NotFitted, match="no customer ordered twice"):
        fit_bgnbd([0, 0, 0], [0, 0, 0], [3, 4, 5])


def test_customers_who_never_leave_fit_no_dropout() -> None:
    draw = np.random.default_rng(2)
    x = draw.poisson(draw.gamma(2, 2, 3000))
    recency = np.where(x > 0, 40 * draw.random(3000) ** (1 / np.maximum(x, 1)), 0)
    with pytest.raises(NotFitted, match="edge|peak"):
        fit_bgnbd(x, recency, np.full(3000, 40.0))


@pytest.mark.parametrize(
    ("x", "t_x", "age"), [(-1, 0, 5), (1, 6, 5), (0, 2, 5), (1, float("nan"), 5)]
)
def test_an_impossible_history_is_refused(x: float, t_x: float, age: float) -> None:
    with pytest.raises(ValueError, match="history|repeat"):
        fit_bgnbd([x, 2], [t_x, 3], [age, 9])
