"""KPIs of the sample company by hand, straight from the definitions in words."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.oracle import extracts

Order = tuple[str, str, Decimal]  # member id ('' for a guest), business day, net amount


def orders(company: Path) -> list[Order]:
    """Revenue receipts, voids and their reversals out."""
    receipts = extracts.receipts(company)
    undone = {
        lines[0]["打消取引ID"]
        for lines in receipts.values()
        if lines[0]["打消区分"] == "2" and lines[0]["取引区分"] == "1"
    }
    found = []
    for transaction_id, lines in receipts.items():
        head = lines[0]
        if head["取引区分"] != "1" or head["取消区分"] == "1" or head["打消区分"] == "2":
            continue
        if transaction_id in undone or all(line["取引明細区分"] == "2" for line in lines):
            continue
        # The head's own sums: subtotal less its discount less the tax inside; points are a payment.
        net = Decimal(head["小計"]) - Decimal(head["小計値引き"] or 0) - Decimal(head["内消費税"])
        found.append((head["会員ID"], head["取引日時"][:10], net))
    return found


def aov(company: Path, first: str, last: str) -> tuple[Decimal, int]:
    """Net amount and number of the orders of a period."""
    nets = [net for _, day, net in orders(company) if first <= day <= last]
    return sum(nets, Decimal(0)), len(nets)


def repeat_rate_365d(company: Path, customer_of: dict[str, str], end: str) -> tuple[int, int]:
    """Buyers with two occasions or more, and buyers, in the 365 days to the period's end."""
    first = (date.fromisoformat(end) - timedelta(days=364)).isoformat()
    days: dict[str, set[str]] = defaultdict(set)
    for member, day, _ in orders(company):
        if member in customer_of and first <= day <= end:
            days[customer_of[member]].add(day)
    return sum(len(each) >= 2 for each in days.values()), len(days)


def new_customers(company: Path, customer_of: dict[str, str], first: str, last: str) -> int:
    """Customers whose first order falls in the period."""
    first_day: dict[str, str] = {}
    for member, day, _ in orders(company):
        if member in customer_of:
            customer = customer_of[member]
            first_day[customer] = min(day, first_day.get(customer, day))
    return sum(first <= day <= last for day in first_day.values())


def email_open_rate(company: Path, first: str, last: str) -> tuple[int, int]:
    """Messages opened by a person, and delivered; a message is a campaign and a recipient."""
    messages: dict[tuple[str, str], list[extracts.Row]] = defaultdict(list)
    for row in extracts.latest(company, "marketo_activity", "marketoGUID", None).values():
        if row["activityTypeId"] in {"6", "7", "8", "9", "10", "11", "27"}:
            campaign = row["campaignId"]
            if campaign == "null":
                campaign = row["primaryAttributeValueId"]
            messages[campaign, row["leadId"]].append(row)
    opened = delivered = 0
    for rows in messages.values():
        sent = [row["activityDate"] for row in rows if row["activityTypeId"] == "6"]
        day = extracts.tokyo_day(min(sent or [row["activityDate"] for row in rows]))
        if not first <= day <= last:
            continue
        if any(row["activityTypeId"] == "7" for row in rows):
            delivered += 1
            opened += any(
                row["activityTypeId"] == "10"
                and not json.loads(row["attributes"]).get("Is Bot Activity", False)
                for row in rows
            )
    return opened, delivered


def win_rate(company: Path, first: str, last: str) -> tuple[int, int]:
    """Deals won, and deals closed, by closing day."""
    closed = [
        row
        for row in extracts.latest(
            company, "salesforce_opportunity", "Id", "SystemModstamp"
        ).values()
        if row["IsDeleted"] == "false"
        and row["IsClosed"] == "true"
        and first <= row["CloseDate"] <= last
    ]
    return sum(row["IsWon"] == "true" for row in closed), len(closed)


def nps(
    company: Path, survey: str, question: str, respondent: dict[str, str], first: str, last: str
) -> tuple[int, int, int]:
    """Promoters, detractors and answers: the latest complete sheet of each customer."""
    latest: dict[str, tuple[str, str, int]] = {}
    for sheet in extracts.survey_sheets(company, f"qualtrics_{survey}"):
        score = sheet[question]
        if not score.isdigit() or not 0 <= int(score) <= 10:
            continue
        who = respondent.get(sheet["_recordId"], sheet["_recordId"])
        wave = sheet.get("wave", "")
        stamp = (sheet["recordedDate"], sheet["_recordId"])
        if (who, wave) not in latest or stamp > latest[who, wave][:2]:
            latest[who, wave] = (*stamp, int(score))
    scores = [score for recorded, _, score in latest.values() if first <= recorded[:10] <= last]
    return sum(s >= 9 for s in scores), sum(s <= 6 for s in scores), len(scores)


def csat(
    company: Path, survey: str, questions: tuple[str, ...], first: str, last: str
) -> tuple[int, int]:
    """Answers 4 and 5 of 5, and all answers, over complete sheets."""
    answers = [
        int(sheet[question])
        for sheet in extracts.survey_sheets(company, f"qualtrics_{survey}")
        if first <= sheet["recordedDate"][:10] <= last
        for question in questions
        if sheet[question] in {"1", "2", "3", "4", "5"}
    ]
    return sum(answer >= 4 for answer in answers), len(answers)
