"""The ways in which one person is written: each quirk of Japanese records occurs somewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.sample.kana import half_width, hiragana, latin, passport
from tests.sample.conftest import SHIPPED
from tests.sample.reading import Row, all_rows, latest, truth

MEMBER_QUIRKS: dict[str, Callable[[Row], object]] = {
    "old form of a kanji": lambda row: re.search("[髙﨑邊邉齋齊濵濱𠮷]", row["姓"]),
    "reading in half width": lambda row: re.search("[ｦ-ﾟ]", row["フリガナ(姓)"]),
    "reading in hiragana": lambda row: re.search("[ぁ-ん]", row["フリガナ(姓)"]),
    "no reading": lambda row: not row["フリガナ(姓)"],
    "name in Latin letters": lambda row: re.match("[A-Za-z]", row["姓"]),
    "telephone without its zero": lambda row: re.fullmatch(r"[789]0\d{8}", row["携帯電話番号"]),
    "telephone in full width": lambda row: re.search("[０-９]", row["携帯電話番号"]),
    "telephone with country code": lambda row: row["携帯電話番号"].startswith("+81"),
    "telephone of zeros": lambda row: row["携帯電話番号"] == "0000000000",
    "telephone of the shop": lambda row: row["電話番号"] == "0312345678",
    "e-mail in capitals": lambda row: row["メールアドレス"].isupper(),
    "e-mail with a stray blank": lambda row: row["メールアドレス"] != row["メールアドレス"].strip(),
    "junk e-mail": lambda row: row["メールアドレス"] in ("info@example.jp", "test@test.com"),
    "birth date by era": lambda row: re.fullmatch(r"(昭和|平成)\S+年\d+月\d+日", row["生年月日"]),
    "birth date by letter": lambda row: re.fullmatch(r"[SH]\d+\.\d+\.\d+", row["生年月日"]),
    "birth date of zeros": lambda row: row["生年月日"] == "0000-00-00",
    "default birth date": lambda row: row["生年月日"] == "1900-01-01",
    "note with a line end": lambda row: "\r\n" in row["備考"],
}


@pytest.mark.parametrize("quirk", MEMBER_QUIRKS)
def test_the_shipped_members_show(quirk: str) -> None:
    members = latest(SHIPPED, "smaregi_kaiin", "会員ID").values()
    found = sum(bool(MEMBER_QUIRKS[quirk](row)) for row in members)
    assert 0 < found < len(members) / 3


def test_families_share_an_e_mail_or_a_telephone(company: Path) -> None:
    person = {row["source_record_id"]: row["person_id"] for row in truth(company, "records")}
    household = {row["person_id"]: row["household_id"] for row in truth(company, "persons")}
    owners: dict[str, set[str]] = defaultdict(set)
    for number, row in latest(company, "smaregi_kaiin", "会員ID").items():
        owners[row["メールアドレス"].strip().lower()].add(person[number])
    shared = [each for mail, each in owners.items() if "@example" in mail and len(each) > 1]
    assert any(len({household[who] for who in each}) == 1 for each in shared)


def test_namesakes_and_twins_live_in_the_sample() -> None:
    people = truth(SHIPPED, "persons")
    names = Counter((row["family_name"], row["given_name"]) for row in people)
    assert any(count > 1 for count in names.values())
    twins = defaultdict(list)
    for row in people:
        if row["is_twin"] == "true":
            twins[row["household_id"]].append((row["birth_on"], row["given_name"]))
    assert twins
    for one, other in twins.values():
        assert one[0] == other[0] and one[1] != other[1]


def test_e_mail_addresses_are_at_names_reserved_for_examples(company: Path) -> None:
    mails = [row["email"] for row in all_rows(company, "marketo_lead")]
    mails += [row["Email"] for row in all_rows(company, "salesforce_contact")]
    for mail in mails:
        domain = mail.strip().lower().replace("＠", "@").partition("@")[2]
        reserved = re.search(r"(^|\.)example\.(jp|com|net|org|ne\.jp|co\.jp)$", domain)
        assert reserved or mail.strip().lower() in ("", "null", "なし", "a@a", "test@test.com")


@pytest.mark.parametrize(
    ("kana", "plain", "short"),
    [
        ("サトウ", "Satou", "Sato"),
        ("イノウエ", "Inoue", "Inoue"),
        ("オオタ", "Oota", "Ota"),
        ("ハットリ", "Hattori", "Hattori"),
        ("ジュンコ", "Junko", "Junko"),
        ("リョウ", "Ryou", "Ryo"),
    ],
)
def test_a_reading_is_spelled_in_two_ways(kana: str, plain: str, short: str) -> None:
    assert (latin(kana), passport(kana)) == (plain, short)


def test_a_reading_is_written_in_half_width_and_in_hiragana() -> None:
    assert half_width("ジュンペイ") == "ｼﾞｭﾝﾍﾟｲ"
    assert hiragana("ジュンペイ") == "じゅんぺい"


def test_seasons_and_weekends_show_in_the_receipts() -> None:
    days = Counter(row["取引日時"][:10] for row in all_rows(SHIPPED, "smaregi_torihiki_meisai"))
    from datetime import date

    months: Counter[str] = Counter()
    weekend: Counter[bool] = Counter()
    for on, count in days.items():
        months[on[:7]] += count
        weekend[date.fromisoformat(on).weekday() > 4] += count
    assert months["2024-12"] > 1.25 * months["2024-11"]
    assert weekend[True] / 2 > 1.25 * weekend[False] / 5
