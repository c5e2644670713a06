"""The maximum-likelihood fit of BG/NBD to histories, each counted as often as it occurs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, psi

from dagster_project.measures.bgnbd import BGNBD
from dagster_project.measures.maximum_likelihood import (
    Floats,
    Likelihood,
    NotFitted,
    maximise,
    significant,
)

_NAMES = ("r", "alpha", "a", "b")
# Few orders and quick leaving; many orders and slow leaving (alpha in mean ages).
_STARTS = ((0.3, 0.2, 0.8, 2.5), (1.5, 0.5, 0.3, 5.0))


def fit_bgnbd(
    frequency: npt.ArrayLike,
    recency: npt.ArrayLike,
    age: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
) -> BGNBD:
    """The population most likely to have these histories; raises NotFitted if there is none."""
    histories = Histories.of(frequency, recency, age, weight)
    if not (histories.frequency > 0).any():
        raise NotFitted("r, alpha, a, b: no customer ordered twice")
    unit = float((histories.weight * histories.age).sum() / histories.weight.sum())
    scaled = Histories(
        histories.frequency, histories.recency / unit, histories.age / unit, histories.weight
    )
    likelihood = bgnbd_likelihood(scaled)
    found = maximise(likelihood, _STARTS)
    r, alpha, a, b = (significant(value) for value in found.parameters * np.array([1, unit, 1, 1]))
    total, _ = bgnbd_likelihood(histories).at(np.array([r, alpha, a, b]))
    return BGNBD(
        r=r,
        alpha=alpha,
        a=a,
        b=b,
        log_likelihood=round(total, 4),
        n=round(likelihood.observations),
        log_errors=tuple(significant(error, 4) for error in found.log_errors),
    )


@dataclass(frozen=True)
class Histories:
    """Distinct histories in ascending order, and how many customers share each."""

    frequency: Floats
    recency: Floats
    age: Floats
    weight: Floats

    @classmethod
    def of(
        cls,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        age: npt.ArrayLike,
        weight: npt.ArrayLike | None,
    ) -> Histories:
        """Sorted and merged, so that neither order nor grouping of the rows changes a bit."""
        rows = np.stack([np.asarray(v, dtype=np.float64) for v in (frequency, recency, age)])
        counts = np.ones(rows.shape[1]) if weight is None else np.asarray(weight, dtype=np.float64)
        x, t_x, t = rows
        if not np.isfinite(rows).all() or (x < 0).any() or (t_x < 0).any() or (t_x > t).any():
            raise ValueError("a history needs frequency >= 0 and 0 <= recency <= age")
        if (t_x[x == 0] != 0).any():
            raise ValueError("a customer without a repeat order has recency 0")
        order = np.lexsort((t, t_x, x))
        ordered = rows[:, order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
        merged = np.bincount(np.cumsum(first) - 1, counts[order]).astype(np.float64)
        x, t_x, t = ordered[:, first]
        return cls(x, t_x, t, merged)


def bgnbd_likelihood(histories: Histories) -> Likelihood:
    """The log-likelihood and its gradient, with the costly parts taken once a distinct value.

    Gamma functions are needed once a frequency and logarithms once a day; what is left for each
    distinct history of a repeater is one exponential.
    """
    weight = histories.weight
    orders, of_orders = np.unique(histories.frequency, return_inverse=True)
    moments, of_moments = np.unique(
        np.concatenate([histories.recency, histories.age]), return_inverse=True
    )
    of_recency, of_age = np.split(of_moments, 2)
    customers = np.bincount(of_orders, weight)
    at_age = np.bincount(of_age, weight, len(moments))
    orders_at_age = np.bincount(of_age, weight * histories.frequency, len(moments))
    repeat = histories.frequency > 0
    of_orders, of_recency, of_age = of_orders[repeat], of_recency[repeat], of_age[repeat]
    repeat_weight = weight[repeat]
    total = float(weight.sum())

    def at(parameters: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = parameters
        log_moment, inverse = np.log(alpha + moments), 1 / (alpha + moments)
        exponent = r + orders
        before = np.maximum(b + orders - 1, np.finfo(np.float64).tiny)

        # Log-odds of having left right after the last order, against being alive today.
        silence = log_moment[of_age] - log_moment[of_recency]
        k = exponent[of_orders]
        log_odds = k * silence + (np.log(a) - np.log(before))[of_orders]
        tail = np.exp(-np.abs(log_odds))
        left = repeat_weight * np.where(log_odds > 0, 1.0, tail) / (1 + tail)

        value = (
            customers * (gammaln(r + orders) + gammaln(b + orders) - gammaln(a + b + orders))
        ).sum() + total * (gammaln(a + b) - gammaln(r) - gammaln(b) + r * np.log(alpha))
        value -= ((r * at_age + orders_at_age) * log_moment).sum()
        value += (repeat_weight * (np.maximum(log_odds, 0) + np.log1p(tail))).sum()

        leaving = left.sum()
        psi_total = (customers * psi(a + b + orders)).sum()
        gradient = [
            (customers * psi(r + orders)).sum()
            + total * (np.log(alpha) - psi(r))
            - (at_age * log_moment).sum()
            + (left * silence).sum(),
            total * r / alpha
            - ((r * at_age + orders_at_age) * inverse).sum()
            + (left * k * (inverse[of_age] - inverse[of_recency])).sum(),
            total * psi(a + b) - psi_total + leaving / a,
            total * (psi(a + b) - psi(b))
            + (customers * psi(b + orders)).sum()
            - psi_total
            - (left * (1 / before)[of_orders]).sum(),
        ]
        return float(value), np.array(gradient)

    return Likelihood(_NAMES, at, total)
