"""A small invented company that exports every canonical entity, with what makes counting hard.

Everyone has one party record, so that the customer of a row is the party that it names. Rows are
kept here as they stand after the last delivery; the files hold them as they arrived.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

Row = dict[str, object]
AS_OF = date(2026, 3, 15)
FIRST = datetime(2024, 1, 5, tzinfo=UTC)
LAST = datetime(2026, 3, 18, tzinfo=UTC)  # three days that the as-of day hides
DROPS = ("2026-03-14", "2026-03-16")

COMPANY = f"""\
name: 照合商店
business_day_start: "03:00"
as_of: {AS_OF}
key_events: [purchase, sign_up]
gate: {{}}
business_hours:
  monday: ["09:00-12:00", "13:00-18:00"]
  tuesday: "09:00-18:00"
  thursday: "10:00-20:00"
  friday: "09:00-18:00"
  closed_on: ["2025-08-14"]
"""
JOURNEY = """\
onboarding:
  - {step: register, events: [sign_up]}
  - {step: tour, events: [tour_done], required: false}
  - {step: import, events: [import_done, import_skipped]}
active: {events: [open_report], categories: [app]}
features:
  report: [open_report, print_report]
  share: [share_link]
"""
HOURS = {0: [(9, 12), (13, 18)], 1: [(9, 18)], 3: [(10, 20)], 4: [(9, 18)]}
CLOSED_ON = {date(2025, 8, 14)}
KEY_EVENTS = {"purchase", "sign_up"}
STEPS = {"sign_up": "register", "tour_done": "tour", "import_done": "import"}
STEPS["import_skipped"] = "import"
REQUIRED = {"register", "import"}
FEATURES = {"open_report": "report", "print_report": "report", "share_link": "share"}
FAMILY = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
]
GIVEN = [
    "一郎",
    "花子",
    "健太",
    "美咲",
    "大輔",
    "愛",
    "翔太",
    "結衣",
    "拓也",
    "彩",
    "誠",
    "恵",
    "直樹",
    "舞",
    "亮",
]


class Generator:
    """One company from one seed."""

    def __init__(self, seed: int, people: int = 200) -> None:
        self.draw = random.Random(seed)
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.people = [f"P{number:04d}" for number in range(people)]
        for number, person in enumerate(self.people):
            self._person(number, person)
        for number in range(12):
            rate = None if number % 4 == 0 else self.draw.choice([0.3, 0.45, 0.6])
            self.add("product", f"PR{number}", product_code=f"PR{number}", gross_margin_rate=rate)
        for person in self.people:
            self._sales(person)
            self._pipeline(person)
            self._surveys(person)
            self._support(person)
        for _ in range(people // 2):
            self._sale(None, self.moment())
        self._messages()
        self._visits()
        self._reviews()
        self._loose_ends()

    def add(self, entity: str, key: str, **columns: object) -> str:
        self.rows[entity].append({"source_record_id": key, **columns})
        return key

    def next_key(self, entity: str, prefix: str) -> str:
        return f"{prefix}{len(self.rows[entity]):05d}"

    def moment(self, first: datetime = FIRST, last: datetime = LAST) -> datetime:
        """A moment to the second; a few share one, and a few are on the hour."""
        at = first + timedelta(seconds=self.draw.randrange(int((last - first).total_seconds())))
        return at.replace(minute=0, second=0) if self.draw.random() < 0.2 else at

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def _person(self, number: int, person: str) -> None:
        self.add(
            "party",
            person,
            party_type="person",
            family_name=FAMILY[number % 15],
            given_name=GIVEN[number // 15] if number < 225 else f"第{number}",
            email=f"guest{number}@example.jp",
            created_at=FIRST - timedelta(days=self.draw.randrange(1, 200)),
        )

    def _sales(self, person: str) -> None:
        if self.chance(0.15):
            return
        at = self.moment(FIRST, LAST - timedelta(days=30))
        for _ in range(self.draw.choice([1, 1, 2, 3, 5, 9])):
            if at >= LAST:
                return
            self._sale(person, at)
            if self.chance(0.15):
                self._sale(person, at + timedelta(hours=2))
            at += timedelta(days=self.draw.choice([7, 20, 33, 60, 150, 179, 180, 181]))

    def _sale(self, person: str | None, at: datetime) -> None:
        key = self.next_key("sale", "S")
        lines = [
            (self.draw.randrange(12), self.draw.choice([0, 500, 1200, 3300]))
            for _ in range(self.draw.choice([1, 2, 3]))
        ]
        net = sum(amount for _, amount in lines)
        self._receipt(key, person, at, "sale", net, lines)
        fate = self.draw.random()
        later = at + timedelta(days=self.draw.choice([0, 1, 15]))
        if fate < 0.06:
            self._receipt(key + "R", person, later, "return", -net, lines, original=key)
        elif fate < 0.12 and net:
            self._receipt(key + "R", person, later, "return", -min(500, net), [], original=key)
        elif fate < 0.15:
            self._receipt(key + "V", person, later, "void", net, [], original=key)
        elif fate < 0.17:
            self.rows["sale"][-1]["sale_type"] = "void"
        elif fate < 0.19:
            self.rows["sale"][-1]["is_deleted"] = True

    def _receipt(
        self,
        key: str,
        person: str | None,
        at: datetime,
        kind: str,
        net: int,
        lines: list[tuple[int, int]],
        original: str | None = None,
    ) -> None:
        channel = self.draw.choice(["store", "store", "online"])
        self.add(
            "sale",
            key,
            party_record_id=person,
            store_id="W1" if channel == "online" else self.draw.choice(["A", "B"]),
            channel=channel,
            sale_type=kind,
            original_sale_record_id=original,
            # Some tills write a return without its sign.
            net_amount=abs(net) if kind == "return" and self.chance(0.5) else net,
            sold_at=at,
        )
        for number, (product, amount) in enumerate(lines, 1):
            self.add(
                "sale_line",
                f"{key}-{number}",
                sale_record_id=key,
                line_number=number,
                product_code=f"PR{product}",
                quantity=1,
                net_amount=-amount if kind == "return" else amount,
                is_return=kind == "return",
            )

    def _pipeline(self, person: str) -> None:
        if self.chance(0.5):
            self._item(person, "lead", self.moment(FIRST - timedelta(days=20), LAST))
        for _ in range(self.draw.choice([0, 0, 0, 1, 2])):
            at, closed = self.moment(), self.chance(0.6)
            on = at.date() + timedelta(days=self.draw.choice([0, 10, 45]))
            self._item(
                person,
                "deal",
                at,
                amount=self.draw.choice([None, 100000, 250000]),
                is_closed=closed,
                is_won=closed and self.chance(0.5),
                closed_on=on if closed and self.chance(0.9) else None,
            )
        if self.chance(0.4):
            at, kind = self.moment(), self.draw.choice(["brochure_request", "quote_request"])
            for _ in range(self.draw.choice([1, 2, 5])):
                self._item(person, kind, at)
                at += timedelta(hours=self.draw.choice([0, 3, 13, 24, 25]))

    def _item(self, person: str | None, kind: str, at: datetime, **more: object) -> None:
        key = self.next_key("pipeline_item", "D")
        self.add(
            "pipeline_item",
            key,
            party_record_id=person,
            item_type=kind,
            created_at=at,
            is_deleted=self.chance(0.04),
            **more,
        )

    def _surveys(self, person: str) -> None:
        for _ in range(self.draw.choice([0, 1, 2, 3])):
            kind = self.draw.choice(["relationship", "relationship", "transactional"])
            at = self.moment()
            key = self.add(
                "survey_response",
                self.next_key("survey_response", "R"),
                survey_id="SV1" if kind == "relationship" else "SV2",
                survey_kind=kind,
                wave=self.draw.choice(["spring", "autumn"]),
                touchpoint=self.draw.choice(["till", "web", None]),
                party_record_id=person if self.chance(0.9) else None,
                is_complete=self.chance(0.9),
                is_preview=self.chance(0.05),
                is_deleted=self.chance(0.04),
                responded_at=at,
            )
            score = self.draw.choice([*range(11)] * 6 + [7.5, None, None])
            self._answer(key, "Q1", "nps", (0, 10), True, score)
            low, high, up = self.draw.choice([(1, 5, True), (1, 7, True), (1, 5, False)])
            self._answer(key, "Q2", "csat", (low, high), up, self.draw.randint(low, high))
            low, high, up = self.draw.choice([(1, 7, True), (1, 5, False)])
            self._answer(key, "Q3", "ces", (low, high), up, self.draw.randint(low, high))
            if self.chance(0.5):
                self.add(
                    "follow_up",
                    self.next_key("follow_up", "F"),
                    response_record_id=key,
                    owner="窓口",
                    contacted_at=None
                    if self.chance(0.2)
                    else at + timedelta(hours=self.draw.choice([1, 30, 48, 49, 200])),
                    is_deleted=self.chance(0.1),
                )

    def _answer(
        self,
        sheet: str,
        question: str,
        metric: str,
        scale: tuple[int, int],
        up: bool,
        score: float | None,
    ) -> None:
        if score is not None:
            self.add(
                "survey_answer",
                f"{sheet}-{question}",
                response_record_id=sheet,
                question_key=question,
                metric=metric,
                scale_min=scale[0],
                scale_max=scale[1],
                higher_is_better=up,
                score=score,
            )

    def _support(self, person: str) -> None:
        at = self.moment()
        for _ in range(self.draw.choice([0, 0, 1, 3])):
            solved = at + timedelta(hours=self.draw.choice([0, 2, 30, 100]))
            is_solved = self.chance(0.8)
            key = self.add(
                "support_case",
                self.next_key("support_case", "T"),
                party_record_id=person if self.chance(0.9) else None,
                channel=self.draw.choice(["email", "phone"]),
                reason=self.draw.choice(["サイズ", "配送"]),
                created_at=at,
                first_replied_at=at + timedelta(minutes=self.draw.choice([0, 7, 90, 3000]))
                if self.chance(0.7)
                else None,
                solved_at=solved if is_solved else None,
                reopened_count=self.draw.choice([None, 0, 0, 0, 1]),
                is_deleted=self.chance(0.04),
            )
            if self.chance(0.6):
                self._talk(key, at)
            # The next one comes a moment inside, at, or outside the seven days.
            gap = self.draw.choice([timedelta(hours=5), timedelta(days=7)])
            at = (solved if is_solved else at) + gap + timedelta(seconds=self.draw.choice([0, 1]))
            if at >= LAST:
                return

    def _talk(self, case: str, at: datetime) -> None:
        speakers = ["customer", "bot", "agent", "agent"]
        if self.chance(0.15):
            speakers.reverse()
        for speaker in speakers[: self.draw.randint(1, 4)]:
            self.add(
                "support_interaction",
                self.next_key("support_interaction", "I"),
                case_record_id=case,
                author_type=speaker,
                is_public=self.chance(0.8),
                occurred_at=at,
                is_deleted=self.chance(0.05),
            )
            at += timedelta(minutes=self.draw.choice([1, 20, 400, 4000]))

    def _messages(self) -> None:
        for number in range(10):
            at = self.moment()
            for person in self.draw.sample(self.people, 40):
                seen = [("delivered", 0.9), ("opened", 0.5), ("clicked", 0.2), ("opened", 0.2)]
                kinds = [kind for kind, share in seen if self.chance(share)]
                kinds += ["sent"] if self.chance(0.95) else []
                kinds += ["unsubscribed"] if self.chance(0.05) else []
                for kind in kinds:
                    self.add(
                        "message_activity",
                        self.next_key("message_activity", "M"),
                        party_record_id=person,
                        channel="email",
                        activity_type=kind,
                        campaign_id=f"K{number}",
                        is_bot=kind in ("opened", "clicked") and self.chance(0.2),
                        occurred_at=at + timedelta(hours=self.draw.choice([0, 5, 40])),
                    )

    def _visits(self) -> None:
        plain = ["page_view", "page_view", "screen_view", "add_to_cart", "purchase", "scroll"]
        product = ["open_report", "print_report", "share_link", "import_done", "import_skipped"]
        product += ["sign_up", "tour_done"]
        for number in range(150):
            person = self.people[number] if number < 100 else None
            visits = self.draw.choice([1, 1, 2, 4])
            for visit in range(visits):
                at, session = self.moment(), f"{number}-{visit}" if number % 3 else None
                for _ in range(self.draw.choice([1, 1, 2, 3, 6])):
                    self._event(number, person, session, at, plain, product)
                    minutes = self.draw.choice([0, 1, 29, 30, 31, 600])
                    at += timedelta(minutes=minutes, seconds=self.draw.choice([0, 0, 1]))

    def _event(
        self,
        number: int,
        person: str | None,
        session: str | None,
        at: datetime,
        plain: list[str],
        product: list[str],
    ) -> None:
        category = self.draw.choice(["web", "web", "app", "product"])
        name = self.draw.choice(plain if category != "product" or person is None else product)
        self.add(
            "digital_event",
            self.next_key("digital_event", "E"),
            visitor_id=f"V{number}",
            user_id=person if self.chance(0.8) else None,
            session_id=session,
            event_name=name,
            event_category=category,
            engagement_ms=self.draw.choice([None, None, 0, 3000, 10001]),
            is_engaged=self.draw.choice([None, None, None, False, True]),
            traffic_medium=self.draw.choice([None, "cpc", "organic"]),
            # One that mails bear too, one of links alone, and what is no campaign.
            campaign_name={0: "K3", 1: "summer", 2: "(direct)"}.get(number % 7),
            occurred_at=at,
            is_deleted=self.chance(0.03),
        )

    def _reviews(self) -> None:
        for _ in range(120):
            high = self.draw.choice([None, 5, 10])
            rating = self.draw.choice([None, *range(1, (high or 5) + 1)])
            self.add(
                "review",
                self.next_key("review", "W"),
                review_kind=self.draw.choice(["review", "review", "mention"]),
                channel=self.draw.choice(["maps", "store_app"]),
                rating=rating,
                rating_max=high,
                published_at=self.moment(),
                is_deleted=self.chance(0.04),
            )

    def _loose_ends(self) -> None:
        self._receipt("LOOSE", None, self.moment(), "return", -700, [])
        for kind in ("brochure_request", "quote_request"):
            for _ in range(3):
                self._item(None, kind, self.moment())
        for month, employees in ((11, 12), (12, 9)):
            self._staff(datetime(2025, month, 10, tzinfo=UTC), employees)

    def _staff(self, at: datetime, employees: int) -> None:
        """What employees say; none of them is a customer, whatever address they give."""
        for number in range(employees):
            key = self.add(
                "survey_response",
                self.next_key("survey_response", "R"),
                survey_id="SV9",
                survey_kind="employee",
                email=f"staff{number}@example.jp",
                is_complete=True,
                is_preview=False,
                is_deleted=False,
                responded_at=at,
            )
            self._answer(key, "Q1", "nps", (0, 10), True, self.draw.randrange(11))


def write(rows: dict[str, list[Row]], folder: Path, seed: int) -> None:
    """The company folder: a first drop, and a late one that corrects some rows of the first."""
    draw = random.Random(seed + 1)
    folder.mkdir(parents=True)
    (folder / "company.yaml").write_text(COMPANY, "utf-8")
    (folder / "journey.yaml").write_text(JOURNEY, "utf-8")
    entries = ["sources:"]
    for entity, all_rows in rows.items():
        entries.append(
            f"  - {{name: shop, contract: generic/{entity}, "
            f"path: extracts/{entity}/*.csv, timezone: Asia/Tokyo}}"
        )
        columns = list(dict.fromkeys(column for row in all_rows for column in row))
        shuffled = draw.sample(all_rows, len(all_rows))
        late = shuffled[: len(all_rows) // 5]
        early = shuffled[len(all_rows) // 5 :]
        early += [_before_correction(row) for row in draw.sample(late, len(late) // 2)]
        for drop, delivered in zip(DROPS, (early, late), strict=True):
            path = folder / "extracts" / entity / f"{drop}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows(
                    [_text(row.get(column)) for column in columns] for row in delivered
                )
    (folder / "sources.yaml").write_text("\n".join(entries) + "\n", "utf-8")


def _before_correction(row: Row) -> Row:
    """What the source said at first: the same row, not yet deleted, for another amount."""
    old = {**row, "is_deleted": None} if "is_deleted" in row else dict(row)
    if isinstance(old.get("net_amount"), int) and old.get("sale_type") == "sale":
        old["net_amount"] = int(str(old["net_amount"])) + 111
    return old


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
