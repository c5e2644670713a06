"""What journey.yaml may say, as a JSON Schema; docs/schemas has it for editors."""

from __future__ import annotations

from typing import Any

from dagster_project.journey import funnels, lead_scoring

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
