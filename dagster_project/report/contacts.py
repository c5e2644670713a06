"""Why customers get in touch: the reasons of 12 months, how they are solved and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dagster_project.report.bilingual import Text, said, word
from dagster_project.report.formats import DASH, month, percent, whole
from dagster_project.report.monthly import last_year
from dagster_project.report.source import ReleaseContents, Row

REASONS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `late` are its cases open beyond the target at the end of the last month."""

    name: Text
    contacts: str
    share: str
    fcr: str
    in_target: str
    late: str
    width: float


@dataclass(frozen=True, slots=True)
class Contacts:
    """The most frequent reasons, the others in one line."""

    span: Text
    target_hours: str
    reasons: list[Reason]


def contacts(contents: ReleaseContents, as_of: date) -> Contacts | None:
    rows = contents.rows("contacts")
    months = last_year(rows, as_of)
    shown = [row for row in rows if row["month_on"] in months]
    total = sum(row["contact_count"] for row in shown)
    if not total:
        return None
    by_reason: dict[str, list[Row]] = {}
    for row in shown:
        by_reason.setdefault(row["reason"], []).append(row)
    ranked = sorted(
        by_reason, key=lambda reason: (-_sum(by_reason[reason], "contact_count"), reason)
    )
    groups = [(_name(reason), by_reason[reason]) for reason in ranked[:REASONS_SHOWN]]
    if rest := [row for reason in ranked[REASONS_SHOWN:] for row in by_reason[reason]]:
        groups.append((word("contacts.others", count=len(ranked) - REASONS_SHOWN), rest))
    largest = max(_sum(group, "contact_count") for _, group in groups)
    return Contacts(
        word("sales.span", first=month(months[0]), last=month(months[-1])),
        whole(max(row["target_hours"] for row in shown)),
        [_reason(name, group, total, largest, months[-1]) for name, group in groups],
    )


def _reason(name: Text, rows: Sequence[Row], total: int, largest: int, last: date) -> Reason:
    count = _sum(rows, "contact_count")
    return Reason(
        name,
        whole(count),
        percent(count / total),
        _ratio(rows, "settled_count", "mature_count"),
        _ratio(rows, "solved_in_target_count", "solved_count"),
        whole(_sum([row for row in rows if row["month_on"] == last], "late_count")),
        round(100 * count / largest, 2),
    )


def _name(reason: str) -> Text:
    return word("page.unknown") if reason == "unknown" else said(reason)


def _sum(rows: Sequence[Row], column: str) -> int:
    return int(sum(row[column] for row in rows))


def _ratio(rows: Sequence[Row], part: str, whole_: str) -> str:
    count = _sum(rows, whole_)
    return percent(_sum(rows, part) / count) if count else DASH
