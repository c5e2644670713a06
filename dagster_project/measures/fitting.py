"""Which model the order histories can carry, with a reason wherever that is not the full one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.measures.bgnbd import BGNBD
from dagster_project.measures.bgnbd_fit import fit_bgnbd
from dagster_project.measures.gamma_gamma import GammaGamma, fit_gamma_gamma
from dagster_project.measures.maximum_likelihood import NotFitted
from dagster_project.measures.order_history import OrderHistory, Spends

DAYS_A_WEEK = 7
# Below these the likelihood is too flat for its maximum to mean much.
LEAST_CUSTOMERS = 500
LEAST_HISTORY_IN_GAPS = 2
# Gamma-Gamma takes spend as independent of frequency; CDNOW, its usual example, has 0.11.
NOTABLE_CORRELATION = 0.3


@dataclass(frozen=True)
class Reason:
    """Why something simpler was used, for the reader of the evidence."""

    en: str
    ja: str


@dataclass(frozen=True)
class OrderModel:
    """The fitted BG/NBD, or the reason why there is none."""

    bgnbd: BGNBD | None
    reason: Reason | None


@dataclass(frozen=True)
class SpendModel:
    """The fitted Gamma-Gamma, or the reason and the plain mean amount of a repeat occasion."""

    gamma_gamma: GammaGamma | None
    reason: Reason | None
    mean_amount: float
    frequency_correlation: float | None

    @property
    def warnings(self) -> tuple[str, ...]:
        correlation = self.frequency_correlation
        if correlation is None or abs(correlation) < NOTABLE_CORRELATION:
            return ()
        return (
            f"spend and frequency correlate by {correlation}, from {NOTABLE_CORRELATION} on the "
            "model's independence is doubtful and amounts of frequent buyers are biased",
        )


def fit_orders(history: OrderHistory) -> OrderModel:
    """BG/NBD over weeks, unless the data are thin or do not determine it."""
    if reason := _thin(history):
        return OrderModel(None, reason)
    visits = history.visits
    try:
        model = fit_bgnbd(
            visits.frequency,
            visits.recency_days / DAYS_A_WEEK,
            visits.age_days / DAYS_A_WEEK,
            visits.customers,
        )
    except NotFitted as problem:
        return OrderModel(None, _not_fitted(problem))
    return OrderModel(model, None)


def fit_spend(spends: Spends) -> SpendModel:
    """Gamma-Gamma over the repeat customers whose repeat occasions came to more than nothing."""
    occasions = float((spends.frequency * spends.customers).sum())
    spent = float((spends.repeat_amount * spends.customers).sum())
    mean_amount = round(max(spent, 0.0) / occasions, 2) if occasions else 0.0
    mean = spends.repeat_amount / spends.frequency
    paid = mean > 0
    correlation = _correlation(spends.frequency[paid], mean[paid], spends.customers[paid])
    try:
        model = fit_gamma_gamma(spends.frequency[paid], mean[paid], spends.customers[paid])
    except NotFitted as problem:
        return SpendModel(None, _not_fitted(problem), mean_amount, correlation)
    return SpendModel(model, None, mean_amount, correlation)


def _thin(history: OrderHistory) -> Reason | None:
    found, gap = history.customer_count, history.median_gap_days
    if found < LEAST_CUSTOMERS:
        return Reason(
            f"{found} customers with an order; the fit needs {LEAST_CUSTOMERS}",
            f"注文のある顧客が {found} 人です。推定には {LEAST_CUSTOMERS} 人以上が必要です",
        )
    if gap is None:
        return Reason("no customer ordered on two days", "2日以上に分けて購入した顧客がいません")
    if history.history_days < LEAST_HISTORY_IN_GAPS * gap:
        return Reason(
            f"{history.history_days} days of orders; the fit needs {LEAST_HISTORY_IN_GAPS} times "
            f"the median gap between two orders, which is {gap:g} days",
            f"注文履歴が {history.history_days} 日分です。購入間隔の中央値 {gap:g} 日の "
            f"{LEAST_HISTORY_IN_GAPS} 倍以上が必要です",
        )
    return None


def _not_fitted(problem: NotFitted) -> Reason:
    return Reason(str(problem), f"パラメータを推定できませんでした ({problem})")


def _correlation(frequency: np.ndarray, amount: np.ndarray, customers: np.ndarray) -> float | None:
    if len(frequency) < 2:
        return None
    share = customers / customers.sum()
    x, y = frequency - (share * frequency).sum(), amount - (share * amount).sum()
    spread = float(np.sqrt((share * x * x).sum() * (share * y * y).sum()))
    return round(float((share * x * y).sum()) / spread, 4) if spread > 0 else None
