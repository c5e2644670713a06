"""A logistic regression of our own: the chance of an event from a few numbers about a customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from dagster_project.measures.maximum_likelihood import Floats, NotFitted

# A prior as strong as one customer: it settles signals that tell the same thing, and no more.
RIDGE = 1.0
STEPS = 50
SETTLED = 1e-10


@dataclass(frozen=True)
class Logistic:
    """Weights of standardised signals; a signal that never varied has none (0)."""

    intercept: float
    weights: Floats
    means: Floats
    deviations: Floats

    def contributions(self, signals: Floats) -> Floats:
        """What each signal adds to the log-odds of an average customer; a row a customer."""
        return (signals - self.means) / self.deviations * self.weights

    def probability(self, signals: Floats) -> Floats:
        return np.asarray(expit(self.intercept + self.contributions(signals).sum(axis=1)))


def fit_logistic(signals: Floats, happened: Floats) -> Logistic:
    """The likeliest weights among those that are not negative: each signal is the larger the worse.

    A signal that would speak against its meaning only corrects another that tells the same; it is
    left out, the most negative first, and the others are fitted again.
    """
    means, deviations = signals.mean(axis=0), signals.std(axis=0)
    kept = list(np.flatnonzero(deviations > 1e-12))
    deviations = np.where(deviations > 1e-12, deviations, 1.0)
    columns = [(signals[:, k] - means[k]) / deviations[k] for k in range(signals.shape[1])]
    while True:
        beta = _maximum([np.ones(len(signals)), *(columns[k] for k in kept)], happened)
        if not kept or beta[1:].min() >= 0:
            weights = np.zeros(len(means))
            weights[kept] = beta[1:]
            return Logistic(float(beta[0]), weights, means, deviations)
        del kept[int(np.argmin(beta[1:]))]


def _maximum(columns: list[Floats], happened: Floats) -> Floats:
    """Newton's method on the penalised likelihood, which has one maximum.

    No matrix product over customers: the last bits of one depend on the number of threads.
    """
    penalty = np.diag([0.0] + [RIDGE] * (len(columns) - 1))
    beta = np.zeros(len(columns))
    for _ in range(STEPS):
        log_odds = np.zeros(len(happened))
        for weight, column in zip(beta, columns, strict=True):
            log_odds = log_odds + weight * column
        chance = expit(log_odds)
        spread = chance * (1 - chance)
        slope = np.array([(column * (happened - chance)).sum() for column in columns])
        bend = np.array([[(one * other * spread).sum() for other in columns] for one in columns])
        step = np.linalg.solve(bend + penalty, slope - penalty @ beta)
        beta = beta + step
        if np.abs(step).max() < SETTLED:
            return np.asarray(beta)
    raise NotFitted(f"the logistic fit did not settle in {STEPS} steps")


def area_under_curve(chance: Floats, happened: Floats) -> float:
    """How often one to whom it happened has the higher chance than one to whom it did not."""
    _, place, ties = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place.reshape(-1)]
    hit = happened > 0
    n, rest = int(hit.sum()), int((~hit).sum())
    return float((ranks[hit].sum() - n * (n + 1) / 2) / (n * rest))
