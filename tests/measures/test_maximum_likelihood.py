"""The search finds the one peak there is, and says so when there is none."""

from __future__ import annotations

import numpy as np
import pytest

from dagster_project.measures.maximum_likelihood import (
    Floats,
    Likelihood,
    NotFitted,
    maximise,
    significant,
)


def hill(peak: Floats, steepness: float) -> Likelihood:
    """A paraboloid in logarithms with its top at `peak`."""

    def at(parameters: Floats) -> tuple[float, Floats]:
        gap = np.log(parameters) - np.log(peak)
        return float(-steepness * (gap**2).sum()), -2 * steepness * gap / parameters

    return Likelihood(("one", "two"), at, observations=100)


def test_the_peak_is_found_to_the_last_digits_with_its_error() -> None:
    found = maximise(hill(np.array([0.02, 30.0]), 50.0), [(1, 1), (5, 5)])
    assert found.parameters == pytest.approx([0.02, 30.0], rel=1e-10)
    assert found.log_errors == pytest.approx([0.1, 0.1], rel=1e-6)


def test_a_peak_beyond_the_range_is_named() -> None:
    with pytest.raises(NotFitted, match="^two: at the edge"):
        maximise(hill(np.array([1.0, 1e7]), 50.0), [(1, 1)])


def test_a_ridge_is_no_peak() -> None:
    def at(parameters: Floats) -> tuple[float, Floats]:
        ratio = np.log(parameters[0] / parameters[1])
        return float(-(ratio**2)), -2 * ratio * np.array([1, -1]) / parameters

    with pytest.raises(NotFitted, match="no single peak|did not converge"):
        maximise(Likelihood(("one", "two"), at, 10), [(1, 3)])


@pytest.mark.parametrize(
    ("value", "kept"), [(0.24259478, 0.242595), (15443.4999, 15443.5), (1e-9 / 3, 3.33333e-10)]
)
def test_six_digits_are_kept(value: float, kept: float) -> None:
    assert significant(value) == kept
