"""A journey as the tables of the landing schema that the models read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from dagster_project.journey import funnels, lead_scoring
from dagster_project.journey.reading import Journey
from dagster_project.journey.schema import STAGES


def register(con: duckdb.DuckDBPyConnection, journey: Journey, key_events: list[str]) -> None:
    """Writes the tables of landing that lineage.COMPANY_FILES lists under journey.yaml."""
    con.execute("create schema if not exists landing")
    _write(
        con,
        "journey_setting (look_back_days integer, resolve_within_hours integer, "
        "discount_rate double, lead_open_for_days integer, lead_won_within_days integer)",
        [
            (
                journey.campaigns["look_back_days"],
                journey.resolve_within_hours,
                journey.discount_rate,
                journey.lead_score["open_for_days"],
                journey.lead_score["won_within_days"],
            )
        ],
    )
    _write(con, "campaign_touch (touch text)", [(each,) for each in journey.campaigns["touches"]])
    _write(
        con,
        "funnel_step (funnel text, step_number integer, step text, name_ja text, name_en text)",
        [*funnels.steps(journey.funnels)],
    )
    _write(
        con,
        "funnel_sign (funnel text, step_number integer, event_name text, page_part text)",
        [*funnels.signs(journey.funnels)],
    )
    _write(
        con,
        "lead_signal (signal text, points integer, kind text, subject text, word text, "
        "at_least integer, within_days integer)",
        [*lead_scoring.signals(journey.lead_score)],
    )
    _write(
        con,
        "lead_grade (grade text, least_score integer)",
        [*lead_scoring.grades(journey.lead_score)],
    )
    _write(
        con,
        "journey_rule (stage text, stage_order integer, kpi_id text, rule text, given text)",
        [
            (stage, order, journey.stages[stage].get("kpi"), rule, given)
            for order, stage in enumerate(STAGES, 1)
            for rule, given in _rules(journey.stages[stage].get("reached_by", {}))
        ],
    )
    _write(
        con,
        "journey_touchpoint (touchpoint text, stage text)",
        [
            (touchpoint, stage)
            for stage in STAGES
            for touchpoint in journey.stages[stage].get("touchpoints", [])
        ],
    )
    _write(
        con,
        "onboarding_step (step text, step_number integer, name_ja text, name_en text, "
        "is_required boolean)",
        [
            (
                each["step"],
                number,
                each.get("name_ja", each["step"]),
                each.get("name_en", each["step"]),
                each.get("required", True),
            )
            for number, each in enumerate(journey.onboarding, 1)
        ],
    )
    _write(
        con,
        "event_meaning (meaning text, subject text, event_name text, event_category text)",
        [
            *(("key_event", "all", event, None) for event in key_events),
            *(("active", "all", event, None) for event in journey.active.get("events", [])),
            *(("active", "all", None, each) for each in journey.active.get("categories", [])),
            *(
                ("feature", feature, event, None)
                for feature, events in journey.features.items()
                for event in events
            ),
            *(
                ("onboarding", each["step"], event, None)
                for each in journey.onboarding
                for event in each["events"]
            ),
        ],
    )


def _rules(reached_by: dict[str, Any]) -> list[tuple[str, str]]:
    """Each condition by itself; a stage that nothing leads to still has a row."""
    rules: list[tuple[str, str]] = []
    for rule, given in reached_by.items():
        if rule == "touchpoints":
            rules += [("touchpoint", each) for each in given]
        else:
            rules.append((rule, str(given).lower()))
    return sorted(set(rules)) or [("nothing", "")]


def _write(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[tuple[str | float | bool | None, ...]],
) -> None:
    con.execute(f"create or replace table landing.{table}")
    name = table.split(" ")[0]
    for row in dict.fromkeys(rows):
        marks = ", ".join("?" for _ in row)
        con.execute(f"insert into landing.{name} values ({marks})", list(row))
