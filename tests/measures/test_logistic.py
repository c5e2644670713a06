"""The logistic fit finds known weights, and the area under the curve counts pairs."""

from __future__ import annotations

import numpy as np
import pytest

from dagster_project.measures.logistic import area_under_curve, fit_logistic

RNG = np.random.default_rng(3)
SIGNALS = RNG.normal(size=(40_000, 3)) * [1.0, 2.0, 5.0] + [0.0, 1.0, -3.0]
LOG_ODDS = -0.5 + 0.8 * SIGNALS[:, 0] + 0.25 * SIGNALS[:, 1]
LOST = (RNG.random(40_000) < 1 / (1 + np.exp(-LOG_ODDS))).astype(np.float64)


def test_the_weights_that_made_the_data_are_found() -> None:
    model = fit_logistic(SIGNALS[:, :2], LOST)
    assert model.weights / model.deviations == pytest.approx([0.8, 0.25], abs=0.03)
    assert model.probability(SIGNALS[:, :2]).mean() == pytest.approx(LOST.mean(), abs=1e-6)


def test_a_signal_against_its_meaning_or_without_any_variety_gets_no_weight() -> None:
    constant = np.full((40_000, 1), 7.0)
    model = fit_logistic(np.hstack([-SIGNALS[:, :1], SIGNALS[:, 1:2], constant]), LOST)
    assert model.weights[0] == 0 and model.weights[2] == 0
    assert model.weights[1] > 0


def test_perfectly_told_outcomes_still_have_a_fit() -> None:
    model = fit_logistic(np.array([[0.0], [1.0]] * 50), np.array([0.0, 1.0] * 50))
    assert model.probability(np.array([[0.0], [1.0]])) == pytest.approx([0.01, 0.99], abs=0.05)


def test_the_area_is_the_share_of_pairs_in_the_right_order_ties_half() -> None:
    # Lost: 0.9 and 0.5; kept: 0.5 and 0.1. Of four pairs three are right and one ties.
    assert area_under_curve(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])) == 0.875
