"""The marts beside the KPIs, read off a generic company's rows like the KPIs: by loops alone.

Each function gives what the rows say by the mart's own key; rates are left to the reader's eye.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.generic_kpis import AS_OF, AS_OF_MOMENT, Oracle, Row, day, open_minutes

Figures = dict[tuple[Any, ...], tuple[Any, ...]]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LOOK_BACK = timedelta(days=30)
STEPS = [{"page_view", "screen_view"}, {"add_to_cart"}, {"purchase"}]
GRADES = (("a", 50), ("b", 30), ("c", 10), ("d", -1_000_000))


def month(moment: datetime) -> date:
    return day(moment).replace(day=1)


def month_ends() -> Iterator[tuple[date, date]]:
    """The first and the last day of every month until the as-of day."""
    first = date(2024, 1, 1)
    while first <= AS_OF:
        following = (first + timedelta(days=32)).replace(day=1)
        yield first, min(following - timedelta(days=1), AS_OF)
        first = following


def percentile(values: list[float], share: float) -> float | None:
    """Interpolated between the two nearest, as the tools of statisticians do it."""
    if not values:
        return None
    ordered, place = sorted(values), share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def contact_reasons(oracle: Oracle) -> Figures:
    """contacts, replied, median, p90, business median, solved, reopened, settled and mature in 7,
    14 and 30 days, resolution median, p90, solved in 72 hours, open, open beyond 72 hours."""
    groups: dict[tuple[Any, ...], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for case in oracle.cases:
        groups[month(case["created_at"]), case["channel"], case["reason"]]["new"].append(case)
        if case["solved_at"]:
            groups[month(case["solved_at"]), case["channel"], case["reason"]]["solved"].append(case)
        for first, last in month_ends():
            if day(case["created_at"]) <= last and not (
                case["solved_at"] and day(case["solved_at"]) <= last
            ):
                groups[first, case["channel"], case["reason"]]["open"].append((case, last))
    replies = {case["source_record_id"]: reply for case, reply in oracle.replies}
    found: Figures = {}
    for key, lists in groups.items():
        pairs = [
            (case["created_at"], replies[case["source_record_id"]])
            for case in lists["new"]
            if replies.get(case["source_record_id"], case["created_at"]) >= case["created_at"]
            and case["source_record_id"] in replies
        ]
        minutes = [(reply - created) / MINUTE for created, reply in pairs]
        solved = lists["solved"]
        hours = [(case["solved_at"] - case["created_at"]) / HOUR for case in solved]
        windows: list[int] = []
        for days in (7, 14, 30):
            window = timedelta(days=days)
            mature = [case for case in solved if case["solved_at"] + window <= AS_OF_MOMENT]
            settled = [case for case in mature if not _came_back(oracle, case, window)]
            windows += [len(settled), len(mature)]
        late = [
            1
            for case, last in lists["open"]
            if case["created_at"] + 72 * HOUR < AS_OF_MOMENT - (AS_OF - last)
        ]
        found[key] = (
            len(lists["new"]),
            len(minutes),
            percentile(minutes, 0.5),
            percentile(minutes, 0.9),
            percentile([open_minutes(*pair) for pair in pairs], 0.5),
            len(solved),
            sum(bool(case["reopened_count"]) for case in solved),
            *windows,
            percentile(hours, 0.5),
            percentile(hours, 0.9),
            sum(each <= 72 for each in hours),
            len(lists["open"]),
            len(late),
        )
    return found


def _came_back(oracle: Oracle, case: Row, window: timedelta) -> bool:
    return bool(case["reopened_count"]) or any(
        other["party_record_id"] == case["party_record_id"]
        and other["reason"] == case["reason"]
        and case["solved_at"] < other["created_at"] <= case["solved_at"] + window
        for other in oracle.cases
        if case["party_record_id"]
    )


def web_funnel(oracle: Oracle) -> Figures:
    """sessions and those that stalled, by month, channel and step; what is not tracked left out."""
    paths: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for visit in oracle.visits:
        reached, since = 0, None
        while reached < len(STEPS):
            at = [
                row["occurred_at"]
                for row in visit
                if row["event_name"] in STEPS[reached]
                and (since is None or row["occurred_at"] >= since)
            ]
            if not at:
                break
            since, reached = min(at), reached + 1
        if reached:
            media = [row["traffic_medium"] for row in visit if row["traffic_medium"]]
            paths[month(visit[0]["occurred_at"]), min(media, default="unknown")].append(reached)
    names = ("view", "cart", "purchase")
    return {
        (*key, name): (
            sum(each >= number for each in furthest),
            sum(each == number for each in furthest) if number < len(STEPS) else 0,
        )
        for key, furthest in paths.items()
        for number, name in enumerate(names, 1)
    }


def campaign_influence(oracle: Oracle) -> Figures:
    """orders, first-touch orders, last-touch orders and the amounts of all three ways."""
    touches: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in oracle.live("message_activity", "occurred_at"):
        if row["activity_type"] in ("delivered", "opened", "clicked") and not row["is_bot"]:
            touches[row["party_record_id"]].append((row["occurred_at"], row["campaign_id"]))
    for visit in oracle.visits:
        person, campaign = oracle.owner.get(visit[0]["visitor_id"]), visit[0]["campaign_name"]
        if person and campaign and not campaign.startswith("("):
            touches[person].append((visit[0]["occurred_at"], campaign))
    sums: dict[tuple[Any, ...], list[float]] = defaultdict(lambda: [0.0] * 6)
    for order in oracle.orders:
        person, at, net = order["party_record_id"], order["sold_at"], order["net"]
        if not person:
            continue
        seen = [touch for touch in touches[person] if at - LOOK_BACK <= touch[0] <= at]
        campaigns = {campaign for _, campaign in seen} or {"none"}
        firsts = {c: min((t for t, k in seen if k == c), default=at) for c in campaigns}
        lasts = {c: max((t for t, k in seen if k == c), default=at) for c in campaigns}
        first = min(campaigns, key=lambda c: (firsts[c], c))
        last = min(campaigns, key=lambda c: (at - lasts[c], c))
        for campaign in campaigns:
            figures = sums[order["on"].replace(day=1), campaign]
            figures[0] += 1
            figures[1] += campaign == first
            figures[2] += campaign == last
            figures[3] += net * (campaign == first)
            figures[4] += net * (campaign == last)
            figures[5] += net / len(campaigns)
    return {key: tuple(figures) for key, figures in sums.items()}


def survey_metrics(oracle: Oracle) -> Figures:
    """n, mean on 0 to 100 and top box by month, survey, touchpoint and metric.

    The means of fewer than ten employees are None.
    """
    scores: dict[tuple[Any, ...], list[tuple[float, bool]]] = defaultdict(list)
    sheets = {
        row["source_record_id"]: row for row in oracle.live("survey_response", "responded_at")
    }
    latest: dict[object, tuple[Any, Row, float]] = {}
    for answer in oracle.rows["survey_answer"]:
        sheet = sheets.get(answer["response_record_id"])
        if sheet is None or not sheet["is_complete"] or sheet["is_preview"]:
            continue
        if answer["metric"] == "nps":
            if answer["score"] == int(answer["score"]):
                who = sheet.get("party_record_id") or ("sheet", sheet["source_record_id"])
                voice = who, sheet["survey_id"], sheet.get("wave")
                stamp = sheet["responded_at"], sheet["source_record_id"]
                if voice not in latest or stamp > latest[voice][0]:
                    latest[voice] = stamp, sheet, answer["score"]
            continue
        low, high = answer["scale_min"], answer["scale_max"]
        taken = answer["score"] - low if answer["higher_is_better"] else high - answer["score"]
        # One below the end of five or seven for satisfaction; two thirds of the way for ease.
        least = high - low - 1 if answer["metric"] == "csat" else (high - low) * 2 / 3
        scores[_cut(sheet, answer["metric"])].append((100 * taken / (high - low), taken >= least))
    for _, sheet, score in latest.values():
        scores[_cut(sheet, "nps")].append((10 * score, score >= 9))
    return {
        key: (
            (len(each), None, None)
            if key[1] == "SV9" and len(each) < 10
            else (len(each), sum(s for s, _ in each) / len(each), sum(top for _, top in each))
        )
        for key, each in scores.items()
    }


def _cut(sheet: Row, metric: str) -> tuple[Any, ...]:
    touchpoint = sheet.get("touchpoint") or "unknown"
    return month(sheet["responded_at"]), sheet["survey_id"], touchpoint, metric


def lead_scores(oracle: Oracle) -> Figures:
    """score, grade and the earned signals of every customer with something open tonight."""
    newest: dict[str, list[Row]] = defaultdict(list)
    for item in oracle.items:
        person, on = item["party_record_id"], day(item["created_at"])
        decided = item.get("is_closed") and (item.get("closed_on") or on) <= AS_OF
        bought = [each for each in oracle.occasions.get(person or "", []) if on <= each <= AS_OF]
        if (
            person
            and not decided
            and on > AS_OF - timedelta(days=365)
            and (item["item_type"] == "deal" or not bought)
        ):
            newest[person].append(item)
    contacts = _contacts(oracle)
    found: Figures = {}
    for person in newest:
        earned: dict[str, int] = {}
        for signal, points, kinds, least, within in (
            ("asked_for_a_quote", 30, {"quote_request"}, 1, 90),
            ("asked_for_a_brochure", 20, {"brochure_request"}, 1, 90),
            ("visits_again_and_again", 15, {"web_visit", "app_visit"}, 3, 30),
            ("clicked_a_message", 10, {"clicked"}, 1, 30),
            ("opens_messages", 5, {"opened"}, 3, 30),
            ("bought_before", 10, {"purchase"}, 1, 1095),
            ("unsubscribed", -20, {"unsubscribed"}, 1, 365),
        ):
            since = AS_OF - timedelta(days=within)
            if sum(kind in kinds and on > since for kind, on in contacts[person]) >= least:
                earned[signal] = points
        score = sum(earned.values())
        grade = next(grade for grade, least in GRADES if score >= least)
        found[(person,)] = score, grade, earned
    return found


def _contacts(oracle: Oracle) -> dict[str, list[tuple[str, date]]]:
    contacts: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for item in oracle.items:
        contacts[item["party_record_id"]].append((item["item_type"], day(item["created_at"])))
    for order in oracle.orders:
        contacts[order["party_record_id"]].append(("purchase", order["on"]))
    for row in oracle.live("message_activity", "occurred_at"):
        if not row["is_bot"]:
            on = day(row["occurred_at"])
            contacts[row["party_record_id"]].append((row["activity_type"], on))
    for visit in oracle.visits:
        person = oracle.owner.get(visit[0]["visitor_id"])
        kind = min(row["event_category"] for row in visit)
        if person:
            contacts[person].append((f"{kind}_visit", day(visit[0]["occurred_at"])))
    return contacts


def reasons(text: str) -> dict[str, int]:
    return dict(json.loads(text))
