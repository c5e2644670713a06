"""`identity.yaml`: what a steward tells matching about this company."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.documents import line_of, read_yaml
from dagster_project.matching.normalise.phone import JAPAN

if TYPE_CHECKING:
    from dagster_project.matching.answers import Answer

# What may decide which value of an attribute survives; `docs/identity.md` says what each means.
CRITERIA = ("verification", "source_priority", "recency", "completeness", "frequency")
ATTRIBUTES = (
    "name", "kana", "email", "phone", "mobile_phone", "address", "birth_on", "gender",
    "member_code", "job_title", "occupation",
)  # fmt: skip
# What a person is called or was born as changes by mistake; how they are reached, by moving on.
_LASTING = ("verification", "source_priority", "completeness", "frequency", "recency")
_CHANGING = ("verification", "source_priority", "recency", "completeness", "frequency")
SURVIVORSHIP = {
    attribute: _LASTING if attribute in ("name", "kana", "birth_on", "gender") else _CHANGING
    for attribute in ATTRIBUTES
}

_FORCED = {
    "type": "array",
    "description": "a list of entries with records, by, why and on",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["records", "by", "why", "on"],
        "description": "records, by, why and on are required",
        "properties": {
            "records": {
                "type": "array",
                "minItems": 2,
                "description": "at least two [source, record id] pairs",
                "items": {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 2,
                    "items": {"type": ["string", "integer"]},
                    "description": "[source, record id]",
                },
            },
            "by": {"type": "string", "minLength": 1, "description": "who decided"},
            "why": {"type": "string", "minLength": 1, "description": "the reason"},
            "on": {
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                "description": "a day such as 2026-11-01",
            },
        },
    },
}
# Types of identifiers that records have columns for; what else is listed of a type joins them.
COLUMNS_OF_RECORDS = ("email", "phone", "member_code")
EXCLUSIVE, EXCLUSIVE_PER_SOURCE, SHARED = "exclusive", "exclusive_per_source", "shared"
_CLASS = {"enum": [EXCLUSIVE, EXCLUSIVE_PER_SOURCE, SHARED]}
_TEXTS = {"type": "array", "items": {"type": "string"}, "description": 'a list of "quoted" values'}

IDENTITY_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "identity.yaml",
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "blocked_values": {
            "type": "object",
            "description": "email, phone, member_code or another type of identifier -> values",
            "additionalProperties": _TEXTS,
        },
        "identifiers": {
            "type": "object",
            "description": "type of a listed identifier -> exclusive, exclusive_per_source, "
            "shared (as if it were not named), or source name -> one of these",
            "propertyNames": {
                "not": {"enum": list(COLUMNS_OF_RECORDS)},
                "description": "a type other than email, phone and member_code, which have their "
                "own class",
            },
            "additionalProperties": {
                "if": {"type": "object"},
                "then": {"additionalProperties": _CLASS},
                "else": _CLASS,
            },
        },
        "country": {
            "type": "string",
            "pattern": "^[A-Z]{2}$",
            "description": "two capital letters such as JP: where numbers without a code belong",
        },
        "households": {
            "enum": ["auto", True, False],
            "description": "false: nobody here shares a door, true: people do, auto: as measured",
        },
        "dictionary_readings": {
            "type": "boolean",
            "description": "true: kanji names that no furigana teaches are read by SudachiPy",
        },
        "force_link": _FORCED,
        "force_split": _FORCED,
        "source_priority": {
            "type": "object",
            "description": "attribute -> source names, the best first",
            "additionalProperties": False,
            "properties": {attribute: _TEXTS for attribute in ATTRIBUTES},
        },
        "survivorship": {
            "type": "object",
            "description": "attribute -> what decides between its values, the first word first",
            "additionalProperties": False,
            "properties": {
                attribute: {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"enum": list(CRITERIA)},
                    "description": "a list of " + ", ".join(CRITERIA),
                }
                for attribute in ATTRIBUTES
            },
        },
    },
}


@dataclass(frozen=True)
class ForcedRule:
    """Records that a person declared to be one customer, or to be different ones."""

    records: tuple[tuple[str, str], ...]  # (source_system, source_record_id)
    place: str = "identity.yaml"  # file and line, for messages


@dataclass(frozen=True)
class IdentityRules:
    """A company's own rules; without a file there are none."""

    blocked_values: dict[str, frozenset[str]] = field(default_factory=dict)
    force_link: tuple[ForcedRule, ...] = ()
    force_split: tuple[ForcedRule, ...] = ()
    source_priority: dict[str, tuple[str, ...]] = field(default_factory=dict)
    survivorship: dict[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = JAPAN  # of telephone numbers without a country code
    identifiers: dict[str, str | dict[str, str]] = field(default_factory=dict)
    households: bool | None = None  # whether people share a door; None: found out
    dictionary_readings: bool = False

    def class_of(self, identifier_type: str, source_system: str) -> tuple[str, bool]:
        """(the class of ids that one of this type and source belongs to, whether it is exclusive).

        A type that nobody declared is shared.
        """
        said = self.identifiers.get(identifier_type, SHARED)
        if isinstance(said, dict):
            said = said.get(source_system, SHARED)
        if said == EXCLUSIVE_PER_SOURCE:
            return f"{identifier_type} of {source_system}", True
        return identifier_type, said == EXCLUSIVE

    def with_answers(self, answers: tuple[Answer, ...]) -> IdentityRules:
        """The same rules and what stewards answered to the review queue."""
        return replace(
            self,
            force_link=(*self.force_link, *(each.rule for each in answers if each.is_same)),
            force_split=(*self.force_split, *(each.rule for each in answers if not each.is_same)),
        )

    @classmethod
    def read(cls, path: Path) -> IdentityRules:
        """The rules of a file that may be absent; ConfigurationError names a mistake's line."""
        if not path.exists():
            return cls()
        document = read_yaml(path, IDENTITY_SCHEMA) or {}

        def forced(name: str) -> tuple[ForcedRule, ...]:
            return tuple(
                ForcedRule(
                    tuple((str(system), str(record)) for system, record in entry["records"]),
                    f"{path}:{line_of(path, [name, number])}",
                )
                for number, entry in enumerate(document.get(name) or [])
            )

        blocked = document.get("blocked_values") or {}
        priority = document.get("source_priority") or {}
        return cls(
            {kind: frozenset(values) for kind, values in blocked.items()},
            forced("force_link"),
            forced("force_split"),
            {attribute: tuple(sources) for attribute, sources in priority.items()},
            {
                attribute: tuple(criteria)
                for attribute, criteria in (document.get("survivorship") or {}).items()
            },
            document.get("country", JAPAN),
            {kind.lower(): said for kind, said in (document.get("identifiers") or {}).items()},
            None if (told := document.get("households")) == "auto" else told,
            document.get("dictionary_readings", False),
        )
