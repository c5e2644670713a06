"""Each rule of the match keys, as a table of what is written and what it is compared as."""

import re

import pytest

from dagster_project.matching.normalise import (
    address_keys,
    default_births,
    email,
    fold,
    member_code,
    phone,
    postal_code,
    reading_key,
)
from dagster_project.matching.normalise.address import kanji_number
from dagster_project.matching.normalise.birth import could_be_one_day
from dagster_project.matching.normalise.email import ROLE, mailbox
from dagster_project.matching.normalise.member import comparable
from dagster_project.matching.normalise.nicknames import formal_names
from dagster_project.matching.normalise.phone import is_mobile


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("髙橋", "高橋"), ("山﨑", "山崎"), ("渡邊", "渡辺"), ("渡邉", "渡辺"), ("齋藤", "斉藤"),
        ("齊藤", "斎藤"), ("濵田", "浜田"), ("櫻井", "桜井"),
        ("𠮷田", "吉田"), ("栁", "柳"),
        ("大嶋", "大島"), ("瀧澤", "滝沢"), ("德永", "徳永"),
        ("國分", "国分"), ("佐々木", "佐佐木"),
        ("ＳＡＴＯ", "SATO"), ("ｻﾄｳ ｶﾞｷﾞ", "サトウ ガギ"), ("佐藤\u3000健", "佐藤 健"),
        ("葛\U000e0100城", "葛城"),
    ],
)  # fmt: skip
def test_variant_characters_and_widths_fold_to_one_key(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [("斎藤", "佐藤"), ("高橋", "高梨"), ("浜田", "濱口")])
def test_different_names_keep_different_keys(left: str, right: str) -> None:
    assert fold(left) != fold(right)


@pytest.mark.parametrize(
    "spellings",
    [
        ("サトウ", "さとう", "ｻﾄｳ", "Sato", "Satoh", "Satou", "SATŌ", "Satô"),
        ("コウヘイ", "Kohei", "Kouhei", "Kōhei"),
        ("オオノ", "Ohno", "Ono", "Oono"),
        ("オオタ", "Ohta", "Ota"),
        ("ジュンイチ", "Junichi", "Jun'ichi", "Zyunniti"),
        ("シンバシ", "Shimbashi", "Shinbashi", "Sinbasi"),
        ("リョウ", "Ryo", "Ryou", "Ryoh"),
        ("チヅル", "Chizuru", "Tizuru", "Chiduru"),
        ("フジワラ", "Fujiwara", "Huziwara"),
        ("ユウキ", "Yuki", "Yuuki", "Yūki"),
        ("ハットリ", "Hattori"),
        ("マッチ", "Matchi", "Macchi"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_every_spelling_of_a_reading_gives_one_phonetic_key(spellings: tuple[str, ...]) -> None:
    assert len({reading_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [("Smith", "smith"), ("Emily", "emily"), ("Ōta", "ota"), ("Müller", "muller"),
     ("O'Brien", "obrien")],
)  # fmt: skip
def test_a_western_name_keeps_its_own_letters(name: str, key: str) -> None:
    assert reading_key(name) == key


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("78 Keenan St, Wingara", "keenan street wingara|78"),
        ("Flat 2, 14 High St., London", "high street london|14"),
        ("123 N Main St Apt 4, Springfield", "north main street springfield|123"),
        ("2/98 Latchford Rd", "latchford road|98"),
        ("12 St John Street", "saint john street|12"),
        ("Light Street", None),
    ],
)
def test_a_street_address_is_its_street_and_house(raw: str, key: str | None) -> None:
    assert address_keys(raw) == key


@pytest.mark.parametrize(
    ("left", "right"),
    [("ユウカ", "Yuki"), ("Kenji", "Kenichi"), ("アキ", "Aiko"), ("シンイチ", "Shingo")],
)
def test_different_readings_keep_different_keys(left: str, right: str) -> None:
    assert reading_key(left) != reading_key(right)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        (" ICHIRO@Example.JP ", "ichiro@example.jp"),
        ("ｉｃｈｉｒｏ＠example．jp", "ichiro@example.jp"),
        ("一郎 <ichiro@example.jp>", "ichiro@example.jp"),
        ("mailto:ichiro@example.jp", "ichiro@example.jp"),
        ("ich.iro+shop@gmail.com", "ichiro@gmail.com"),
        ("ichiro@googlemail.com", "ichiro@gmail.com"),
        ("ich.iro+shop@example.jp", "ich.iro+shop@example.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("test@example.jp", None),
        ("noreply@example.jp", None),
        ("xxx@example.jp", None),
        ("none", None),
        ("a@b", None),
        ("two@@example.jp", None),
        ("", None),
    ],
)
def test_an_email_names_one_mailbox_or_nothing(raw: str, normal: str | None) -> None:
    assert email(raw) == normal


@pytest.mark.parametrize(
    ("address", "role"), [("info@a.jp", True), ("shop2@a.jp", True), ("shopia@a.jp", False)]
)
def test_an_office_mailbox_is_told_from_a_personal_one(address: str, role: bool) -> None:
    assert bool(re.match(ROLE, mailbox(address))) is role


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("090-1111-2233", "09011112233"),
        ("０９０－１１１１－２２３３", "09011112233"),
        ("090(1111)2233", "09011112233"),
        ("090 1111 2233 (自宅)", "09011112233"),
        ("携帯：090-1111-2233", "09011112233"),
        ("+81 90-1111-2233", "09011112233"),
        ("+81 (0)90 1111 2233", "09011112233"),
        ("819011112233", "09011112233"),
        ("9011112233", "09011112233"),
        ("312345679", "0312345679"),
        ("03-3456-7890 内線12", "0334567890"),
        ("03-3456-7890 / 090-1111-2233", "0334567890"),
        ("0466-22-1234", "0466221234"),
        ("050-3456-7891", "05034567891"),
        ("+1 415 555 2671", "+14155552671"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+1 23", None),
        ("0000000000", None),
        ("09000000000", None),
        ("090-1234-5678", None),
        ("1234567890", None),
        ("03-1234-5678", None),
        ("0120-444-444", None),
        ("090-1111-223", None),
        ("なし", None),
        ("", None),
    ],
)
def test_a_phone_number_is_its_national_digits_or_nothing(raw: str, normal: str | None) -> None:
    assert phone(raw) == normal


@pytest.mark.parametrize(
    ("short", "formal"),
    [
        ("bob", {"robert"}),
        ("robert", {"robert"}),
        ("bert", {"albert", "gilbert", "herbert", "hubert", "robert"}),
        ("tarou", set()),
    ],
)
def test_a_short_name_may_stand_for_several_formal_ones(short: str, formal: set[str]) -> None:
    assert formal_names(short) == formal


@pytest.mark.parametrize(
    ("raw", "country", "normal"),
    [
        ("(415) 555-2671", "US", "+14155552671"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("0412 345 678", "AU", "+61412345678"),
        ("090-1111-2233", "US", "09011112233"),
        ("+81 90 1111 2233", "GB", "09011112233"),
    ],
)
def test_a_number_without_a_code_belongs_to_the_companys_country(
    raw: str, country: str, normal: str
) -> None:
    assert phone(raw, country) == normal


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("09011112233", True),
        ("0334567890", False),
        ("05034567891", False),
        ("+447911123456", True),
        ("+442079460958", False),
        ("+14155552671", True),
    ],
)
def test_only_a_mobile_number_is_personal(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "東京都千代田区丸の内一丁目2番3号 丸ビル405",
            "千代田区丸の内1-2-3-405",
            "千代田区丸の内１－２－３",
            "東京都 千代田区 丸の内1丁目2-3",
            "千代田区丸の内1ー2ー3 丸ビル",
            "千代田区丸の内1の2の3",
        ),
        ("千葉県鎌ヶ谷市中央1-2-3", "鎌ケ谷市中央一丁目二番三号", "鎌が谷市中央1-2-3"),
        ("新宿区大字西落合123番地", "新宿区西落合123"),
        ("札幌市中央区北1条西2丁目3-4", "北海道札幌市中央区北１条西２－３－４"),
        ("瀧澤村1-2", "滝沢村1番地2"),
    ],
    ids=lambda spellings: spellings[-1],
)
def test_every_way_to_write_a_block_gives_one_address_key(spellings: tuple[str, ...]) -> None:
    assert len({address_keys(spelling) for spelling in spellings}) == 1
    assert address_keys(spellings[0]) is not None


@pytest.mark.parametrize("raw", ["", "東京都", "千代田区丸の内", "北沢2丁目", "1-2-3"])
def test_an_address_without_a_block_is_no_key(raw: str) -> None:
    assert address_keys(raw) is None


def test_a_town_named_by_a_number_keeps_its_name() -> None:
    assert address_keys("千代田区三番町5番地2") == "千代田区三番町|5-2"


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十一", 21), ("一〇", 10), ("百三", 103), ("九", 9)]
)
def test_kanji_numbers_are_read(text: str, value: int) -> None:
    assert kanji_number(text) == value


@pytest.mark.parametrize(
    ("raw", "normal"),
    [("〒100-0001", "1000001"), ("１００－０００１", "1000001"), ("100", None), ("0000000", None),
     ("600001", "0600001"), ("sw1a 1aa", "SW1A1AA"), ("90210-1234", "90210"), ("2145", "2145")],
)  # fmt: skip
def test_a_postal_code_has_one_spelling_or_is_none(raw: str, normal: str | None) -> None:
    assert postal_code(raw) == normal


@pytest.mark.parametrize(
    ("raw", "normal"),
    [("００１２３４５", "0012345"), (" m-12 ", "M-12"), ("0000000", None), ("guest", None)],
)
def test_a_member_code_stays_text(raw: str, normal: str | None) -> None:
    assert member_code(raw) == normal


def test_codes_that_differ_in_leading_zeros_are_two_codes_but_no_contradiction() -> None:
    assert member_code("0012345") != member_code("12345")
    assert comparable("0012345") == comparable("12345")


def test_a_day_that_far_too_many_share_is_no_birthday() -> None:
    import numpy as np

    ordinary = [19800000 + month * 100 + day for month in range(1, 13) for day in range(2, 28)]
    births = np.array(ordinary + [19800101] * 9 + [19770707] * 40 + [19000101, 0], np.int32)
    assert default_births(births) == {19800101, 19770707, 19000101}


@pytest.mark.parametrize(
    ("left", "right", "one"),
    [
        (19850312, 19850312, True),
        (19850312, 19850321, True),
        (19850312, 19851203, True),
        (19850312, 19580312, True),
        (19850312, 19921124, False),
    ],
)
def test_birthdays_two_slips_apart_could_be_one(left: int, right: int, one: bool) -> None:
    assert could_be_one_day(left, right) is one
