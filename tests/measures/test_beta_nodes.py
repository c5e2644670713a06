"""A handful of nodes stands for a Beta distribution."""

from __future__ import annotations

import numpy as np
import pytest

from dagster_project.measures.beta_nodes import beta_nodes


@pytest.mark.parametrize(
    ("a", "b"), [(0.3, 0.7), (0.793, 2.426), (1, 1), (0.05, 500.0), (40.0, 9000.0)]
)
def test_the_nodes_have_the_moments_of_the_distribution(a: float, b: float) -> None:
    points, weights = beta_nodes(a, b)
    mean = a / (a + b)
    assert weights.sum() == pytest.approx(1)
    assert ((points > 0) & (points < 1)).all()
    assert weights @ points == pytest.approx(mean)
    assert weights @ points**2 == pytest.approx(mean * (a + 1) / (a + b + 1))
    assert weights @ (points - mean) ** 2 == pytest.approx(a * b / (a + b) ** 2 / (a + b + 1))


def test_the_nodes_average_a_curve_like_a_million_draws() -> None:
    points, weights = beta_nodes(0.8, 2.5)
    draws = np.random.default_rng(0).beta(0.8, 2.5, 1_000_000)
    assert weights @ (1 + 9 * points) ** -3 == pytest.approx(
        ((1 + 9 * draws) ** -3).mean(), abs=1e-3
    )
