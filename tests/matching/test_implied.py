"""Contacts that belong to no party row: one implied party a set of identifiers."""

from tests.matching.company import Company, night

TARO = {"name": "田中 太郎", "kana": "タナカ タロウ"}


def owners(found: object) -> dict[str, str]:
    rows = found.rows("select party_key, customer_id from identity.party_customer")  # type: ignore[attr-defined]
    return dict(rows)


def test_spellings_of_one_identifier_are_one_implied_party_for_every_contact_key() -> None:
    company = (
        Company()
        .contact("survey", "a", email="Taro@Home.jp")
        .contact("survey", "b", email=" taro@home.jp ")
    )
    found = night(company)
    assert found.resolution.summary.implied_parties == 1
    assert len(set(owners(found).values())) == 1 and len(owners(found)) == 2


def test_an_implied_party_belongs_to_the_customer_who_alone_carries_its_email() -> None:
    company = (
        Company()
        .party("crm", "C1", email="taro@home.jp", **TARO)
        .contact("survey", "a", email="taro@home.jp")
    )
    found = night(company)
    assert owners(found) == {"C1": found.ids["C1"], "contact:a": found.ids["C1"]}
    assert found.rows(
        "select linked_by, link_evidence from identity.customer_identity"
        " where source_object = 'implied'"
    ) == [("email_only", "email_only with crm/person/C1")]


def test_a_member_code_alone_finds_its_member() -> None:
    company = (
        Company()
        .party("pos", "M1", member_code="10000001", **TARO)
        .contact("survey", "a", member_code="10000001")
    )
    found = night(company)
    assert owners(found)["contact:a"] == found.ids["M1"]


def test_a_loyal_guests_many_sources_do_not_look_over_shared() -> None:
    company = Company()
    for number in range(40):
        company.contact("shop", f"k{number}", email=f"TARO{' ' * number}@home.jp")
    company.contact("survey", "s", email="taro@home.jp")
    found = night(company)
    assert found.resolution.summary.customers == 1


def test_fillers_and_deleted_rows_make_no_customer() -> None:
    company = (
        Company()
        .contact("shop", "filler", email="test@test.com", phone="0000000000")
        .contact("shop", "gone", email="gone@home.jp", has_live_row=False)
        .party("crm", "deleted", email="left@home.jp", is_deleted=True, **TARO)
    )
    found = night(company)
    assert owners(found) == {} and found.ids == {}
    assert found.resolution.summary.customers == 0
    assert found.resolution.summary.unusable_contacts == 1


def test_a_deleted_record_stays_with_its_living_customer() -> None:
    company = (
        Company()
        .party("crm", "deleted", email="taro@home.jp", is_deleted=True, **TARO)
        .party("pos", "alive", email="taro@home.jp", **TARO)
    )
    found = night(company)
    assert found.together("deleted", "alive")


def test_a_record_merged_by_its_own_system_follows_its_master() -> None:
    company = (
        Company()
        .party("crm", "master", name="田中 太郎")
        .party("crm", "loser", name="田仲 太朗", is_deleted=True, merged_into_record_id="master")
        .party("pos", "other", name="田仲 太朗")
    )
    found = night(company)
    assert found.people == {frozenset({"master", "loser"}), frozenset({"other"})}


def test_a_contact_with_nothing_but_the_shops_own_number_is_no_customer() -> None:
    company = Company().contact("shop", "guest", phone="03-3456-7890")
    for number, surname in enumerate(["佐藤", "鈴木", "高橋", "田中", "伊藤"]):
        company.party("crm", f"C{number}", name=f"{surname} 実", phone="03-3456-7890")
    found = night(company)
    assert "contact:guest" not in owners(found)
    assert found.resolution.summary.customers == 5
