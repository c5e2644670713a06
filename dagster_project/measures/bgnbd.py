"""BG/NBD: how often a customer buys, and whether they still do (Fader, Hardie and Lee, 2005).

While active, a customer orders at random with rate lambda ~ Gamma(r, alpha); after each order
they leave for good with probability p ~ Beta(a, b). A history is (frequency, recency, age):
orders after the first, time from the first to the last, time from the first to today. Any unit
of time will do, as long as it is one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from dagster_project.measures.beta_nodes import beta_nodes
from dagster_project.measures.maximum_likelihood import Floats


@dataclass(frozen=True)
class BGNBD:
    """One fitted population; `n` customers spoke for it."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int
    log_errors: tuple[float, ...] = ()

    def p_alive(
        self, frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> Floats:
        """The probability that the last order was not the last one ever.

        In this model one leaves only after a repeat order, so without one it is 1 by construction.
        """
        x, t_x, t = _floats(frequency, recency, age)
        log_odds = (
            np.log(np.maximum(self.b + x - 1, np.finfo(np.float64).tiny))
            - np.log(self.a)
            - (self.r + x) * (np.log(self.alpha + t) - np.log(self.alpha + t_x))
        )
        return np.where(x > 0, expit(log_odds), 1.0)

    def expected_orders(
        self,
        horizon: npt.ArrayLike,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        age: npt.ArrayLike,
    ) -> Floats:
        """E[Y(t)]: orders in the time `horizon` from now. A row a customer, a column a horizon."""
        x, t_x, t = _floats(frequency, recency, age)
        horizons = np.atleast_1d(np.asarray(horizon, dtype=np.float64))
        # Given that a customer is alive, the future depends on frequency and age alone, of which
        # there are far fewer than customers.
        pairs, pair_of_row = np.unique(np.stack([x, t], axis=1), axis=0, return_inverse=True)
        alive = np.empty((len(pairs), len(horizons)))
        for orders in np.unique(pairs[:, 0]):
            rows = pairs[:, 0] == orders
            alive[rows] = self._orders_while_alive(orders, pairs[rows, 1], horizons)
        return alive[pair_of_row.reshape(-1)] * self.p_alive(x, t_x, t)[:, None]

    def _orders_while_alive(self, frequency: float, age: Floats, horizons: Floats) -> Floats:
        """E[(1 - (1 + p t / (alpha + T)) ** -(r + x)) / p] over p ~ Beta(a, b + x).

        The textbook form, a hypergeometric function over a - 1, is this integral; taken by
        Gauss-Jacobi nodes it needs no care at a = 1 and does not overflow for frequent buyers.
        """
        p, weight = beta_nodes(self.a, self.b + frequency)
        expected = np.empty((len(age), len(horizons)))
        for column, horizon in enumerate(horizons):
            stretch = np.log1p(np.outer(horizon / (self.alpha + age), p))
            left = np.expm1(-(self.r + frequency) * stretch)
            # Not a matrix product: its last bits depend on the number of threads.
            expected[:, column] = -(left * (weight / p)).sum(axis=1)
        return expected


def _floats(*values: npt.ArrayLike) -> tuple[Floats, ...]:
    arrays = [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in values]
    return tuple(np.broadcast_arrays(*arrays))
