"""Gamma-Gamma: what a customer spends on an occasion (Fader and Hardie, 2013).

Each occasion's amount is Gamma(p, nu), and nu ~ Gamma(q, gamma) differs from customer to
customer, independently of how often they buy. A customer's own mean is pulled towards the
population's, the more the fewer occasions stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, psi

from dagster_project.measures.maximum_likelihood import (
    Floats,
    Likelihood,
    NotFitted,
    maximise,
    significant,
)

_NAMES = ("p", "q", "gamma")
# Wide and narrow spread within a customer (gamma in typical amounts).
_STARTS = ((2.0, 3.0, 1.0), (8.0, 6.0, 0.5))


@dataclass(frozen=True)
class GammaGamma:
    """One fitted population; `n` repeat customers with a positive mean amount spoke for it."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    n: int
    log_errors: tuple[float, ...] = ()

    @property
    def mean_amount(self) -> float:
        """What an unknown customer is expected to spend on an occasion."""
        return self.p * self.gamma / (self.q - 1)

    def expected_amount(self, frequency: npt.ArrayLike, mean_amount: npt.ArrayLike) -> Floats:
        """E[M]: the amount of a future occasion, given `frequency` occasions of that mean."""
        x = np.asarray(frequency, dtype=np.float64)
        total = x * np.maximum(np.asarray(mean_amount, dtype=np.float64), 0)
        return np.asarray(self.p * (self.gamma + total) / (self.p * x + self.q - 1))


def fit_gamma_gamma(
    frequency: npt.ArrayLike, mean_amount: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> GammaGamma:
    """The population most likely to have spent this; raises NotFitted if there is none."""
    x, amount = np.asarray(frequency, dtype=np.float64), np.asarray(mean_amount, dtype=np.float64)
    counts = np.ones(len(x)) if weight is None else np.asarray(weight, dtype=np.float64)
    if len(x) == 0:
        raise NotFitted("p, q, gamma: no repeat customer with a positive mean amount")
    if (x <= 0).any() or (amount <= 0).any():
        raise ValueError("each row needs a repeat occasion and a positive mean amount")
    # One order of the sums, whatever the order of the rows.
    order = np.lexsort((amount, x))
    x, amount, counts = x[order], amount[order], counts[order]
    # The geometric mean: one huge amount may move the arithmetic one anywhere.
    unit = float(np.exp((counts * np.log(amount)).sum() / counts.sum()))
    found = maximise(gamma_gamma_likelihood(x, amount / unit, counts), _STARTS)
    p, q, gamma = (significant(value) for value in found.parameters * np.array([1, 1, unit]))
    if q <= 1:
        raise NotFitted(f"q: {q} is not above 1, so the mean amount would be infinite")
    total, _ = gamma_gamma_likelihood(x, amount, counts).at(np.array([p, q, gamma]))
    return GammaGamma(
        p=p,
        q=q,
        gamma=gamma,
        log_likelihood=round(total, 4),
        n=round(counts.sum()),
        log_errors=tuple(significant(error, 4) for error in found.log_errors),
    )


def gamma_gamma_likelihood(frequency: Floats, mean_amount: Floats, weight: Floats) -> Likelihood:
    """The log-likelihood and its gradient; one logarithm a row is left for each evaluation."""
    spent = frequency * mean_amount
    total = float(weight.sum())
    logs = float((weight * frequency * np.log(spent)).sum())
    log_amounts = float((weight * np.log(mean_amount)).sum())
    orders, of_orders = np.unique(frequency, return_inverse=True)
    customers = np.bincount(of_orders, weight)

    def at(parameters: Floats) -> tuple[float, Floats]:
        p, q, gamma = parameters
        shape = p * orders
        log_pool = np.bincount(of_orders, weight * np.log(gamma + spent), len(orders))
        share = np.bincount(of_orders, weight / (gamma + spent), len(orders))
        value = (
            (customers * (gammaln(shape + q) - gammaln(shape))).sum()
            + total * (q * np.log(gamma) - gammaln(q))
            + p * logs
            - log_amounts
            - ((shape + q) * log_pool).sum()
        )
        gradient = [
            (orders * (customers * (psi(shape + q) - psi(shape)) - log_pool)).sum() + logs,
            (customers * psi(shape + q) - log_pool).sum() + total * (np.log(gamma) - psi(q)),
            total * q / gamma - ((shape + q) * share).sum(),
        ]
        return float(value), np.array(gradient)

    return Likelihood(_NAMES, at, total)
