"""Confidence intervals of survey scores and shares that hold for small samples too."""

from __future__ import annotations

from math import sqrt

Z95 = 1.96


def nps_interval(
    promoters: int, passives: int, detractors: int, *, z: float = Z95
) -> tuple[float, float] | None:
    """Adjusted Wald, in points: three answers are added, 3/4 on either end and 3/2 between."""
    if promoters + passives + detractors == 0:
        return None
    n = promoters + passives + detractors + 3
    above, below = (promoters + 0.75) / n, (detractors + 0.75) / n
    middle = above - below
    half = z * sqrt((above + below - middle**2) / n)
    return max(-100.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


def wilson_interval(successes: int, n: int, *, z: float = Z95) -> tuple[float, float] | None:
    """Wilson's score interval of a share, which never leaves 0 to 1."""
    if n == 0:
        return None
    share, extra = successes / n, z * z / n
    centre = (share + extra / 2) / (1 + extra)
    half = z * sqrt((share * (1 - share) + extra / 4) / n) / (1 + extra)
    return max(0.0, centre - half), min(1.0, centre + half)
