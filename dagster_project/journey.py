"""journey.yaml: what a company calls its customers' journey, onboarding, activity and features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import funnels, lead_scoring
from dagster_project.documents import ConfigurationError, line_of, read_yaml

STAGES = ("awareness", "consideration", "purchase", "use", "loyalty")
_EVENTS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string"},
    "description": "a list of event names",
}
_CATEGORIES = {
    "type": "array",
    "items": {"enum": ["web", "app", "product", "tour", "onsite"]},
    "description": "a list of web, app, product, tour, onsite",
}
_STAGE = {
    "type": "object",
    "additionalProperties": False,
    "description": "a stage has touchpoints, reached_by and kpi",
    "properties": {
        "touchpoints": {
            "type": "array",
            "items": {"type": "string"},
            "description": "the kinds of touchpoint shown under the stage",
        },
        "reached_by": {
            "type": "object",
            "additionalProperties": False,
            "description": "any of these takes a customer to the stage",
            "properties": {
                "known": {"const": True, "description": "true: whoever is known at all"},
                "touchpoints": {"type": "array", "items": {"type": "string"}},
                "purchase_days": {"type": "integer", "minimum": 1},
                "promoter": {"const": True, "description": "true: an NPS score of 9 or 10"},
            },
        },
        "kpi": {"type": "string", "description": "the kpi_id by which the stage is judged"},
    },
}
JOURNEY_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "journey.yaml",
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "stages": {
            "type": "object",
            "additionalProperties": False,
            "description": "stage -> what belongs to it; a stage left out keeps its default",
            "properties": {stage: _STAGE for stage in STAGES},
        },
        "onboarding": {
            "type": "array",
            "description": "the steps in their order",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["step", "events"],
                "description": "a step has step, events, name_ja, name_en and required",
                "properties": {
                    "step": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "name_ja": {"type": "string"},
                    "name_en": {"type": "string"},
                    "required": {"type": "boolean", "description": "true (the default) or false"},
                    "events": _EVENTS,
                },
            },
        },
        "active": {
            "type": "object",
            "additionalProperties": False,
            "description": "which events make a customer active: events, categories or both",
            "properties": {"events": _EVENTS, "categories": _CATEGORIES},
        },
        "features": {
            "type": "object",
            "description": "feature -> its event names",
            "additionalProperties": _EVENTS,
        },
        "funnels": funnels.FUNNELS_SCHEMA,
        "lead_score": lead_scoring.LEAD_SCORE_SCHEMA,
        "campaigns": {
            "type": "object",
            "additionalProperties": False,
            "description": "look_back_days and touches",
            "properties": {
                "look_back_days": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "days before an order in which a campaign can have led to it",
                },
                "touches": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"enum": ["sent", "delivered", "opened", "clicked", "visit"]},
                    "description": "what counts as having been touched by a campaign",
                },
            },
        },
        "support": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "resolve_within_hours": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "calendar hours within which a case is to be solved",
                }
            },
        },
        "value": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "discount_rate": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                    "description": "interest a year as a share, such as 0.1",
                }
            },
        },
    },
}
DEFAULT_STAGES: dict[str, dict[str, Any]] = {
    "awareness": {"reached_by": {"known": True}, "kpi": "email_open_rate"},
    "consideration": {
        "reached_by": {
            "touchpoints": ["message_clicked", "brochure_request", "quote_request", "deal"]
            + ["web_visit", "app_visit"]
        },
        "kpi": "cvr_session",
    },
    "purchase": {"reached_by": {"purchase_days": 1}, "kpi": "aov"},
    "use": {
        "reached_by": {
            "touchpoints": ["return", "survey_transactional", "product_use", "support_case"]
        },
        "kpi": "csat",
    },
    "loyalty": {"reached_by": {"purchase_days": 2, "promoter": True}, "kpi": "retention_rate"},
}
DEFAULT_ACTIVE: dict[str, list[str]] = {"categories": ["app", "product"]}
DEFAULT_CAMPAIGNS: dict[str, Any] = {
    "look_back_days": 30,
    "touches": ["delivered", "opened", "clicked", "visit"],
}


@dataclass(frozen=True)
class Journey:
    """journey.yaml with every default filled in."""

    stages: dict[str, dict[str, Any]]
    onboarding: list[dict[str, Any]]
    active: dict[str, list[str]]
    features: dict[str, list[str]]
    funnels: dict[str, list[dict[str, Any]]]
    lead_score: dict[str, Any]
    campaigns: dict[str, Any]
    resolve_within_hours: int
    discount_rate: float

    @classmethod
    def read(cls, path: Path) -> Journey:
        """ConfigurationError with file and line on a mistake; all defaults where there is none."""
        text = (read_yaml(path, JOURNEY_SCHEMA) if path.exists() else None) or {}
        _once(path, ["onboarding"], "step", text.get("onboarding", []))
        for funnel, steps in text.get("funnels", {}).items():
            _once(path, ["funnels", funnel], "step", steps)
        signals = text.get("lead_score", {}).get("signals", [])
        _once(path, ["lead_score", "signals"], "signal", signals)
        given = text.get("stages", {})
        shown: dict[str, str] = {}
        for stage, each in given.items():
            for touchpoint in each.get("touchpoints", []):
                if shown.setdefault(touchpoint, stage) != stage:
                    raise ConfigurationError(
                        f"{path}:{line_of(path, ['stages', stage, 'touchpoints'])}: "
                        f"stages.{stage}.touchpoints: found `{touchpoint}`, which stands under "
                        f"{shown[touchpoint]} too; accepted: each touchpoint under one stage"
                    )
        return cls(
            stages={stage: {**DEFAULT_STAGES[stage], **given.get(stage, {})} for stage in STAGES},
            onboarding=text.get("onboarding", []),
            active=text.get("active") or DEFAULT_ACTIVE,
            features=text.get("features", {}),
            funnels={**funnels.DEFAULT_FUNNELS, **text.get("funnels", {})},
            lead_score={**lead_scoring.DEFAULT_LEAD_SCORE, **text.get("lead_score", {})},
            campaigns={**DEFAULT_CAMPAIGNS, **text.get("campaigns", {})},
            resolve_within_hours=text.get("support", {}).get("resolve_within_hours", 72),
            discount_rate=float(text.get("value", {}).get("discount_rate", 0.1)),
        )


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


def _once(path: Path, keys: list[str | int], name: str, entries: list[dict[str, Any]]) -> None:
    """ConfigurationError at the second of two entries that bear one name."""
    given = [each[name] for each in entries]
    for index, each in enumerate(given):
        if each in given[:index]:
            place = [*keys, index]
            raise ConfigurationError(
                f"{path}:{line_of(path, place)}: {'.'.join(map(str, [*place, name]))}: "
                f"found `{each}` again; accepted: each {name} once"
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
