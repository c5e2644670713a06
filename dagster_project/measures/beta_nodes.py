"""Gauss-Jacobi nodes: an average over a Beta distribution as a sum of a few terms."""

from __future__ import annotations

import numpy as np
from scipy.linalg import eigh_tridiagonal

from dagster_project.measures.maximum_likelihood import Floats

NODES = 48


def beta_nodes(a: float, b: float, count: int = NODES) -> tuple[Floats, Floats]:
    """Points p and weights w with sum(w * f(p)) = E[f(p)], p ~ Beta(a, b), for smooth f.

    By Golub and Welsch: points are eigenvalues of the recurrence of the Jacobi polynomials.
    scipy's own roots overflow for a large b, because they carry the weights' unscaled total.
    """
    left, right = a - 1.0, b - 1.0
    both = left + right
    k = np.arange(1, count, dtype=np.float64)
    diagonal = np.empty(count)
    diagonal[0] = (left - right) / (both + 2)
    diagonal[1:] = (left - right) * both / ((2 * k + both) * (2 * k + both + 2))
    squared = 4 * k * (k + left) * (k + right) / ((2 * k + both) ** 2 * (2 * k + both + 1))
    # The last factor is 1 for k = 1, also where it reads 0 / 0.
    squared[1:] *= (k[1:] + both) / (2 * k[1:] + both - 1)
    roots, vectors = eigh_tridiagonal(diagonal, np.sqrt(squared))
    points = np.clip((1 + roots) / 2, 1e-16, 1.0)
    return points, vectors[0] ** 2
