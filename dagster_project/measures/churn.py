"""`insight.churn_risk`: who is about to be lost and why; `insight.churn_backtest`: how far to trust
it.

Lost is what `churn_rate` calls lost: no order within the G days that follow. The risk is fitted
where the answer is known already (G days ago), after the same fit, made G days earlier still, has
been tried on customers it had not seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dagster_project.measures.customer_value import visit_value
from dagster_project.measures.fit_report import Horizon
from dagster_project.measures.fitting import Reason, fit_orders
from dagster_project.measures.logistic import Logistic, area_under_curve, fit_logistic
from dagster_project.measures.maximum_likelihood import Floats, NotFitted
from dagster_project.measures.order_history import read_order_history

HERE = Path(__file__).parent
CHURN_VERSION = "1"
# One column a signal, each the larger the worse; their order settles equal contributions.
SIGNALS = (
    "silence_share",
    "silence_in_gaps",
    "model_loss",
    "newness",
    "frequency_drop",
    "is_detractor",
    "engagement_drop",
    "has_open_case",
    "contact_rise",
)
# A reason must move the odds by a tenth at least; three are what a person acts upon.
NOTABLE = 0.1
REASONS = 3
# Ten customers of either outcome a signal and some more, so that the weights mean something.
LEAST_CUSTOMERS = 300
LEAST_OUTCOMES = 90
DECILES = 10

_G_DAYS = """
select coalesce(
    max(as_of.churn_silent_after_days),
    case when count(gap_days) < 30 then 365 else ceil(round(quantile_cont(gap_days, 0.9), 6)) end
)::integer
from canonical.as_of
left join (
    select business_date - lag(business_date) over (
        partition by customer_id order by business_date
    ) as gap_days
    from churn_occasion
) on gap_days is not null
"""

_RISK = """
create or replace table insight.churn_risk as
select
    customer_id, silent_days, purchase_day_count, silence_share, silence_in_gaps, p_alive,
    newness, frequency_drop, is_detractor > 0 as is_detractor, engagement_drop,
    has_open_case > 0 as has_open_case, contact_rise, score, method, reasons,
    $as_of::date as as_of_on, $horizon::integer as horizon_days
from scored
order by customer_id
"""

_BACKTEST = """
create or replace table insight.churn_backtest (
    split text, cut_on date, horizon_days integer, decile integer, customer_count bigint,
    predicted_rate double, actual_rate double, lift double, auc double
)
"""


@dataclass(frozen=True)
class ChurnReport:
    """How tonight's risks came about; `method` is `logistic` or `rule`."""

    method: str
    horizon_days: int
    reason: Reason | None
    auc: float | None


@dataclass(frozen=True)
class Backtest:
    """Risks of customers whom the fit had not seen, beside what became of them."""

    split: str
    cut: date
    chance: Floats
    lost: Floats

    @property
    def auc(self) -> float:
        return round(area_under_curve(self.chance, self.lost), 4)

    def rows(self, horizon: int) -> list[tuple[Any, ...]]:
        """A row a tenth, the riskiest first."""
        order = np.argsort(-self.chance, kind="stable")
        overall = self.lost.mean()
        return [
            (
                self.split,
                self.cut,
                horizon,
                number,
                len(part),
                round(float(self.chance[part].mean()), 4),
                round(float(self.lost[part].mean()), 4),
                round(float(self.lost[part].mean() / overall), 4),
                self.auc,
            )
            for number, part in enumerate(np.array_split(order, DECILES), start=1)
        ]


def score_churn(con: duckdb.DuckDBPyConnection, *, as_of: date) -> ChurnReport:
    """Writes a row for every customer active on the as-of day, the back-test, and the model."""
    con.execute((HERE / "churn_events.sql").read_text("utf-8"))
    horizon = int(con.execute(_G_DAYS).fetchall()[0][0])
    now = _signals(con, cut=as_of, as_of=as_of, horizon=horizon)
    con.execute(_BACKTEST)
    known = _signals(con, cut=as_of - timedelta(horizon), as_of=as_of, horizon=horizon)
    reason = _thin(known)
    model: Logistic | None = None
    backtest: Backtest | None = None
    if reason is None:
        try:
            backtest = _backtest(con, known, as_of=as_of, horizon=horizon)
            model = fit_logistic(_matrix(known), _lost(known))
        except NotFitted as problem:
            reason = Reason(str(problem), f"係数を推定できませんでした ({problem})")
    if backtest and model:
        con.executemany(
            "insert into insight.churn_backtest values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            backtest.rows(horizon),
        )
    _write(con, scored(now, model), as_of=as_of, horizon=horizon)
    report = ChurnReport(
        method="logistic" if model else "rule",
        horizon_days=horizon,
        reason=reason,
        auc=backtest.auc if backtest and model else None,
    )
    con.execute(
        "insert into insight.model values (?, ?, ?, ?, ?, ?, ?, ?)",
        _model_row(report, model, known, as_of - timedelta(horizon)),
    )
    return report


def scored(signals: pd.DataFrame, model: Logistic | None) -> pd.DataFrame:
    """The signals with score, method and reasons; without a model the silence speaks alone."""
    if model is None:
        risk = np.where(
            signals["purchase_day_count"].to_numpy(float) > 1,
            np.maximum(_column(signals, "model_loss"), _column(signals, "silence_share") / 2),
            _column(signals, "silence_share") / 2,
        )
        reasons = np.where(_column(signals, "silence_share") > 0.5, SIGNALS[0], "")
        return signals.assign(score=risk.round(4), method="rule", reasons=reasons)
    matrix = _matrix(signals)
    return signals.assign(
        score=model.probability(matrix).round(4),
        method="logistic",
        reasons=_reasons(model.contributions(matrix)),
    )


def _reasons(contributions: Floats) -> list[str]:
    """The signals that raise the odds most, as names with commas between, the strongest first."""
    strongest = np.argsort(-contributions, axis=1, kind="stable")[:, :REASONS]
    counts = np.minimum((contributions > NOTABLE).sum(axis=1), REASONS)
    # Few combinations occur, so each is spelled once and not once a customer.
    keys = np.concatenate([strongest, counts[:, None]], axis=1)
    kinds, kind = np.unique(keys, axis=0, return_inverse=True)
    spelled = [", ".join(SIGNALS[k] for k in row[: row[-1]]) for row in kinds]
    return [spelled[each] for each in kind.reshape(-1)]


def _signals(
    con: duckdb.DuckDBPyConnection, *, cut: date, as_of: date, horizon: int
) -> pd.DataFrame:
    """What was known of each customer who was active on the day `cut`."""
    history = read_order_history(con, as_of=cut)
    orders = fit_orders(history)
    if orders.bgnbd:
        visits = visit_value(orders.bgnbd, history.visits, Horizon())
    else:
        visits = pd.DataFrame(
            {"frequency": [], "recency_days": [], "age_days": [], "p_alive": []}, dtype=float
        )
    con.register("visit_value", visits)
    try:
        return con.execute(
            (HERE / "churn_signals.sql").read_text("utf-8"),
            {"cut": cut, "as_of": as_of, "horizon": horizon},
        ).fetch_df()
    finally:
        con.unregister("visit_value")
        con.execute("drop table order_history")


def _backtest(
    con: duckdb.DuckDBPyConnection, known: pd.DataFrame, *, as_of: date, horizon: int
) -> Backtest:
    """Fitted one horizon earlier where the orders reach back; else on half of the customers."""
    cut = as_of - timedelta(horizon)
    earlier = _signals(con, cut=cut - timedelta(horizon), as_of=as_of, horizon=horizon)
    if _thin(earlier) is None:
        model = fit_logistic(_matrix(earlier), _lost(earlier))
        return Backtest("time", cut, model.probability(_matrix(known)), _lost(known))
    odd = np.array([md5(each.encode()).digest()[0] % 2 == 1 for each in known["customer_id"]])
    model = fit_logistic(_matrix(known[odd]), _lost(known[odd]))
    unseen = known[~odd]
    return Backtest("customers", cut, model.probability(_matrix(unseen)), _lost(unseen))


def _thin(signals: pd.DataFrame) -> Reason | None:
    lost = int(_lost(signals).sum())
    found, fewer = len(signals), min(lost, len(signals) - lost)
    if found >= LEAST_CUSTOMERS and fewer >= LEAST_OUTCOMES:
        return None
    return Reason(
        f"{found} customers were active one horizon ago and the rarer outcome came {fewer} times; "
        f"the fit needs {LEAST_CUSTOMERS} and {LEAST_OUTCOMES}",
        f"1期間前に稼働していた顧客は {found} 人、少ないほうの結果は {fewer} 件です。"
        f"推定には {LEAST_CUSTOMERS} 人・{LEAST_OUTCOMES} 件以上が必要です",
    )


def _matrix(signals: pd.DataFrame) -> Floats:
    return np.stack([_column(signals, each) for each in SIGNALS], axis=1)


def _column(signals: pd.DataFrame, name: str) -> Floats:
    return signals[name].to_numpy(dtype=np.float64)


def _lost(signals: pd.DataFrame) -> Floats:
    return signals["is_lost"].to_numpy(dtype=np.float64)


def _write(
    con: duckdb.DuckDBPyConnection, table: pd.DataFrame, *, as_of: date, horizon: int
) -> None:
    con.register("scored", table)
    try:
        con.execute(_RISK, {"as_of": as_of, "horizon": horizon})
    finally:
        con.unregister("scored")


def _model_row(
    report: ChurnReport, model: Logistic | None, known: pd.DataFrame, cut: date
) -> tuple[Any, ...]:
    parameters: dict[str, Any] = {"horizon_days": report.horizon_days, "fitted_on": str(cut)}
    if model:
        # Ten digits: more would change with the processor.
        parameters |= {"intercept": float(f"{model.intercept:.10g}"), "auc": report.auc}
        parameters["signals"] = {
            name: {
                "weight": round(float(w), 8),
                "mean": round(float(m), 8),
                "sd": round(float(d), 8),
            }
            for name, w, m, d in zip(
                SIGNALS, model.weights, model.means, model.deviations, strict=True
            )
        }
    if report.reason:
        parameters["reason_ja"] = report.reason.ja
    return (
        "churn_risk",
        CHURN_VERSION,
        json.dumps(parameters, sort_keys=True, ensure_ascii=False),
        None,
        len(known),
        None,
        report.method,
        report.reason.en if report.reason else None,
    )
