"""A release with something in every part of the page: two years, three channels, twelve stores."""

from __future__ import annotations

from datetime import date
from math import sin
from pathlib import Path
from typing import Any

from tests.report.release_by_hand import (
    AS_OF,
    book,
    catalogue,
    check,
    kpi_row,
    month_start,
    write_release,
)

MONTHS = 24
LEVELS = {  # first value, step a month, half of the interval, n
    "nps": (8.0, 0.6, 6.5, 240),
    "csat": (0.71, 0.003, 0.04, 310),
    "ces_ease": (64.0, 0.1, 2.4, 180),
    "active_customers": (820, 21, None, None),
    "new_customers": (96, -1, None, None),
    "aov": (6420, 18, 210, 900),
    "email_open_rate": (0.312, -0.004, 0.012, 5200),
    "f2_rate": (0.34, 0.004, 0.09, 96),
}
LOOK_BACK = {
    "repeat_rate_365d": (0.46, 0.002, 0.02, 1430),
    "churn_rate": (0.31, -0.002, 0.03, 980),
    "ltv_simple": (23100, 150, None, 1430),
}
STORES = ("銀座店", "新宿店", "横浜店", "名古屋栄店", "梅田店", "京都四条店", "神戸店", "広島店",
          "福岡天神店", "札幌店", "仙台店", "金沢店")  # fmt: skip


REASONS = (
    "配送",
    "サイズ",
    "返品",
    "会員",
    "支払い",
    "在庫",
    "アプリ",
    "予約",
    "領収書",
    "unknown",
)
CAMPAIGNS = [f"春の便り{k}" for k in range(10)]


def values() -> list[dict[str, Any]]:
    rows = []
    for kpi_id, (first, step, half, n) in LEVELS.items():
        for i in range(MONTHS):
            value = first + step * i + (half or first * 0.05) * 0.4 * sin(1.7 * i)
            value = round(value) if half is None else round(value, 4)
            immature = kpi_id == "f2_rate" and i >= MONTHS - 7
            rows.append(
                kpi_row(
                    kpi_id,
                    month_start(i),
                    None if immature else value,
                    n=value if n is None else n,
                    ci_low=None if half is None or immature else round(value - half, 4),
                    ci_high=None if half is None or immature else round(value + half, 4),
                    quality_flag="immature" if immature else "low_n" if i == 3 else "ok",
                )
            )
    for kpi_id, (first, step, half, n) in LOOK_BACK.items():
        for i in range(11, MONTHS):
            value = round(first + step * i, 4)
            end = kpi_row(kpi_id, month_start(i), value)["period_end_on"]
            rows.append(
                kpi_row(
                    kpi_id,
                    month_start(i - 11),
                    value,
                    period_grain="trailing_12m",
                    period_end_on=end,
                    n=n,
                    ci_low=half and round(value - half, 4),
                    ci_high=half and round(value + half, 4),
                    quality_flag="revenue_only" if kpi_id == "ltv_simple" else "ok",
                )
            )
    rows += [
        kpi_row("win_rate", month_start(i), 0.25, n=12, quality_flag="low_n") for i in range(MONTHS)
    ]
    return [
        *rows,
        kpi_row("nps", month_start(11), 19.4, period_grain="trailing_12m", n=2000,
                period_end_on=date(2026, 2, 28), ci_low=17.1, ci_high=21.7),
    ]  # fmt: skip


def cohorts() -> list[dict[str, Any]]:
    rows = []
    for i in range(MONTHS - 1):
        size = 3 if i == 4 else 110 - i
        for k in range(MONTHS):
            seen = k <= MONTHS - 2 - i
            rate = 1.0 if k == 0 else round(0.31 / (1 + 0.18 * k) + 0.02 * sin(i + k), 4)
            rows.append({
                "cohort_month_on": month_start(i), "month_number": k, "customer_count": size,
                "retention_rate": rate if seen else None,
                "cumulative_return_rate": round(1 - 0.8 ** (k + 1), 4) if seen else None,
            })  # fmt: skip
    return rows


def sales() -> list[dict[str, Any]]:
    rows = []
    for i in range(MONTHS):
        season = 1 + 0.25 * sin(i / 1.9) + (0.5 if month_start(i).month == 12 else 0)
        share = 0.8 if i == MONTHS - 1 else 1
        for s, name in enumerate(STORES):
            rows.append({
                "period_start_on": month_start(i), "store_id": f"{s + 1:03d}", "store_name": name,
                "channel": "store", "net_amount": round(share * season * 900_000 / (s + 1.5), 2),
                "order_count": 80, "customer_count": 60,
            })  # fmt: skip
        for channel, amount in (("online", 420_000 + 21_000 * i), ("phone", 60_000)):
            rows.append({
                "period_start_on": month_start(i), "store_id": None, "store_name": None,
                "channel": channel, "net_amount": round(share * season * amount, 2),
                "order_count": 40, "customer_count": 35,
            })  # fmt: skip
    return rows


def customers() -> list[dict[str, Any]]:
    names = {5: "champions", 4: "loyal", 3: "promising", 2: "at_risk", 1: "hibernating"}
    rows: list[dict[str, Any]] = []
    for r in range(1, 6):
        for f in range(1, 6):
            size = {(1, 5): 3, (5, 1): 140}.get(
                (r, f), 12 + 9 * r + 4 * abs(f - 6) * (7 - abs(r - f))
            )
            rows += [
                {"customer_id": f"C{r}{f}{k:04d}", "rfm_r": r, "rfm_f": f, "rfm_m": f,
                 "rfm_segment": names[r], "net_amount_12m": 2400 * f + 10 * k}
                for k in range(size)
            ]  # fmt: skip
    rows += [{"customer_id": f"P{k}", "rfm_segment": "prospect"} for k in range(40)]
    return rows


def scores() -> list[dict[str, Any]]:
    counts = (31, 8, 14, 22, 29, 118, 96, 312, 540, 420, 410)
    return [
        {"metric": "nps", "survey_id": "SV_1", "survey_kind": "relationship",
         "period_grain": "trailing_12m", "period_start_on": month_start(11),
         "period_end_on": date(2026, 2, 28), "score": score, "n": n}
        for score, n in enumerate(counts)
    ]  # fmt: skip


def kpi_targets() -> list[dict[str, Any]]:
    rows = (
        ("ltv_simple", None, 23100.0, 28000.0, 26550.0, 0.7, 0.75, "at_risk", "経営企画"),
        ("churn_rate", "ltv_simple", 0.33, 0.25, 0.264, 0.82, 0.75, "on_track", "CRM推進部"),
        ("nps", "ltv_simple", 8.0, 20.0, 12.0, 0.33, 0.75, "off", "CX推進室"),
        ("f2_rate", "churn_rate", 0.34, 0.42, None, None, 0.75, "no_data", "店舗運営部"),
    )
    names = ("kpi_id", "parent_kpi_id", "baseline_value", "target_value", "actual_value",
             "progress", "expected_progress", "status", "owner")  # fmt: skip
    dates = {"start_on": date(2024, 10, 1), "due_on": date(2026, 9, 30)}
    return [{**dict(zip(names, row, strict=True)), **dates} for row in rows]


def visits() -> list[dict[str, Any]]:
    steps = (("閲覧", "View", 1000, 400), ("カート", "Cart", 600, 450),
             ("手続き", "Checkout", None, None), ("購入", "Purchase", 150, 0))  # fmt: skip
    return [
        {"period_start_on": month_start(i), "funnel": "web", "channel": channel,
         "step_number": number, "step": en.lower(), "name_ja": ja, "name_en": en,
         "is_tracked": count is not None, "session_count": count, "stalled_count": stalled}
        for i in range(MONTHS)
        for channel in ("organic", "cpc")
        for number, (ja, en, count, stalled) in enumerate(steps, 1)
    ]  # fmt: skip


def reasons() -> list[dict[str, Any]]:
    return [
        {"period_start_on": month_start(i), "channel": channel, "reason": name,
         "contact_count": 100 - 10 * place, "solved_count": 50, "solved_in_target_count": 40,
         "settled_7d_count": 30, "mature_7d_count": 40, "open_beyond_target_count": 2 + i,
         "target_hours": 72}
        for i in range(MONTHS)
        for channel in ("email", "phone")
        for place, name in enumerate(REASONS)
    ]  # fmt: skip


def credits() -> list[dict[str, Any]]:
    campaigns = [(f"K{k}", name, 100_000 + 1000 * k) for k, name in enumerate(CAMPAIGNS)]
    return [
        {"period_start_on": month_start(i), "campaign_id": campaign, "campaign_name": name,
         "look_back_days": 30, "is_observed": i > 0, "first_touch_net_amount": amount,
         "last_touch_net_amount": amount, "linear_net_amount": amount}
        for i in range(MONTHS)
        for campaign, name, amount in (*campaigns, ("none", None, 500_000))
    ]  # fmt: skip


def books() -> dict[str, Any]:
    entries = [
        book(f"extracts/2026-03-{d:02d}/torihiki_202603{d:02d}.csv", rows_in=1200 + d,
             landed=1199 + d)
        for d in range(1, 28)
    ]  # fmt: skip
    entries.append(
        book("extracts/2026-03-27/nps.csv", rows_in=420, landed=412, quarantined=5, not_data=3,
             source_system="survey", source_object="response",
             quarantine_reasons={"required value missing": 2, "nps outside 0 to 10": 3},
             drift={"added": ["QID9_TEXT"]})
    )  # fmt: skip
    entries.append(
        book("extracts/2026-03-20/nps.csv", rows_in=0, landed=0, not_data=0, status="quarantined",
             source_system="survey", source_object="response",
             refused_for="web page instead of data",
             reason="extracts/2026-03-20/nps.csv: line 1: found `<html>`; accepted: CSV")
    )  # fmt: skip
    return {"books": entries, "missing_required": []}


def checks() -> list[dict[str, Any]]:
    return [
        *(check(f"customer_360_rule_{i}", table="customer_360") for i in range(14)),
        check("churn_and_retention_sum_to_one", kind="kpi"),
        check("largest_cluster", kind="identity", table="customer_identity", found="7"),
        check("books_balance", kind="landing", table="landing", found="29 files"),
        check("csat_moved", kind="kpi", passed=False, severity="warning",
              description_ja="CSATが許容幅を超えて動いていない",
              description_en="CSAT did not move beyond its tolerance",
              found="+6.2 pt, tolerance 5.0 pt", files=["extracts/2026-03-27/nps.csv"]),
    ]  # fmt: skip


def full_release(folder: Path, **changes: Any) -> Path:
    tables = {
        "kpi_value": values(),
        "kpi_catalogue": catalogue(*LEVELS, *LOOK_BACK, "win_rate"),
        "kpi_target": kpi_targets(),
        "survey_distribution": scores(),
        "cohort_retention": cohorts(),
        "sales_monthly": sales(),
        "customer_360": customers(),
        "web_funnel": visits(),
        "contact_reason_monthly": reasons(),
        "campaign_influence": credits(),
        **changes.pop("tables", {}),
    }
    return write_release(folder, tables, **{"checks": checks(), "books": books(), **changes})


__all__ = ["AS_OF", "full_release"]
