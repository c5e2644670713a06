"""What the files of a company folder may say, as JSON Schema; docs/schemas/ publishes them."""

from __future__ import annotations

from typing import Any

from dagster_project.expectations.tolerances import GATE_SCHEMA, IDENTITY_LIMITS_SCHEMA
from dagster_project.opening_hours import HOURS_SCHEMA

_TIMEZONE = {"type": "string", "description": "an IANA time zone such as Asia/Tokyo"}

COMPANY_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "company.yaml",
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "description": "the company's name"},
        "timezone": _TIMEZONE,
        "fiscal_year_start_month": {
            "type": "integer",
            "minimum": 1,
            "maximum": 12,
            "description": "a month from 1 to 12",
        },
        "currency": {
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "description": "a code such as JPY",
        },
        "business_day_start": {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "description": "a time of day such as 00:00 or 05:00",
        },
        "as_of": {"type": "string", "description": "data, today or a day such as 2026-03-31"},
        "churn": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "silent_after_days": {
                    "oneOf": [{"type": "integer", "minimum": 1}, {"const": "auto"}],
                    "description": "auto, or a whole number of days",
                }
            },
        },
        "f2_within_days": {
            "type": "integer",
            "minimum": 1,
            "description": "a whole number of days",
        },
        "keep_releases": {
            "type": "integer",
            "minimum": 1,
            "description": "how many releases to keep, at least 1",
        },
        "stores": {
            "type": "object",
            "description": "store id -> {name, channel}",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "description": "the shop's name"},
                    "channel": {"enum": ["store", "online", "phone"]},
                },
            },
        },
        "gate": GATE_SCHEMA,
        "identity": IDENTITY_LIMITS_SCHEMA,
        "purposes": {
            "type": ["object", "array"],
            "description": "purposes of use of personal data",
        },
        "business_hours": HOURS_SCHEMA,
        "key_events": {"type": "array", "items": {"type": "string"}, "description": "event names"},
    },
}

SOURCES_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "sources.yaml",
    "type": "object",
    "required": ["sources"],
    "description": "a list `sources:` with one entry a file kind",
    "additionalProperties": False,
    "properties": {
        "sources": {
            "type": "array",
            "minItems": 1,
            "description": "at least one entry with name, contract and path",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "contract", "path"],
                "description": "an entry has name, contract and path",
                "properties": {
                    "name": {
                        "type": "string",
                        "pattern": "^[a-z][a-z0-9_]*$",
                        "description": "a short name of small letters, digits and _, such as crm",
                    },
                    "contract": {
                        "type": "string",
                        "pattern": "^[a-z0-9_]+/[a-z0-9_]+(@[A-Za-z0-9_.-]+)?$",
                        "description": "vendor/object@variant such as salesforce/contact@bulk2",
                    },
                    "path": {
                        "type": "string",
                        "minLength": 1,
                        "description": "a path or pattern below the company folder, an absolute "
                        "one, or an address: s3://bucket/…, sftp://host/… or https://host/…, "
                        "without user names, passwords or queries (docs/sources.md)",
                    },
                    "required": {"type": "boolean", "description": "true or false"},
                    "wait_until": {
                        "type": "string",
                        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                        "description": "a time of day such as 05:00, until which the night waits "
                        "for this required extract",
                    },
                    "dated_days_later": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "how many days after the business day the date in the "
                        "path lies: 0, or 1 where folders carry the day of delivery",
                    },
                    "still_for_seconds": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "a file that changed less than so many seconds ago waits",
                    },
                    "timezone": _TIMEZONE,
                    "fresh_within_days": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "how many days its newest row may lag behind the as-of day",
                    },
                    "survey": {
                        "type": "object",
                        "additionalProperties": False,
                        "description": "id, name, kind, wave and what each question measures",
                        "properties": {
                            "id": {"type": "string"},
                            "name": {"type": "string"},
                            "kind": {"enum": ["relationship", "transactional", "employee"]},
                            "wave": {"type": "string"},
                            "touchpoint": {"type": "string"},
                            "questions": {
                                "type": "object",
                                "additionalProperties": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "required": ["metric"],
                                    "properties": {
                                        "metric": {
                                            "enum": [
                                                "nps",
                                                "csat",
                                                "ces",
                                                "rating",
                                                "attribute",
                                                "text",
                                            ]
                                        },
                                        "scale": {
                                            "type": "array",
                                            "items": {"type": "number"},
                                            "minItems": 2,
                                            "maxItems": 2,
                                            "description": "[lowest, highest] such as [1, 5]",
                                        },
                                        "higher_is_better": {"type": "boolean"},
                                        "touchpoint": {"type": "string"},
                                        "labels": {
                                            "type": "object",
                                            "additionalProperties": {"type": ["integer", "null"]},
                                            "description": "label: score; null for no answer",
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}
