"""Seeded customers of a known BG/NBD and Gamma-Gamma population, for tests and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Population:
    """What is true of the simulated customers; time in weeks."""

    r: float = 0.8
    alpha: float = 6.0
    a: float = 0.6
    b: float = 2.5
    p: float = 6.0
    q: float = 4.0
    gamma: float = 15_000.0


@dataclass(frozen=True)
class Orders:
    """One element an order: whose, how many days after the start of trading, and how much."""

    customer: npt.NDArray[np.int64]
    moment: npt.NDArray[np.float64]
    amount: npt.NDArray[np.int64]

    @property
    def day(self) -> npt.NDArray[np.int64]:
        """The business day, counted from 0; a shop's extracts tell the models no more than it."""
        return self.moment.astype(np.int64)


def simulate_orders(
    population: Population, *, customers: int, days: int, seed: int, joining_days: int | None = None
) -> Orders:
    """Customers join evenly over the first `joining_days` and order until day `days`."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(population.r, 1 / population.alpha, customers) / 7
    leaving = draw.beta(population.a, population.b, customers)
    level = draw.gamma(population.q, 1 / population.gamma, customers)
    now = draw.uniform(0, days if joining_days is None else joining_days, customers)
    active = np.arange(customers)
    whose, when = [active], [now]
    while len(active):
        now = now + draw.exponential(1 / np.maximum(rate[active], 1e-12))
        in_time = now < days
        active, now = active[in_time], now[in_time]
        whose.append(active)
        when.append(now)
        stays = draw.random(len(active)) >= leaving[active]
        active, now = active[stays], now[stays]
    customer = np.concatenate(whose)
    amount = draw.gamma(population.p, 1 / level[customer])
    whole_amount = np.maximum(amount.astype(np.int64), 1)
    return Orders(customer, np.concatenate(when), whole_amount)
