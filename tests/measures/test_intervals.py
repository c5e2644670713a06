"""The survey intervals against hand arithmetic and against their promise."""

from __future__ import annotations

from itertools import product
from math import exp, lgamma, log

import pytest

from dagster_project.measures import nps_interval, wilson_interval


def test_the_nps_interval_adds_three_answers() -> None:
    # 5 promoters, 3 passives, 2 detractors: n 13, p 5.75/13, d 2.75/13, middle 3/13.
    low, high = nps_interval(5, 3, 2) or (0, 0)
    assert (low + high) / 2 == pytest.approx(300 / 13)
    half = 1.96 * (((8.5 / 13) - (3 / 13) ** 2) / 13) ** 0.5
    assert (high - low) / 2 == pytest.approx(100 * half)


def test_the_nps_interval_stays_on_the_scale() -> None:
    assert (nps_interval(12, 0, 0) or (0, 0))[1] <= 100
    assert (nps_interval(0, 0, 1) or (0, 0))[0] >= -100


def test_nobody_asked_gives_no_interval() -> None:
    assert nps_interval(0, 0, 0) is None
    assert wilson_interval(0, 0) is None


def coverage(n: int, shares: tuple[float, float, float]) -> float:
    """How often the interval holds the true score: every possible survey, by its probability."""
    truth, covered = 100 * (shares[0] - shares[2]), 0.0
    for promoters, passives in product(range(n + 1), repeat=2):
        counts = (promoters, passives, n - promoters - passives)
        interval = nps_interval(*counts) if counts[2] >= 0 else None
        if interval and interval[0] <= truth <= interval[1]:
            logs = [k * log(share) - lgamma(k + 1) for k, share in zip(counts, shares, strict=True)]
            covered += exp(lgamma(n + 1) + sum(logs))
    return covered


@pytest.mark.parametrize("n", [10, 30, 50, 100])
@pytest.mark.parametrize("shares", [(0.2, 0.4, 0.4), (0.1, 0.4, 0.5), (0.4, 0.4, 0.2)])
def test_the_nps_interval_covers_the_truth_93_to_96_times_in_100(
    n: int, shares: tuple[float, float, float]
) -> None:
    assert 0.93 <= coverage(n, shares) <= 0.96


@pytest.mark.parametrize("n", [10, 25])
def test_the_nps_interval_never_covers_less_than_93_in_100(n: int) -> None:
    """Whatever the shares; where hardly anyone takes a side it is wider than it need be."""
    tenths = [(p, 10 - p - d, d) for p in range(1, 9) for d in range(1, 10 - p)]
    assert min(coverage(n, (p / 10, q / 10, d / 10)) for p, q, d in tenths) >= 0.93


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_wilson_interval_equals_published_values(
    successes: int, n: int, low: float, high: float
) -> None:
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=1e-4)


def test_the_wilson_interval_ends_where_the_score_test_turns() -> None:
    for bound in wilson_interval(7, 40) or ():
        assert abs(7 / 40 - bound) / (bound * (1 - bound) / 40) ** 0.5 == pytest.approx(1.96)
