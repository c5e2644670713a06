"""Every KPI of a generic company, read off its rows with loops and nothing of the product.

Each KPI is a function of a period's first and last day that returns (value, n); None is no value.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from statistics import mean, median
from typing import Any

import holidays

from tests.oracle import generic_company as company

Row = dict[str, Any]
Value = tuple[float | None, int]
DAY = timedelta(days=1)
TOKYO = timedelta(hours=9)
AS_OF = company.AS_OF
AS_OF_MOMENT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 3, tzinfo=UTC) + DAY - TOKYO
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def day(moment: datetime) -> date:
    """The local business day, which begins at three."""
    return (moment + TOKYO - timedelta(hours=3)).date()


def share(true: int, count: int) -> Value:
    return (true / count if count else None), count


def year_before(end: date) -> date:
    """The first day of the 12 months to `end`."""
    eve = end + DAY
    try:
        return eve.replace(year=eve.year - 1)
    except ValueError:
        return eve.replace(year=eve.year - 1, day=28)


class Oracle:
    """The company's KPIs; `rows` as they stand after the last delivery."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.rows = rows

    def live(self, entity: str, at: str) -> list[Row]:
        """Rows that are not deleted and not after the as-of day."""
        return [
            row for row in self.rows[entity] if not row.get("is_deleted") and day(row[at]) <= AS_OF
        ]

    def within(self, rows: Iterable[Row], at: str, first: date, last: date) -> list[Row]:
        return [row for row in rows if first <= day(row[at]) <= last]

    # ---- orders

    @cached_property
    def orders(self) -> list[Row]:
        sales = self.live("sale", "sold_at")
        undone = {r["original_sale_record_id"] for r in sales if r["sale_type"] == "void"} - {None}
        returns: dict[str, list[int]] = defaultdict(list)
        for row in sales:
            if row["sale_type"] == "return" and row["original_sale_record_id"]:
                returns[row["original_sale_record_id"]].append(-abs(row["net_amount"]))
        found = []
        for row in sales:
            key = row["source_record_id"]
            if row["sale_type"] != "sale" or key in undone:
                continue
            net = row["net_amount"] + sum(returns[key])
            if returns[key] and net <= 0:
                continue
            found.append({**row, "net": net, "on": day(row["sold_at"])})
        return found

    @cached_property
    def occasions(self) -> dict[str, list[date]]:
        days: dict[str, set[date]] = defaultdict(set)
        for order in self.orders:
            if order["party_record_id"]:
                days[order["party_record_id"]].add(order["on"])
        return {person: sorted(each) for person, each in days.items()}

    @cached_property
    def first_sale_on(self) -> date:
        return min(day(row["sold_at"]) for row in self.live("sale", "sold_at"))

    @cached_property
    def silence(self) -> int:
        gaps = sorted(
            (later - earlier).days
            for days in self.occasions.values()
            for earlier, later in zip(days, days[1:], strict=False)
        )
        if len(gaps) < 30:
            return 365
        place = 0.9 * (len(gaps) - 1)
        low, high = gaps[math.floor(place)], gaps[math.ceil(place)]
        return math.ceil(round(low + (high - low) * (place - math.floor(place)), 6))

    def active(self, moment: date) -> set[str]:
        return {
            person
            for person, days in self.occasions.items()
            if any(0 <= (moment - each).days <= self.silence for each in days)
        }

    def buyers(self, first: date, last: date) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for order in self.orders:
            if order["party_record_id"] and first <= order["on"] <= last:
                found[order["party_record_id"]].append(order)
        return found

    def aov(self, first: date, last: date) -> Value:
        nets = [each["net"] for each in self.orders if first <= each["on"] <= last]
        return (sum(nets) / len(nets) if nets else None), len(nets)

    def active_customers(self, first: date, last: date) -> Value:
        count = len(self.active(last))
        return count, count

    def churn_rate(self, first: date, last: date) -> Value:
        eve = self.active(first - DAY)
        return share(len(eve - self.active(last)), len(eve))

    def retention_rate(self, first: date, last: date) -> Value:
        eve = self.active(first - DAY)
        return share(len(eve & self.active(last)), len(eve))

    def new_customers(self, first: date, last: date) -> Value:
        count = sum(first <= days[0] <= last for days in self.occasions.values())
        return count, count

    def repeat_rate_365d(self, first: date, last: date) -> Value:
        counts = [
            len({order["on"] for order in orders})
            for orders in self.buyers(last - timedelta(364), last).values()
        ]
        return share(sum(each >= 2 for each in counts), len(counts))

    def f2_rate(self, first: date, last: date) -> Value:
        mature = [
            days
            for days in self.occasions.values()
            if first <= days[0] <= last and (AS_OF - days[0]).days >= 180
        ]
        again = sum(len(days) > 1 and (days[1] - days[0]).days <= 180 for days in mature)
        return share(again, len(mature))

    def purchase_frequency_12m(self, first: date, last: date) -> Value:
        buyers = self.buyers(year_before(last), last)
        return (sum(map(len, buyers.values())) / len(buyers) if buyers else None), len(buyers)

    def omnichannel_share(self, first: date, last: date) -> Value:
        buyers = self.buyers(year_before(last), last)
        return share(
            sum(len({each["channel"] for each in orders}) > 1 for orders in buyers.values()),
            len(buyers),
        )

    def ltv_simple(self, first: date, last: date) -> Value:
        first = year_before(last)
        aov, _ = self.aov(first, last)
        frequency, buyers = self.purchase_frequency_12m(first, last)
        churn, _ = self.churn_rate(first, last)
        if aov is None or frequency is None or churn is None:
            return None, buyers
        rates = {r["product_code"]: r["gross_margin_rate"] for r in self.rows["product"]}
        of_year = {o["source_record_id"] for o in self.orders if first <= o["on"] <= last}
        lines = [
            line
            for line in self.rows["sale_line"]
            if line["sale_record_id"] in of_year
            and not line["is_return"]
            and rates[line["product_code"]] is not None
        ]
        net = sum(line["net_amount"] for line in lines)
        margin = sum(line["net_amount"] * rates[line["product_code"]] for line in lines) / net
        years = 5 if churn == 0 else min(5, 1 / churn)
        return aov * frequency * years * margin, buyers

    # ---- surveys

    @cached_property
    def sheets(self) -> dict[str, Row]:
        return {
            row["source_record_id"]: row
            for row in self.live("survey_response", "responded_at")
            if row["is_complete"] and not row["is_preview"] and row["survey_kind"] != "employee"
        }

    def answers(self, metric: str, first: date, last: date) -> list[Row]:
        return [
            row
            for row in self.rows["survey_answer"]
            if row["metric"] == metric
            and row["response_record_id"] in self.sheets
            and first <= day(self.sheets[row["response_record_id"]]["responded_at"]) <= last
        ]

    @cached_property
    def votes(self) -> list[tuple[Row, int]]:
        """The latest sheet of each customer, survey and wave, with its whole score."""
        latest: dict[object, tuple[Row, int]] = {}
        for answer in self.answers("nps", date.min, date.max):
            if answer["score"] != int(answer["score"]):
                continue
            sheet = self.sheets[answer["response_record_id"]]
            who = sheet["party_record_id"] or ("sheet", sheet["source_record_id"])
            key = (who, sheet["survey_id"], sheet["wave"])
            stamp = (sheet["responded_at"], sheet["source_record_id"])
            old = latest.get(key)
            if old is None or stamp > (old[0]["responded_at"], old[0]["source_record_id"]):
                latest[key] = sheet, int(answer["score"])
        return [vote for vote in latest.values() if vote[0]["survey_kind"] == "relationship"]

    def nps(self, first: date, last: date) -> Value:
        scores = [s for sheet, s in self.votes if first <= day(sheet["responded_at"]) <= last]
        if not scores:
            return None, 0
        score = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
        return score, len(scores)

    def csat(self, first: date, last: date) -> Value:
        good = []
        for row in self.answers("csat", first, last):
            if not row["higher_is_better"]:
                good.append(row["score"] <= 2)
            else:
                good.append(row["score"] >= (4 if row["scale_max"] == 5 else 6))
        return share(sum(good), len(good))

    def ces_ease(self, first: date, last: date) -> Value:
        ease = []
        for row in self.answers("ces", first, last):
            steps = row["scale_max"] - row["scale_min"]
            high = row["higher_is_better"]
            taken = row["score"] - row["scale_min"] if high else row["scale_max"] - row["score"]
            ease.append(100 * taken / steps)
        return (mean(ease) if ease else None), len(ease)

    def detractor_contacted_48h(self, first: date, last: date) -> Value:
        limit = timedelta(hours=48)
        contacted: dict[str, datetime] = {}
        for row in self.rows["follow_up"]:
            if not row["is_deleted"] and row["contacted_at"]:
                sheet = row["response_record_id"]
                contacted[sheet] = min(row["contacted_at"], contacted.get(sheet, NEVER))
        hits = [
            contacted.get(sheet["source_record_id"], NEVER) <= sheet["responded_at"] + limit
            for sheet, score in self.votes
            if score <= 6
            and first <= day(sheet["responded_at"]) <= last
            and sheet["responded_at"] + limit <= AS_OF_MOMENT
        ]
        return share(sum(hits), len(hits))

    def review_rating(self, first: date, last: date) -> Value:
        stars = [
            row["rating"] * 5 / (row["rating_max"] or 5)
            for row in self.within(self.live("review", "published_at"), "published_at", first, last)
            if row["review_kind"] == "review" and row["rating"] is not None
        ]
        return (mean(stars) if stars else None), len(stars)

    # ---- messages and pipeline

    def messages(self, first: date, last: date) -> list[set[str]]:
        rows: dict[object, list[Row]] = defaultdict(list)
        for row in self.live("message_activity", "occurred_at"):
            rows[row["campaign_id"], row["party_record_id"]].append(row)
        found = []
        for each in rows.values():
            sent = [row["occurred_at"] for row in each if row["activity_type"] == "sent"]
            on = day(min(sent or [row["occurred_at"] for row in each]))
            if first <= on <= last:
                found.append({row["activity_type"] for row in each if not row["is_bot"]})
        return found

    def email_delivery_rate(self, first: date, last: date) -> Value:
        sent = self.messages(first, last)
        return share(sum("delivered" in each for each in sent), len(sent))

    def _of_delivered(self, kind: str, first: date, last: date) -> Value:
        delivered = [each for each in self.messages(first, last) if "delivered" in each]
        return share(sum(kind in each for each in delivered), len(delivered))

    def email_open_rate(self, first: date, last: date) -> Value:
        return self._of_delivered("opened", first, last)

    def email_click_rate(self, first: date, last: date) -> Value:
        return self._of_delivered("clicked", first, last)

    def unsubscribe_rate(self, first: date, last: date) -> Value:
        return self._of_delivered("unsubscribed", first, last)

    @cached_property
    def items(self) -> list[Row]:
        return self.live("pipeline_item", "created_at")

    def _decided(self, deal: Row) -> date | None:
        return (deal["closed_on"] or day(deal["created_at"])) if deal["is_closed"] else None

    def win_rate(self, first: date, last: date) -> Value:
        won = []
        for deal in self.items:
            if deal["item_type"] == "deal":
                on = self._decided(deal)
                if on and first <= on <= last:
                    won.append(bool(deal["is_won"]))
        return share(sum(won), len(won))

    def pipeline_amount(self, first: date, last: date) -> Value:
        open_deals = [
            deal["amount"] or 0
            for deal in self.items
            if deal["item_type"] == "deal"
            and day(deal["created_at"]) <= last
            and not ((on := self._decided(deal)) and on <= last)
        ]
        return sum(open_deals), len(open_deals)

    def _requests(self, kind: str, first: date, last: date) -> Value:
        by_person: dict[str, list[datetime]] = defaultdict(list)
        for row in self.items:
            if row["item_type"] == kind:
                who = row["party_record_id"] or row["source_record_id"]
                by_person[who].append(row["created_at"])
        count = 0
        for moments in by_person.values():
            counted = None
            for at in sorted(moments):
                if counted is None or at > counted + DAY:
                    counted = at
                    count += first <= day(at) <= last
        return count, count

    def brochure_requests(self, first: date, last: date) -> Value:
        return self._requests("brochure_request", first, last)

    def quote_requests(self, first: date, last: date) -> Value:
        return self._requests("quote_request", first, last)

    def lead_to_customer_days(self, first: date, last: date) -> Value:
        days = []
        for lead in self.items:
            person = lead["party_record_id"]
            if lead["item_type"] == "lead" and person in self.occasions:
                at = min(o["sold_at"] for o in self.orders if o["party_record_id"] == person)
                if lead["created_at"] <= at and first <= day(at) <= last:
                    days.append((at - lead["created_at"]) / DAY)
        return (median(days) if days else None), len(days)

    # ---- web, app and product

    @cached_property
    def owner(self) -> dict[str, str]:
        """Visitor → the person who logged in with it; deleted rows tell that too."""
        return {r["visitor_id"]: r["user_id"] for r in self.rows["digital_event"] if r["user_id"]}

    @cached_property
    def visits(self) -> list[list[Row]]:
        known: dict[object, list[Row]] = defaultdict(list)
        unknown: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.live("digital_event", "occurred_at"), key=_in_order):
            if row["session_id"]:
                known[row["visitor_id"], row["session_id"]].append(row)
            else:
                unknown[row["visitor_id"]].append(row)
        found = list(known.values())
        for rows in unknown.values():
            visit: list[Row] = []
            for row in rows:
                if visit and row["occurred_at"] - visit[-1]["occurred_at"] > timedelta(minutes=30):
                    found.append(visit)
                    visit = []
                visit.append(row)
            found.append(visit)
        return found

    def visits_of(self, first: date, last: date) -> list[list[Row]]:
        return [v for v in self.visits if first <= day(v[0]["occurred_at"]) <= last]

    def sessions(self, first: date, last: date) -> Value:
        count = len(self.visits_of(first, last))
        return count, count

    def page_views(self, first: date, last: date) -> Value:
        count = sum(map(_views, self.visits_of(first, last)))
        return count, count

    def dwell_seconds(self, first: date, last: date) -> Value:
        times = []
        for visit in self.visits_of(first, last):
            given = [r["engagement_ms"] for r in visit if r["engagement_ms"] is not None]
            if given:
                times.append(sum(given) / 1000)
            elif len(visit) > 1:
                span = visit[-1]["occurred_at"] - visit[0]["occurred_at"]
                times.append(span.total_seconds())
        return (mean(times) if times else None), len(times)

    def bounce_rate_ga4(self, first: date, last: date) -> Value:
        visits = self.visits_of(first, last)
        engaged = sum(
            any(r["is_engaged"] for r in visit)
            or sum(r["engagement_ms"] or 0 for r in visit) > 10_000
            or any(r["event_name"] in company.KEY_EVENTS for r in visit)
            or _views(visit) >= 2
            for visit in visits
        )
        return share(len(visits) - engaged, len(visits))

    def bounce_rate_ua(self, first: date, last: date) -> Value:
        viewing = [visit for visit in self.visits_of(first, last) if _views(visit)]
        return share(sum(len(visit) == 1 for visit in viewing), len(viewing))

    def _with_event(self, name: str, first: date, last: date) -> Value:
        visits = self.visits_of(first, last)
        return share(sum(any(r["event_name"] == name for r in v) for v in visits), len(visits))

    def cvr_session(self, first: date, last: date) -> Value:
        return self._with_event("purchase", first, last)

    def cart_add_rate(self, first: date, last: date) -> Value:
        return self._with_event("add_to_cart", first, last)

    def cvr_user(self, first: date, last: date) -> Value:
        visits = self.visits_of(first, last)
        bought = {
            v[0]["visitor_id"] for v in visits if any(r["event_name"] == "purchase" for r in v)
        }
        return share(len(bought), len({v[0]["visitor_id"] for v in visits}))

    @cached_property
    def customer_events(self) -> list[tuple[str, Row]]:
        return [
            (self.owner[row["visitor_id"]], row)
            for row in self.live("digital_event", "occurred_at")
            if row["visitor_id"] in self.owner
        ]

    def feature_use_rate(self, first: date, last: date) -> Value:
        users, base = set(), set()
        for person, row in self.customer_events:
            if first <= day(row["occurred_at"]) <= last:
                is_feature = row["event_name"] in company.FEATURES
                if is_feature:
                    users.add(person)
                if is_feature or row["event_category"] == "product":
                    base.add(person)
        return share(len(users), len(base))

    def active_rate_30d(self, first: date, last: date) -> Value:
        active = {
            person
            for person, row in self.customer_events
            if (row["event_name"] == "open_report" or row["event_category"] == "app")
            and last - timedelta(29) <= day(row["occurred_at"]) <= last
        }
        known = sum(day(row["created_at"]) <= last for row in self.rows["party"])
        return share(len(active), known)

    def onboarding_completion_30d(self, first: date, last: date) -> Value:
        steps: dict[str, dict[str, datetime]] = defaultdict(dict)
        for person, row in self.customer_events:
            if step := company.STEPS.get(row["event_name"]):
                at = row["occurred_at"]
                steps[person][step] = min(at, steps[person].get(step, at))
        month = timedelta(days=30)
        done = []
        for reached in steps.values():
            start = min(reached.values())
            if first <= day(start) <= last and start + month <= AS_OF_MOMENT:
                done.append(all(reached.get(s, NEVER) <= start + month for s in company.REQUIRED))
        return share(sum(done), len(done))

    # ---- support

    @cached_property
    def cases(self) -> list[Row]:
        found = []
        for row in self.live("support_case", "created_at"):
            solved = row["solved_at"]
            found.append({**row, "solved_at": solved if solved and day(solved) <= AS_OF else None})
        return found

    def solved(self, first: date, last: date) -> list[Row]:
        return self.within([c for c in self.cases if c["solved_at"]], "solved_at", first, last)

    def contacts(self, first: date, last: date) -> Value:
        count = len(self.within(self.cases, "created_at", first, last))
        return count, count

    def backlog(self, first: date, last: date) -> Value:
        count = sum(
            day(case["created_at"]) <= last
            and not (case["solved_at"] and day(case["solved_at"]) <= last)
            for case in self.cases
        )
        return count, count

    def reopen_rate(self, first: date, last: date) -> Value:
        solved = self.solved(first, last)
        return share(sum(bool(case["reopened_count"]) for case in solved), len(solved))

    def resolution_hours_median(self, first: date, last: date) -> Value:
        hours = [
            (case["solved_at"] - case["created_at"]) / timedelta(hours=1)
            for case in self.solved(first, last)
        ]
        return (median(hours) if hours else None), len(hours)

    def fcr_7d(self, first: date, last: date) -> Value:
        week = timedelta(days=7)
        kept = []
        for case in self.solved(first, last):
            if case["solved_at"] + week > AS_OF_MOMENT:
                continue
            back = any(
                other is not case
                and case["party_record_id"] is not None
                and other["party_record_id"] == case["party_record_id"]
                and other["reason"] == case["reason"]
                and case["solved_at"] < other["created_at"] <= case["solved_at"] + week
                for other in self.cases
            )
            kept.append(not case["reopened_count"] and not back)
        return share(sum(kept), len(kept))

    @cached_property
    def replies(self) -> list[tuple[Row, datetime]]:
        said: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.rows["support_interaction"], key=_in_order):
            if not row["is_deleted"]:
                said[row["case_record_id"]].append(row)
        found = []
        for case in self.cases:
            rows = said[case["source_record_id"]]
            reply = case["first_replied_at"]
            if rows:
                people = [r for r in rows if r["author_type"] == "agent" and r["is_public"]]
                reply = people[0]["occurred_at"] if people else None
                if rows[0]["author_type"] == "agent":
                    reply = None
            if reply and reply < AS_OF_MOMENT:
                found.append((case, reply))
        return found

    def first_reply_minutes_median(self, first: date, last: date) -> Value:
        minutes = [
            (reply - case["created_at"]) / timedelta(minutes=1)
            for case, reply in self.replies
            if first <= day(case["created_at"]) <= last
        ]
        return (median(minutes) if minutes else None), len(minutes)

    def first_reply_business_minutes(self, first: date, last: date) -> Value:
        minutes = [
            open_minutes(case["created_at"], reply)
            for case, reply in self.replies
            if first <= day(case["created_at"]) <= last
        ]
        return (median(minutes) if minutes else None), len(minutes)


JAPAN = holidays.country_holidays("JP", years=range(2024, 2027))


def open_minutes(start: datetime, end: datetime) -> float:
    """Business minutes between two moments, span by span of every local day between them."""
    local_start, local_end = start + TOKYO, end + TOKYO
    total, on = 0.0, local_start.date()
    while on <= local_end.date():
        if on not in JAPAN and on not in company.CLOSED_ON:
            midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
            for opens, closes in company.HOURS.get(on.weekday(), []):
                low = max(local_start, midnight + timedelta(hours=opens))
                high = min(local_end, midnight + timedelta(hours=closes))
                total += max(0.0, (high - low) / timedelta(minutes=1))
        on += DAY
    return total


def _views(visit: list[Row]) -> int:
    return sum(row["event_name"] in ("page_view", "screen_view") for row in visit)


def _in_order(row: Row) -> tuple[datetime, str]:
    return row["occurred_at"], row["source_record_id"]


KPIS: dict[str, Callable[[Oracle, date, date], Value]] = {
    name: getattr(Oracle, name)
    for name in (
        "nps",
        "csat",
        "ces_ease",
        "review_rating",
        "active_customers",
        "churn_rate",
        "retention_rate",
        "new_customers",
        "repeat_rate_365d",
        "f2_rate",
        "purchase_frequency_12m",
        "aov",
        "ltv_simple",
        "omnichannel_share",
        "sessions",
        "page_views",
        "dwell_seconds",
        "bounce_rate_ga4",
        "bounce_rate_ua",
        "cvr_session",
        "cvr_user",
        "cart_add_rate",
        "brochure_requests",
        "quote_requests",
        "email_delivery_rate",
        "email_open_rate",
        "email_click_rate",
        "unsubscribe_rate",
        "win_rate",
        "pipeline_amount",
        "lead_to_customer_days",
        "contacts",
        "first_reply_minutes_median",
        "resolution_hours_median",
        "fcr_7d",
        "reopen_rate",
        "backlog",
        "onboarding_completion_30d",
        "active_rate_30d",
        "feature_use_rate",
        "detractor_contacted_48h",
    )
}
