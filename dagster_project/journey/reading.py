"""journey.yaml with every default filled in, or the line of the mistake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.documents import ConfigurationError, line_of, read_yaml
from dagster_project.journey import funnels, lead_scoring
from dagster_project.journey.schema import JOURNEY_SCHEMA, STAGES

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
