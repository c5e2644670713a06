"""Who lives together, and which accounts are one company."""

from __future__ import annotations

import duckdb

from dagster_project.matching import resolve_organisations
from dagster_project.matching.organisations import company_name
from tests.matching.company import Company, Night, night

HOME = {"address_line": "千代田区丸の内1-2-3", "phone": "03-3581-2244"}


def family(*given: str) -> Company:
    company = Company()
    for number, name in enumerate(given):
        company.party("crm", f"p{number}", name=f"田中 {name}", load_seq=number + 1, **HOME)
    return company


def households(found: Night) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for household, customer in found.rows("from identity.household_member"):
        result.setdefault(household, set()).add(customer)
    return result


def test_a_family_is_one_household_and_as_many_customers() -> None:
    found = night(family("太郎", "花子"))
    assert len(set(found.ids.values())) == 2
    assert list(households(found).values()) == [set(found.ids.values())]


def test_a_household_keeps_its_id_when_somebody_moves_in() -> None:
    before = night(family("太郎", "花子"))
    after = night(family("太郎", "花子", "次郎"), registry=before.resolution.registry)
    assert households(before).keys() == households(after).keys()


def test_a_neighbour_of_another_name_or_number_lives_elsewhere() -> None:
    company = family("太郎")
    company.party("crm", "other", name="佐藤 花子", **HOME)
    company.party(
        "crm", "far", name="田中 花子", phone="06-6341-2255", address_line="大阪市北区1-2-3"
    )
    assert households(night(company)) == {}


def accounts(*rows: tuple[str, str | None, str | None, str | None]) -> dict[str, str]:
    """Account id → organisation, for (id, name, domain, postal code) in the order of opening."""
    con = duckdb.connect()
    con.execute("create schema canonical")
    con.execute(
        "create table canonical.account (source_system text, source_object text,"
        " source_record_id text, account_name text, domain text, postal_code text,"
        " business_date date, is_deleted boolean)"
    )
    for day, row in enumerate(rows, start=1):
        con.execute(
            "insert into canonical.account values ('crm', 'account', ?, ?, ?, ?, ?, false)",
            [*row, f"2026-01-{day:02d}"],
        )
    resolve_organisations(con)
    return dict(
        con.execute(
            "select source_record_id, organisation_id from identity.account_organisation"
        ).fetchall()
    )


def test_a_company_s_legal_form_and_width_are_not_its_name() -> None:
    spellings = ["㈱ツムギ", "株式会社ツムギ", "ﾂﾑｷﾞ（株）", "ツムギ 株式会社"]
    assert {company_name(each) for each in spellings} == {"ツムギ"}
    assert company_name("Acme Co., Ltd.") == company_name("ACME Inc") == "acme"
    assert company_name("株式会社") is None


def test_accounts_are_joined_by_domain_or_by_name_and_place_never_by_name_alone() -> None:
    found = accounts(
        ("a", "㈱ツムギ", "tsumugi.example.jp", None),
        ("b", "ツムギ商店", "tsumugi.example.jp", "100-0005"),
        ("c", "ツムギ商店 株式会社", None, "1000005"),
        ("d", "株式会社ツムギ", None, "530-0001"),
        ("e", "別会社", "gmail.com", None),
        ("f", "他会社", "gmail.com", None),
    )
    assert found["a"] == found["b"] == found["c"]
    assert len({found[each] for each in "adef"}) == 4


def test_a_later_account_changes_no_organisation_s_id() -> None:
    before = accounts(("z", "ツムギ", "tsumugi.example.jp", None))
    after = accounts(
        ("z", "ツムギ", "tsumugi.example.jp", None), ("a", "紬", "tsumugi.example.jp", None)
    )
    assert after["z"] == after["a"] == before["z"]
