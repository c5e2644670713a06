"""How far a night may differ from what is expected before the gate refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Change = float | str

# What a KPI may move by between two nights, beyond its own interval: a number is in the KPI's
# unit, a percentage is of its last value. Wide on purpose: these catch a broken extract, not news.
KPI_CHANGE: dict[str, Change] = {
    "default": "50%",
    "nps": 25,
    "csat": 0.2,
    "ces_ease": 15,
    "churn_rate": 0.15,
    "retention_rate": 0.15,
    "repeat_rate_365d": 0.1,
    "f2_rate": 0.15,
    "omnichannel_share": 0.1,
    "purchase_frequency_12m": "30%",
    "aov": "40%",
    "active_customers": "40%",
    "new_customers": "150%",
    "email_delivery_rate": 0.15,
    "email_open_rate": 0.2,
    "email_click_rate": 0.15,
    "unsubscribe_rate": 0.05,
    "win_rate": 0.25,
}


@dataclass(frozen=True)
class Gate:
    """`gate:` of company.yaml, with every default filled in."""

    kpi_max_change: Mapping[str, Change] = field(default_factory=dict)
    # A value that rests on fewer observations swings by itself; it is shown, not gated.
    kpi_min_observations: int = 30
    # Rows set aside, as a share of the rows of their source.
    max_quarantined_row_share: float = 0.01
    # As many bad rows are a warning, however small the file: they name themselves one by one.
    quarantined_row_allowance: int = 20
    # More records than this in one customer are a shared address or a test account, not a person.
    max_cluster_records: int = 10
    # A day mistyped by a slip or two does not keep records apart, so a large company has a few such
    # customers every night; many are people who were run together.
    max_two_birth_dates_share: float = 0.001
    max_clusters_with_two_member_codes: int = 0
    # Records of the last release that belong to another customer id tonight, as a share of them.
    max_ids_changed_share: float = 0.05
    # As many changed records are a night's normal merges, however few records there are.
    ids_changed_allowance: int = 10
    # Rows a published table may lose against the current release.
    max_rows_lost_share: float = 0.2

    def kpi_tolerance(self, kpi_id: str, value: float) -> float:
        """The largest move of a KPI from `value` that needs no note."""
        allowed = {**KPI_CHANGE, **self.kpi_max_change}
        change = allowed.get(kpi_id, allowed["default"])
        if isinstance(change, str):
            return abs(value) * float(change.removesuffix("%")) / 100
        return float(change)


@dataclass(frozen=True)
class IdentityLimits:
    """`identity:` of company.yaml: how much a night may change who anybody is.

    Shares are of the records that the last release knew; as many records as the allowance are a
    night's normal work, however small the company is.
    """

    max_merged_share: float = 0.03
    max_split_share: float = 0.01
    max_moved_share: float = 0.01
    changes_allowance: int = 10

    def allowed(self, share: float, known_records: int) -> float:
        """How many records may change in one way."""
        return max(share * known_records, float(self.changes_allowance))


_SHARE = {"type": "number", "minimum": 0, "maximum": 1, "description": "a share from 0 to 1"}
_COUNT = {"type": "integer", "minimum": 0, "description": "a whole number, 0 or more"}

GATE_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "kpi_max_change": {
            "type": "object",
            "description": "kpi_id (or default) -> a number in its unit, or a text such as 30%",
            "additionalProperties": {
                "oneOf": [
                    {"type": "number", "minimum": 0},
                    {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?%$"},
                ],
                "description": "a number in the KPI's unit, or a text such as 30%",
            },
        },
        "kpi_min_observations": _COUNT,
        "max_quarantined_row_share": _SHARE,
        "quarantined_row_allowance": _COUNT,
        "ids_changed_allowance": _COUNT,
        "max_cluster_records": {**_COUNT, "minimum": 1, "description": "a whole number, 1 or more"},
        "max_two_birth_dates_share": _SHARE,
        "max_clusters_with_two_member_codes": _COUNT,
        "max_ids_changed_share": _SHARE,
        "max_rows_lost_share": _SHARE,
    },
}

IDENTITY_LIMITS_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "max_merged_share": _SHARE,
        "max_split_share": _SHARE,
        "max_moved_share": _SHARE,
        "changes_allowance": _COUNT,
    },
}
