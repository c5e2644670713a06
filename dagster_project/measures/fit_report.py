"""What was fitted and why, as the warehouse (`insight.model`) and the evidence tell it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dagster_project.measures.fitting import OrderModel, Reason, SpendModel
from dagster_project.measures.margin import Margin

# Raised whenever the same orders would give other numbers.
MODEL_VERSION = "1"


@dataclass(frozen=True)
class Horizon:
    """How far predicted value looks, and how much less a later yen counts."""

    months: int = 12
    annual_discount: float = 0.10


@dataclass(frozen=True)
class FitReport:
    """One night's fits; `method` is `bgnbd` or `simple`, `spend_method` one of three."""

    orders: OrderModel
    spend: SpendModel
    margin: Margin
    horizon: Horizon
    currency: str
    customers: int
    repeaters: int
    history_days: int

    @property
    def method(self) -> str:
        return "bgnbd" if self.orders.bgnbd else "simple"

    @property
    def spend_method(self) -> str:
        if self.orders.bgnbd is None:
            return "simple"
        return "gamma_gamma" if self.spend.gamma_gamma else "mean_spend"

    @property
    def reason(self) -> str | None:
        return self.orders.reason.en if self.orders.reason else None

    def models(self) -> dict[str, dict[str, Any]]:
        """For `evidence/models.json`: a flat document for each model, reasons included."""
        documents: dict[str, dict[str, Any]] = {}
        for name, version, parameters, likelihood, customers, days, method, reason in self.rows():
            documents[name] = json.loads(parameters) | {
                "version": version,
                "log_likelihood": likelihood,
                "customers": customers,
                "history_days": days,
                "method": method,
                "reason": reason,
            }
        return documents

    def rows(self) -> list[tuple[Any, ...]]:
        """For `insight.model`, in the order of its columns."""
        bgnbd, gamma = self.orders.bgnbd, self.spend.gamma_gamma
        why_spend = self.orders.reason or self.spend.reason
        settings = {
            "horizon_months": self.horizon.months,
            "annual_discount": self.horizon.annual_discount,
            "currency": self.currency,
            "margin_rate": self.margin.rate,
            "margin_basis": self.margin.basis,
            "repeaters": self.repeaters,
        }
        order_parameters = (
            {"r": bgnbd.r, "alpha": bgnbd.alpha, "a": bgnbd.a, "b": bgnbd.b}
            | {"time_unit": "week", "log_errors": bgnbd.log_errors}
            if bgnbd
            else {}
        )
        spend_parameters: dict[str, Any] = {
            "mean_amount": self.spend.mean_amount,
            "frequency_correlation": self.spend.frequency_correlation,
            "warnings": self.spend.warnings,
        }
        if gamma and bgnbd:
            spend_parameters |= {"p": gamma.p, "q": gamma.q, "gamma": gamma.gamma}
            spend_parameters |= {"log_errors": gamma.log_errors}
        return [
            self._row("bgnbd", order_parameters, bgnbd, self.method, self.orders.reason),
            self._row("customer_value", settings, None, self.method, self.orders.reason),
            self._row(
                "gamma_gamma",
                spend_parameters,
                gamma if bgnbd else None,
                self.spend_method,
                why_spend,
            ),
        ]

    def _row(
        self, name: str, parameters: dict[str, Any], model: Any, method: str, reason: Reason | None
    ) -> tuple[Any, ...]:
        if reason:
            parameters = parameters | {"reason_ja": reason.ja}
        return (
            name,
            MODEL_VERSION,
            json.dumps(parameters, sort_keys=True, ensure_ascii=False),
            model.log_likelihood if model else None,
            model.n if model else self.customers,
            self.history_days,
            method,
            reason.en if reason else None,
        )
