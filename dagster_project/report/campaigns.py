"""Sales to customers whom campaigns had touched before, credited in three ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dagster_project.report.bilingual import Text, said, word
from dagster_project.report.formats import money, month, percent
from dagster_project.report.monthly import last_year
from dagster_project.report.source import ReleaseContents, Row

CAMPAIGNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign's credit over 12 months; `width` is its bar against the largest."""

    name: Text
    first: str
    last: str
    linear: str
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class Influence:
    """The campaigns with the largest credit, the others in one line, and what none touched."""

    span: Text
    look_back_days: int
    is_observed: bool
    campaigns: list[Campaign]
    untouched: Campaign
    total: Campaign


def influence(contents: ReleaseContents, as_of: date, currency: str) -> Influence | None:
    """Nothing where no campaign touched an order."""
    rows = contents.rows("campaigns")
    months = last_year(rows, as_of)
    shown = [row for row in rows if row["month_on"] in months]
    by_campaign: dict[str, list[Row]] = {}
    for row in shown:
        by_campaign.setdefault(row["campaign_id"], []).append(row)
    none = by_campaign.pop("none", [])
    if not by_campaign:
        return None
    ranked = sorted(by_campaign, key=lambda c: (-_sum(by_campaign[c], "linear_amount"), c))
    groups = [(_name(by_campaign[c]), by_campaign[c]) for c in ranked[:CAMPAIGNS_SHOWN]]
    if rest := [row for campaign in ranked[CAMPAIGNS_SHOWN:] for row in by_campaign[campaign]]:
        groups.append((word("campaigns.others", count=len(ranked) - CAMPAIGNS_SHOWN), rest))
    largest = max(_sum(group, "linear_amount") for _, group in groups)
    line = _Lines(_sum(shown, "linear_amount"), largest, currency).line
    return Influence(
        word("sales.span", first=month(months[0]), last=month(months[-1])),
        shown[0]["look_back_days"],
        all(row["is_observed"] for row in shown),
        [line(name, group) for name, group in groups],
        line(word("campaigns.none"), none),
        line(word("campaigns.total"), shown),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """What every line is measured against."""

    total: float
    largest: float
    currency: str

    def line(self, name: Text, rows: Sequence[Row]) -> Campaign:
        linear = _sum(rows, "linear_amount")
        return Campaign(
            name,
            money(_sum(rows, "first_amount"), self.currency),
            money(_sum(rows, "last_amount"), self.currency),
            money(linear, self.currency),
            percent(linear / self.total if self.total > 0 else None),
            round(max(0.0, min(100.0, 100 * linear / self.largest)), 2) if self.largest > 0 else 0,
        )


def _name(rows: Sequence[Row]) -> Text:
    newest = rows[-1]
    if newest["campaign_id"] == "unknown":
        return word("page.unknown")
    return said(newest["campaign_name"] or newest["campaign_id"])


def _sum(rows: Sequence[Row], column: str) -> float:
    return float(sum(row[column] for row in rows))
