"""The lead score of journey.yaml: what speaks for a lead, what it is worth, and the grades."""

from __future__ import annotations

from typing import Any

MOST_SIGNALS = 20
GRADES = ("a", "b", "c")
ATTRIBUTES = ("job_title", "occupation", "email", "phone", "mobile_phone", "address", "gender")
_WORDS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
LEAD_SCORE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "signals, grades, open_for_days and won_within_days",
    "properties": {
        "open_for_days": {
            "type": "integer",
            "minimum": 1,
            "description": "days after which a lead without a decision is no longer open",
        },
        "won_within_days": {
            "type": "integer",
            "minimum": 1,
            "description": "days within which a lead of the back-test must have been won",
        },
        "grades": {
            "type": "object",
            "additionalProperties": False,
            "required": list(GRADES),
            "description": "the least score of grades a, b and c; below them all is d",
            "properties": {grade: {"type": "integer"} for grade in GRADES},
        },
        "signals": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_SIGNALS,
            "description": f"up to {MOST_SIGNALS} signals",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["signal", "points"],
                "oneOf": [{"required": ["touchpoints"]}, {"required": ["attributes"]}],
                "description": "a signal has signal, points, and either touchpoints (with "
                "at_least and within_days) or attributes (with contains)",
                "properties": {
                    "signal": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "points": {"type": "integer", "description": "a whole number, also below 0"},
                    "touchpoints": {**_WORDS, "description": "a list of kinds of touchpoint"},
                    "at_least": {"type": "integer", "minimum": 1},
                    "within_days": {"type": "integer", "minimum": 1},
                    "attributes": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"enum": list(ATTRIBUTES)},
                    },
                    "contains": {
                        **_WORDS,
                        "description": "words, any of which the value contains; without them it "
                        "is enough that there is a value",
                    },
                },
            },
        },
    },
}
DEFAULT_LEAD_SCORE: dict[str, Any] = {
    "open_for_days": 365,
    "won_within_days": 90,
    "grades": {"a": 50, "b": 30, "c": 10},
    "signals": [
        {"signal": "asked_for_a_quote", "points": 30, "within_days": 90}
        | {"touchpoints": ["quote_request"]},
        {"signal": "asked_for_a_brochure", "points": 20, "within_days": 90}
        | {"touchpoints": ["brochure_request"]},
        {"signal": "visits_again_and_again", "points": 15, "within_days": 30, "at_least": 3}
        | {"touchpoints": ["web_visit", "app_visit"]},
        {"signal": "clicked_a_message", "points": 10, "within_days": 30}
        | {"touchpoints": ["message_clicked"]},
        {"signal": "opens_messages", "points": 5, "within_days": 30, "at_least": 3}
        | {"touchpoints": ["message_opened"]},
        {"signal": "bought_before", "points": 10, "within_days": 1095}
        | {"touchpoints": ["purchase"]},
        {"signal": "unsubscribed", "points": -20, "within_days": 365}
        | {"touchpoints": ["message_unsubscribed"]},
        {
            "signal": "decides",
            "points": 15,
            "attributes": ["job_title"],
            "contains": ["部長", "課長", "取締役", "代表", "社長", "役員", "店長"]
            + ["director", "manager", "head of", "chief", "president", "owner"],
        },
        {"signal": "can_be_called", "points": 5, "attributes": ["phone", "mobile_phone"]},
    ],
}


def signals(
    given: dict[str, Any],
) -> list[tuple[str, int, str, str, str | None, int | None, int | None]]:
    """signal, points, kind, subject, word, at_least, within_days: a row each way to earn it."""
    return [
        (each["signal"], each["points"], kind, subject, word, least, within)
        for each in given["signals"]
        for kind, subjects, words, least, within in (
            ("behaviour", each.get("touchpoints", []), [None], each.get("at_least", 1),
             each.get("within_days", 365)),
            ("attribute", each.get("attributes", []), each.get("contains", [None]), None, None),
        )
        for subject in subjects
        for word in words
    ]  # fmt: skip


def grades(given: dict[str, Any]) -> list[tuple[str, int]]:
    """grade, least score; d takes whoever is left."""
    return [*((grade, given["grades"][grade]) for grade in GRADES), ("d", -1_000_000)]
