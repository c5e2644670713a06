"""The truth beside the extracts: every record has its person, every person's facts add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from tests.sample.reading import all_rows, column, latest, receipts, truth


def test_every_record_of_every_system_is_in_the_truth_once(company: Path) -> None:
    found = Counter(
        (row["source_object"], row["source_record_id"]) for row in truth(company, "records")
    )
    assert set(found.values()) == {1}
    expected = {
        *(("contact", each) for each in latest(company, "salesforce_contact", "Id")),
        *(("lead", each) for each in latest(company, "marketo_lead", "id")),
        *(("member", each) for each in latest(company, "smaregi_kaiin", "会員ID")),
        *(("requester", row["Requester id"]) for row in all_rows(company, "zendesk_tickets")),
        *(("response", row["ResponseId"]) for row in all_rows(company, "qualtrics", headers=3)),
    }
    assert set(found) == expected


def test_people_are_known_to_one_to_five_systems(company: Path) -> None:
    systems = defaultdict(set)
    for row in truth(company, "records"):
        if row["person_id"]:
            systems[row["person_id"]].add(row["source_system"])
    assert {len(each) for each in systems.values()} == {1, 2, 3, 4, 5}
    assert set(systems) == {row["person_id"] for row in truth(company, "persons")}


def test_orders_and_money_of_persons_are_those_of_the_receipts(company: Path) -> None:
    person = {
        row["source_record_id"]: row["person_id"]
        for row in truth(company, "records")
        if row["source_object"] == "member"
    }
    books = receipts(company)
    undone = {
        lines[0]["打消取引ID"] for lines in books.values() if column(lines[0], "打消区分") == "2"
    }
    orders: Counter[str] = Counter()
    money: Counter[str] = Counter()
    first: dict[str, str] = {}
    for number, lines in books.items():
        head = lines[0]
        sold = head["取引区分"] == "1" and head["取消区分"] == "0" and number not in undone
        if not (sold and head["会員ID"] and column(head, "取引明細区分") == "1"):
            continue
        who = person[head["会員ID"]]
        orders[who] += 1
        money[who] += int(head["小計"]) - int(head["小計値引き"]) - int(head["内消費税"])
        first[who] = min(first.get(who, "9999"), head["取引日時"][:10])
    for row in truth(company, "persons"):
        who = row["person_id"]
        assert int(row["order_count"]) == orders[who]
        assert int(row["net_amount"]) == money[who]
        assert row["first_order_on"] == first.get(who, "")


def test_the_last_nps_is_that_of_the_last_complete_answer(company: Path) -> None:
    person = {row["source_record_id"]: row["person_id"] for row in truth(company, "records")}
    last: dict[str, tuple[str, str]] = {}
    for row in all_rows(company, "qualtrics", headers=3):
        if row.get("Q1") and row["Status"] == "0" and row["Finished"] == "1":
            who = person[row["ResponseId"]]
            last[who] = max(last.get(who, ("", "")), (row["RecordedDate"], row["Q1"]))
    for row in truth(company, "persons"):
        assert row["last_nps"] == last.get(row["person_id"], ("", ""))[1]


def test_detractors_stop_buying_more_often_than_promoters(company: Path) -> None:
    stopped = defaultdict(list)
    for row in truth(company, "persons"):
        if row["last_nps"] and row["in_pos"] == "true":
            group = (
                "promoter"
                if int(row["last_nps"]) > 8
                else "detractor"
                if int(row["last_nps"]) < 7
                else ""
            )
            stopped[group].append(row["has_stopped_buying"] == "true")
    share = {group: sum(each) / len(each) for group, each in stopped.items()}
    assert share["detractor"] > share["promoter"] + 0.25
