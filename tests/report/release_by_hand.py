"""A small release written by hand, with the published columns that the report reads."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

AS_OF = date(2026, 3, 27)
COLUMNS = {
    "kpi_value": """kpi_id text, period_grain text, period_start_on date, period_end_on date,
        dimension text, member text, value double, numerator double, denominator double, n bigint,
        ci_low double, ci_high double, quality_flag text, parameters text,
        definition_version integer""",
    "kpi_catalogue": """kpi_id text, name_ja text, name_en text, formula text,
        formula_ja text, window_rule text, window_rule_ja text, maturity_rule text,
        maturity_rule_ja text, grain text,
        numerator text, denominator text, unit text, direction text, owner text,
        parent_kpi_id text, source text, steering_grain text,
        definition_version integer, valid_from_on date""",
    "kpi_target": """kpi_id text, label_ja text, label_en text, parent_kpi_id text,
        baseline_value double, target_value double, start_on date, due_on date, owner text,
        direction text, actual_value double, progress double, expected_progress double,
        status text""",
    "survey_distribution": """metric text, survey_id text, survey_kind text, period_grain text,
        period_start_on date, period_end_on date, score integer, n bigint""",
    "cohort_retention": """cohort_month_on date, month_number integer, customer_count bigint,
        active_count bigint, returned_count bigint, retention_rate double,
        cumulative_return_rate double""",
    "sales_monthly": """period_start_on date, store_id text, store_name text, channel text,
        net_amount decimal(18,2), order_count bigint, customer_count bigint""",
    "web_funnel": """period_start_on date, funnel text, channel text, step_number integer,
        step text, name_ja text, name_en text, is_tracked boolean, session_count bigint,
        stalled_count bigint""",
    "contact_reason_monthly": """period_start_on date, channel text, reason text,
        contact_count bigint, solved_count bigint, solved_in_target_count bigint,
        settled_7d_count bigint, mature_7d_count bigint, open_beyond_target_count bigint,
        target_hours integer""",
    "campaign_influence": """period_start_on date, campaign_id text, campaign_name text,
        look_back_days integer, is_observed boolean, first_touch_net_amount decimal(18,2),
        last_touch_net_amount decimal(18,2), linear_net_amount decimal(18,2)""",
    "customer_360": """customer_id text, rfm_r integer, rfm_f integer, rfm_m integer,
        rfm_segment text, net_amount_12m decimal(18,2)""",
}
UNITS = {"nps": "points", "ces_ease": "points", "active_customers": "count",
         "new_customers": "count", "aov": "JPY", "ltv_simple": "JPY",
         "first_reply_minutes_median": "minutes"}  # fmt: skip


def month_start(index: int) -> date:
    """Months from April 2024 on."""
    return date(2024 + (index + 3) // 12, (index + 3) % 12 + 1, 1)


def kpi_row(kpi_id: str, start: date, value: float | None, **more: Any) -> dict[str, Any]:
    """One month of one KPI; the running month ends on the as-of day."""
    following = (start + timedelta(days=32)).replace(day=1)
    return {
        "kpi_id": kpi_id,
        "period_grain": "month",
        "period_start_on": start,
        "period_end_on": min(following - timedelta(days=1), AS_OF),
        "dimension": "all",
        "member": "all",
        "value": value,
        "n": 200,
        "quality_flag": "ok",
        "definition_version": 1,
        **more,
    }


def write_release(
    folder: Path,
    tables: dict[str, list[dict[str, Any]]],
    *,
    checks: list[dict[str, Any]] | None = None,
    books: dict[str, Any] | None = None,
    only: set[str] | None = None,
) -> Path:
    """The folder with its `marts.duckdb` (all tables, or only those named) and accounts."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        for name, columns in COLUMNS.items():
            if only is not None and name not in only:
                continue
            connection.execute(f"create table {name} ({columns})")
            if rows := tables.get(name, []):
                keys = sorted({key for row in rows for key in row})
                filled = pa.table({key: [row.get(key) for row in rows] for key in keys})
                connection.register("filled", filled)
                connection.execute(f"insert into {name} by name select * from filled")
    if checks is not None:
        (folder / "evidence/checks.json").write_text(json.dumps(checks), "utf-8")
    if books is not None:
        (folder / "evidence/books.json").write_text(json.dumps(books), "utf-8")
    return folder


def catalogue(*kpi_ids: str) -> list[dict[str, Any]]:
    return [
        {
            "kpi_id": kpi_id,
            "name_ja": None,
            "name_en": None,
            "formula": f"definition of {kpi_id}",
            "formula_ja": f"{kpi_id} の定義",
            "window_rule": f"days of {kpi_id}",
            "window_rule_ja": f"{kpi_id} の対象期間",
            "maturity_rule": f"finality of {kpi_id}",
            "maturity_rule_ja": f"{kpi_id} の確定時期",
            "unit": UNITS.get(kpi_id, "share"),
            "direction": "down" if kpi_id == "churn_rate" else "up",
            "owner": "CX",
            "definition_version": 1,
            "valid_from_on": date(2024, 4, 1),
        }
        for kpi_id in kpi_ids
    ]


def check(rule: str, *, passed: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "table": "kpi_value",
        "description_en": f"What {rule} promises",
        "description_ja": f"{rule} の約束",
        "owner": "data",
        "severity": "critical",
        "passed": passed,
        "found": "",
        "files": [],
        "kind": "expectation",
        **more,
    }


def book(path: str, *, rows_in: int, landed: int, quarantined: int = 0, not_data: int = 1,
         **more: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "source_system": "pos",
        "source_object": "transaction_line",
        "contract": "smaregi/transaction_line@csv",
        "path": path,
        "status": "landed",
        "reason": "",
        "rows_in": rows_in,
        "rows_landed": landed,
        "rows_quarantined": quarantined,
        "rows_not_data": not_data,
        "refused_for": "",
        "quarantine_reasons": {},
        "not_data_reasons": {},
        "drift": {},
        "repaired": {},
        "delivered_on": "2026-03-27",
        **more,
    }
