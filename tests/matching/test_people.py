"""The cases that make or break identity: who must be one customer, and who never.

Junk values on a thousand records, a shop's phone, a family mailbox, twins, a parent and a child of
one name with two codes, chains of 300, blank names, a recycled number, a married name with one
code, 異体字, widths and romaji against kanji, short names with one e-mail: all stand here. What
must hold of ids over nights stands in `test_stable_ids`, of paths of evidence in
`tests/steward/test_explanation`, of the queue in `tests/steward/test_review`, of a night that
remembers in `test_incremental`.
"""

import pytest

from tests.matching.company import Company, night

TARO = {"name": "田中 太郎", "kana": "タナカ タロウ"}
HANAKO = {"name": "田中 花子", "kana": "タナカ ハナコ"}
GIVEN = [
    "一郎",
    "花子",
    "健太",
    "美咲",
    "翔",
    "裕子",
    "大輔",
    "恵",
    "拓也",
    "愛",
    "直樹",
    "葵",
    "誠",
]
SURNAMES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]


def strangers(count: int, **shared: str) -> Company:
    """People of different names who share only what is given."""
    company = Company()
    for number in range(count):
        surname = SURNAMES[number % len(SURNAMES)]
        given = GIVEN[number // len(SURNAMES) % len(GIVEN)] + "一二三四五六七八九十"[number // 130]
        company.party("crm", f"P{number:04d}", name=f"{surname} {given}", **shared)
    return company


@pytest.mark.parametrize("shared", [{"email": "store-desk@shop.jp"}, {"phone": "03-3456-7890"}])
def test_a_junk_value_on_a_thousand_records_joins_nobody(shared: dict[str, str]) -> None:
    found = night(strangers(1000, **shared))
    assert found.resolution.summary.largest_cluster == 1
    assert found.rows("select reason from identity.identifier_audit") == [("over_shared",)]


def test_a_junk_value_on_a_thousand_nameless_records_joins_nobody() -> None:
    company = Company()
    for number in range(1000):
        company.party("crm", f"P{number:04d}", email="counter@shop.jp")
    assert night(company).resolution.summary.largest_cluster == 1


def test_a_shops_phone_does_not_make_its_customers_one() -> None:
    company = strangers(8, phone="03-3456-7890").party("pos", "M1", phone="03-3456-7890")
    assert night(company).resolution.summary.largest_cluster == 1


def test_a_family_mailbox_keeps_its_five_people_and_finds_each_of_them_again() -> None:
    company = Company()
    for number, given in enumerate(["太郎", "花子", "一郎", "美咲", "健"]):
        company.party("crm", f"C{number}", name=f"田中 {given}", email="tanaka@home.jp")
        company.party("pos", f"M{number}", name=f"田中 {given}", email="TANAKA@home.jp")
    company.party("web", "W", email="tanaka@home.jp")
    found = night(company)
    assert found.people == {frozenset({f"C{n}", f"M{n}"}) for n in range(5)} | {frozenset({"W"})}


def test_twins_stay_two_people() -> None:
    home = {"email": "mori@home.jp", "phone": "03-3456-7890", "birth_on": "1995-05-05"}
    home |= {"postal_code": "1000001", "address_line": "千代田区千代田1-1-1", "gender": "male"}
    company = (
        Company()
        .party("crm", "A1", name="森 翔太", kana="モリ ショウタ", **home)
        .party("crm", "B1", name="森 翔平", kana="モリ ショウヘイ", **home)
        .party("pos", "A2", name="森 翔太", kana="モリ ショウタ", **home)
        .party("pos", "B2", name="森 翔平", kana="モリ ショウヘイ", **home)
    )
    assert night(company).people == {frozenset({"A1", "A2"}), frozenset({"B1", "B2"})}


def test_parent_and_child_of_one_name_stay_two_and_a_third_record_joins_neither() -> None:
    home = TARO | {"email": "tanaka@home.jp", "address_line": "千代田区千代田1-1-1"}
    company = (
        Company()
        .party("crm", "father", member_code="10000001", **home)
        .party("pos", "father2", member_code="10000001", **home)
        .party("crm", "son", member_code="10000002", **home)
        .party("web", "either", **home)
    )
    found = night(company)
    assert found.people == {
        frozenset({"father", "father2"}),
        frozenset({"son"}),
        frozenset({"either"}),
    }
    assert "ambiguous_group" in found.reasons()
    assert found.resolution.summary.clusters_with_two_member_codes == 0


def test_parent_and_child_of_one_name_are_told_apart_by_their_birthdays() -> None:
    home = TARO | {"phone": "03-3456-7890", "address_line": "千代田区千代田1-1-1"}
    company = (
        Company()
        .party("crm", "father", birth_on="1951-11-30", **home)
        .party("pos", "father2", birth_on="1951-11-30", **home)
        .party("crm", "son", birth_on="1984-02-07", **home)
    )
    assert night(company).people == {frozenset({"father", "father2"}), frozenset({"son"})}


@pytest.mark.parametrize(
    "named",
    [True, False],
    ids=["of strangers", "of the nameless"],
)
def test_a_chain_of_300_that_share_one_value_with_each_neighbour_is_no_person(named: bool) -> None:
    company = Company()
    for number in range(300):
        email = f"person{(number + 1) // 2}@home.jp"
        mobile = f"0901{number // 2 * 37 + 1234567:07d}"
        name = f"{SURNAMES[number % 10]} {GIVEN[number % 13]}" if named else " "
        company.party("crm", f"P{number:03d}", name=name, email=email, mobile_phone=mobile)
    assert night(company).resolution.summary.largest_cluster <= (1 if named else 4)


def test_a_chain_of_300_namesakes_does_not_grow_into_one() -> None:
    company = Company()
    for number in range(300):
        email = f"person{(number + 1) // 2}@home.jp"
        mobile = f"0901{number // 2 * 37 + 1234567:07d}"
        company.party("crm", f"P{number:03d}", email=email, mobile_phone=mobile, **TARO)
    found = night(company)
    assert found.resolution.summary.largest_cluster <= 15
    assert "too_many_identifiers" in found.reasons()


def test_300_records_of_one_member_code_are_one_customer() -> None:
    company = Company()
    for number in range(300):
        email = f"taro{number}@home.jp"
        company.party("crm", f"P{number:03d}", member_code="10000001", email=email, **TARO)
    assert night(company).resolution.summary.largest_cluster == 300


def test_blank_names_join_nobody() -> None:
    company = Company()
    for number, blank in enumerate(["", " ", "　", "不明", "-", "テスト", "様"]):
        company.party("crm", f"P{number}", name=blank, birth_on="1990-02-03", postal_code="1000001")
        company.party("pos", f"Q{number}", family_name=blank, given_name=blank, gender="male")
    assert night(company).resolution.summary.largest_cluster == 1


def test_a_recycled_phone_number_joins_neither_its_owners_nor_a_third() -> None:
    company = (
        Company()
        .party("crm", "before", name="佐藤 健太", mobile_phone="090-1111-2233")
        .party("crm", "after", name="鈴木 美咲", mobile_phone="090-1111-2233")
        .contact("web", "guest", phone="09011112233")
    )
    assert night(company).resolution.summary.largest_cluster == 1


def test_a_married_name_with_one_member_code_is_one_customer() -> None:
    company = (
        Company()
        .party("crm", "maiden", name="佐藤 美咲", member_code="10000001")
        .party("pos", "married", name="鈴木 美咲", member_code="１０００００01")
    )
    assert night(company).together("maiden", "married")


def test_a_member_card_in_two_hands_is_two_people_and_goes_to_review() -> None:
    company = (
        Company()
        .party("crm", "husband", member_code="10000001", **TARO)
        .party("pos", "wife", member_code="10000001", **HANAKO)
    )
    found = night(company)
    assert not found.together("husband", "wife")
    assert found.reasons() == {"given_names"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "髙橋 德子"}, {"name": "高橋 徳子"}),
        ({"name": "渡邊 一郎"}, {"name": "渡辺 一郎"}),
        ({"kana": "ﾀﾅｶ ﾀﾛｳ"}, {"kana": "タナカ タロウ"}),
        ({"kana": "たなか たろう"}, {"kana": "タナカ タロウ"}),
        ({"name": "Tanaka Taroh"}, {"kana": "タナカ タロウ"}),
        ({"full_name": "Taro Tanaka"}, {"name": "田中 太郎", "kana": "タナカ タロウ"}),
        ({"full_name": "TANAKA TARO"}, {"full_name": "田中太郎"}),
        ({"full_name": "田中太郎様"}, {"name": "田中 太郎"}),
    ],
)
def test_one_person_written_in_two_ways_is_one_customer(
    one: dict[str, str], other: dict[str, str]
) -> None:
    company = (
        Company()
        .party("hr", "teaches", **TARO)
        .party("crm", "one", email="someone@home.jp", **one)
        .party("pos", "other", email="someone@home.jp", **other)
    )
    assert night(company).together("one", "other")


@pytest.mark.parametrize(
    "name", ["Tanaka T.", "田中 ", " "], ids=["initial", "surname", "nameless"]
)
def test_less_than_a_name_follows_the_only_bearer_of_an_email(name: str) -> None:
    company = (
        Company()
        .party("crm", "known", email="taro@home.jp", **TARO)
        .party("web", "less", email="taro@home.jp", name=name)
    )
    assert night(company).together("known", "less")


@pytest.mark.parametrize("name", ["Tanaka K.", "鈴木 "], ids=["another initial", "another surname"])
def test_less_than_a_name_that_contradicts_stays_alone(name: str) -> None:
    company = (
        Company()
        .party("crm", "known", email="taro@home.jp", **TARO)
        .party("web", "less", email="taro@home.jp", name=name)
    )
    assert not night(company).together("known", "less")


@pytest.mark.parametrize(
    ("short", "formal"), [("Bob", "Robert"), ("Liz", "Elizabeth"), ("Bill", "William")]
)
def test_a_short_name_with_the_same_email_is_the_same_person(short: str, formal: str) -> None:
    company = (
        Company()
        .party("crm", "formal", email="smith@home.example", name=f"Smith {formal}")
        .party("pos", "short", email="smith@home.example", name=f"Smith {short}")
        .party("web", "nameless", email="smith@home.example")
    )
    assert night(company).resolution.summary.largest_cluster == 3


def test_a_short_name_without_a_shared_identifier_joins_nobody() -> None:
    born = {"birth_on": "1984-02-07", "address_line": "1 High Street"}
    company = (
        Company()
        .party("crm", "formal", name="Smith Robert", **born)
        .party("pos", "short", name="Smith Bob", **born)
    )
    assert not night(company).together("formal", "short")


def test_one_short_name_does_not_make_two_formal_ones_one_person() -> None:
    company = Company()
    for number, given in enumerate(["Albert", "Bert", "Robert"]):
        company.party("crm", f"P{number}", email="smith@home.example", name=f"Smith {given}")
    assert not night(company).together("P0", "P2")


def test_a_mistyped_mail_domain_joins_one_name_and_nobody_else() -> None:
    company = (
        Company()
        .party("crm", "right", email="taro.tanaka@yahoo.co.jp", **TARO)
        .party("pos", "slip", email="taro.tanaka@yahoo.co.jo", **TARO)
        .party("web", "nameless", email="taro.tanaka@yahoo.co.jo")
        .party("crm", "hers", email="tanaka@docomo.ne.jp", **HANAKO)
        .party("pos", "guest", email="tanaka@docomo.ne.jo", family_name="田中")
    )
    found = night(company)
    assert found.people == {
        frozenset({"right", "slip", "nameless"}), frozenset({"hers"}), frozenset({"guest"})
    }  # fmt: skip


def test_two_given_names_with_one_email_are_two_people() -> None:
    company = (
        Company()
        .party("crm", "a", email="tanaka@home.jp", **TARO)
        .party("pos", "b", email="tanaka@home.jp", **HANAKO)
    )
    assert not night(company).together("a", "b")


def test_a_whole_name_and_birthday_join_unless_the_birthday_is_a_default() -> None:
    company = Company()
    for number, surname in enumerate(SURNAMES):
        company.party("crm", f"D{number}", name=f"{surname} 実", birth_on="1980-01-01")
        company.party("pos", f"E{number}", name=f"{surname} 実", birth_on="1980-01-01")
        company.party("crm", f"F{number}", name=f"{surname} 学", birth_on=f"1980-02-1{number}")
        company.party("pos", f"G{number}", name=f"{surname} 学", birth_on=f"1980-02-1{number}")
    found = night(company)
    assert all(found.together(f"F{n}", f"G{n}") for n in range(10))
    assert not any(found.together(f"D{n}", f"E{n}") for n in range(10))


def test_a_member_code_with_other_leading_zeros_neither_joins_nor_separates() -> None:
    company = (
        Company()
        .party("crm", "long", member_code="00012345", name="田中 太郎")
        .party("pos", "short", member_code="12345", name="田中 太郎")
        .party("crm", "long2", member_code="00067890", email="k@home.jp", name="森 健")
        .party("pos", "short2", member_code="67890", email="k@home.jp", name="森 健")
    )
    found = night(company)
    assert not found.together("long", "short")
    assert found.together("long2", "short2")


def test_a_tills_guest_card_is_no_member_code() -> None:
    company = strangers(10, member_code="99990001")
    found = night(company.party("pos", "P", email="a@home.jp", name="佐藤 一郎一"))
    assert found.resolution.summary.largest_cluster == 1


def test_an_organisation_is_nobodys_mailbox() -> None:
    company = (
        Company()
        .party(
            "crm", "firm", full_name="株式会社田中", email="t@home.jp", party_type="organisation"
        )
        .party("crm", "person", email="t@home.jp", **TARO)
    )
    assert not night(company).together("firm", "person")


def test_a_record_without_a_code_follows_a_person_who_got_a_new_card() -> None:
    same = TARO | {"email": "taro@home.jp", "birth_on": "1984-02-07"}
    company = (
        Company()
        .party("pos", "old card", member_code="10000001", **same)
        .party("pos", "new card", member_code="10000002", **same)
        .party("crm", "no card", email="taro@home.jp", **TARO)
    )
    found = night(company)
    assert found.together("new card", "no card") or found.together("old card", "no card")
    assert not found.together("old card", "new card")
    assert found.reasons() == {"two_member_codes"}


def test_birthdays_of_two_people_outweigh_one_member_code() -> None:
    company = (
        Company()
        .party("crm", "a", member_code="10000001", birth_on="1951-11-30", **TARO)
        .party("pos", "b", member_code="10000001", birth_on="1984-02-07", **TARO)
    )
    found = night(company)
    assert not found.together("a", "b")
    assert found.reasons() == {"birth_dates"}


def test_the_surer_evidence_decides_whose_a_record_is() -> None:
    born = {"birth_on": "1984-02-07"}
    company = (
        Company()
        .party("crm", "same birthday", member_code="10000001", **born, **TARO)
        .party("pos", "same email", member_code="10000002", email="taro@home.jp", **TARO)
        .party("web", "whose", email="taro@home.jp", **born, **TARO)
    )
    found = night(company)
    assert found.together("same email", "whose")
    assert not found.together("same birthday", "whose")


def test_on_a_shared_mailbox_one_given_name_is_not_enough() -> None:
    company = (
        Company()
        .party("crm", "a", email="shared@home.jp", name="田中 花子")
        .party("pos", "b", email="shared@home.jp", name="鈴木 花子")
        .party("pos", "c", email="shared@home.jp", name="田中 太郎")
    )
    assert not night(company).together("a", "b")


def test_a_nameless_man_is_not_the_woman_whose_email_he_gave() -> None:
    company = (
        Company()
        .party("crm", "she", email="home@home.jp", gender="female", **HANAKO)
        .party("pos", "he", email="home@home.jp", gender="male")
    )
    found = night(company)
    assert not found.together("she", "he")
    assert found.reasons() == {"sex_and_given_name"}


def test_a_landline_alone_names_nobody() -> None:
    company = (
        Company()
        .party("crm", "known", phone="03-3456-7890", **TARO)
        .contact("shop", "guest", phone="0334567890")
    )
    assert night(company).resolution.summary.customers == 2
