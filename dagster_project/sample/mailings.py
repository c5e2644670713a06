"""Mailings and what came of them: delivered, opened, clicked, bounced, unsubscribed; bots too."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from dagster_project.sample.faces import NEVER, Faces
from dagster_project.sample.randomness import Ints, Mask, stream
from dagster_project.sample.records import Records
from dagster_project.sample.span import Span, day
from dagster_project.sample.text import is_blank, listed, take

SENT, DELIVERED, BOUNCED, UNSUBSCRIBED, OPENED, CLICKED = 6, 7, 8, 9, 10, 11
_REACH = 0.1
_BOUNCE, _SCANNED = 0.02, 0.03


@dataclass(frozen=True)
class Activities:
    """One row an activity, in order of time; `moment` counts local seconds from 1970."""

    lead: Ints
    moment: Ints
    kind: Ints
    campaign: Ints
    is_bot: Mask

    @property
    def count(self) -> int:
        return len(self.lead)

    def at(self, rows: Ints) -> Activities:
        return Activities(*(getattr(self, each.name)[rows] for each in fields(self)))

    def between(self, first: int, last: int) -> tuple[int, int]:
        start, end = np.searchsorted(self.moment, [first * 86_400, (last + 1) * 86_400])
        return int(start), int(end)


@dataclass(frozen=True)
class Mailings:
    """`unsubscribed` and `bounced` are, for each lead, the day of it."""

    campaign_days: list[int]
    activities: Activities
    unsubscribed: Ints
    bounced: Ints

    def campaign_name(self, campaign: int) -> str:
        on = day(self.campaign_days[campaign])
        season = listed("新春 新生活 春物 桜 母の日 初夏 お中元 夏物 秋物 ハロウィン 冬支度 年末")[
            on.month - 1
        ]
        return (
            f"{season}ニュース,{on.year}年{on.month}月"
            if campaign % 3
            else f"{season}フェア {on:%Y-%m}"
        )


def send(leads: Records, faces: Faces, seed: int, span: Span) -> Mailings:
    rng = stream(seed, "mailings")
    days = _campaign_days(rng, span)
    unsubscribed, bounced = np.full(leads.count, NEVER), np.full(leads.count, NEVER)
    warmth = faces.people.satisfaction[leads.person]
    reachable = ~is_blank(take(faces.email, leads.person + faces.people.count))
    scanned = rng.random(leads.count) < _SCANNED
    parts = []
    for campaign, on in enumerate(days):
        open_to = (leads.created < on) & (unsubscribed > on) & (bounced > on) & (leads.ended > on)
        rows = np.flatnonzero(open_to & reachable & (rng.random(leads.count) < _REACH))
        part = _one_mailing(rng, rows, warmth[rows], scanned[rows], on, campaign)
        left, broken = part.kind == UNSUBSCRIBED, part.kind == BOUNCED
        unsubscribed[part.lead[left]] = part.moment[left] // 86_400
        bounced[part.lead[broken]] = part.moment[broken] // 86_400
        parts.append(part)
    whole = Activities(
        *(
            np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(Activities)
        )
    )
    inside = np.flatnonzero(whole.moment < (span.last + 1) * 86_400)
    order = inside[np.lexsort((whole.lead[inside], whole.kind[inside], whole.moment[inside]))]
    return Mailings(days, whole.at(order), unsubscribed, bounced)


def _campaign_days(rng: np.random.Generator, span: Span) -> list[int]:
    """Two a month, and one in the last nights."""
    days = {span.last - 2}
    for first, last in span.history_months:
        for earliest in (3, 17):
            if (on := first + earliest + int(rng.integers(0, 6))) <= last:
                days.add(on)
    return sorted(days)


def _one_mailing(
    rng: np.random.Generator, rows: Ints, warmth: np.ndarray, scanned: Mask, on: int, campaign: int
) -> Activities:
    count = len(rows)
    sent = on * 86_400 + 36_000 + np.arange(count) * 600 // max(count, 1)
    fails = rng.random(count) < _BOUNCE
    delivered = sent + rng.integers(3, 90, count)
    opens = ~fails & (rng.random(count) < 1 / (1 + np.exp(0.75 - 0.55 * warmth)))
    opened = delivered + 60 + rng.exponential(28_000, count).astype(np.int64)
    again = opens & (rng.random(count) < 0.15)
    clicks = opens & (rng.random(count) < 0.2)
    clicked = opened + rng.integers(5, 200, count)
    leaves = opens & (rng.random(count) < np.where(warmth < -0.8, 0.05, 0.012))
    bots = ~fails & scanned
    groups = [
        (np.ones(count, bool), sent, SENT, False),
        (~fails, delivered, DELIVERED, False),
        (fails, delivered, BOUNCED, False),
        (opens, opened, OPENED, False),
        (again, opened + 7_200, OPENED, False),
        (clicks, clicked, CLICKED, False),
        (leaves, clicked + 40, UNSUBSCRIBED, False),
        (bots, delivered + 1, OPENED, True),
        (bots, delivered + 2, CLICKED, True),
    ]
    return Activities(
        lead=np.concatenate([rows[mask] for mask, _, _, _ in groups]),
        moment=np.concatenate([moment[mask] for mask, moment, _, _ in groups]),
        kind=np.concatenate([np.full(int(mask.sum()), kind) for mask, _, kind, _ in groups]),
        campaign=np.full(sum(int(mask.sum()) for mask, _, _, _ in groups), campaign),
        is_bot=np.concatenate([np.full(int(mask.sum()), bot) for mask, _, _, bot in groups]),
    )
