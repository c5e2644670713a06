"""What identifiers that a source lists beside its records join, and what they keep apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.documents import ConfigurationError
from dagster_project.matching import ForcedRule, IdentityRules
from dagster_project.matching.evidence import TIERS
from dagster_project.matching.portrait import REASONS
from dagster_project.steward.words import words
from tests.matching.company import Company, night

LOYALTY = IdentityRules(identifiers={"loyalty_id": "exclusive"})


def two(**of: str) -> Company:
    """A named record and one without a name, of two sources, which list the same identifiers."""
    company = Company().party("crm", "A", name="田中 太郎").party("app", "B")
    return company.lists("crm", "A", **of).lists("app", "B", **of)


def test_an_id_that_is_declared_exclusive_joins_records() -> None:
    found = night(two(loyalty_id=" Ｌ-0001 "), rules=LOYALTY)
    assert found.together("A", "B")
    assert found.rows("select tier from identity.evidence_within") == [("exclusive_id",)]


def test_an_id_that_nobody_declared_needs_the_whole_name() -> None:
    assert not night(two(loyalty_id="L-0001")).together("A", "B")
    named = two(loyalty_id="L-0001")
    named.parties[1] |= {"family_name": "田中", "given_name": "太郎"}
    found = night(named)
    assert found.together("A", "B")
    assert found.rows("select tier from identity.evidence_within") == [("identifier_name",)]
    named.parties[1] |= {"given_name": "花子"}
    assert not night(named).together("A", "B")


def test_contradicting_exclusive_ids_keep_apart_what_everything_else_joins() -> None:
    company = Company()
    for source, record, code in (("crm", "A", "L-0001"), ("pos", "B", "L-0002")):
        company.party(source, record, name="田中 太郎", birth_on="1951-11-30")
        company.lists(source, record, loyalty_id=code)
    assert night(company).together("A", "B")
    found = night(company, rules=LOYALTY)
    assert not found.together("A", "B")
    assert found.reasons() == {"two_exclusive_ids"}


def test_two_cards_that_one_record_carries_are_one_person_s() -> None:
    company = Company().party("crm", "A", name="田中 太郎").party("pos", "B").party("app", "C")
    company.lists("crm", "A", loyalty_id="L-0001").lists("crm", "A", loyalty_id="L-0002")
    company.lists("pos", "B", loyalty_id="L-0001").lists("app", "C", loyalty_id="L-0002")
    assert night(company, rules=LOYALTY).together("A", "B", "C")


def test_an_undeclared_id_of_a_thousand_records_joins_nobody() -> None:
    company = Company()
    for number in range(1000):
        company.party("crm", f"R{number}", name="田中 太郎")
        company.lists("crm", f"R{number}", device_id="tablet-at-the-till")
    found = night(company)
    assert len(found.people) == 1000
    audit = "select identifier_type, reason, record_count from identity.identifier_audit"
    assert found.rows(audit) == [("device_id", "over_shared", 1000)]


def test_an_exclusive_id_that_strangers_share_joins_and_parts_nobody() -> None:
    company = Company()
    for number, family in enumerate(["田中", "佐藤", "鈴木", "高橋", "伊藤"]):
        company.party("pos", f"R{number}", name=f"{family} {'太花健舞陸'[number]}郎")
        company.lists("pos", f"R{number}", loyalty_id="GUEST-CARD")
    company.party("crm", "A", name="田中 太郎", email="t@home.jp")
    company.parties[0]["email"] = "t@home.jp"
    company.lists("crm", "A", loyalty_id="L-0001")
    assert night(company, rules=LOYALTY).people == {
        frozenset({"R0", "A"}), *(frozenset({f"R{number}"}) for number in range(1, 5))
    }  # fmt: skip


def test_deleted_blocked_and_an_organisation_s_identifiers_join_nobody() -> None:
    deleted = Company().party("crm", "A", name="田中 太郎").party("app", "B")
    deleted.lists("crm", "A", loyalty_id="L-0001")
    deleted.lists("app", "B", loyalty_id="L-0001", is_deleted=True)
    assert not night(deleted, rules=LOYALTY).together("A", "B")
    blocked = IdentityRules(
        {"loyalty_id": frozenset({"l-0001", "L-0001"})}, identifiers=LOYALTY.identifiers
    )
    assert not night(two(loyalty_id="L-0001"), rules=blocked).together("A", "B")
    company = two(loyalty_id="L-0001")
    company.parties[1]["party_type"] = "organisation"
    assert not night(company, rules=LOYALTY).together("A", "B")


def test_ids_that_each_source_issues_itself_meet_within_the_source_only() -> None:
    company = two(customer_no="1042").party("app", "C").lists("app", "C", customer_no="1042")
    per_source = IdentityRules(identifiers={"customer_no": "exclusive_per_source"})
    found = night(company, rules=per_source)
    assert found.together("B", "C")
    assert not found.together("A", "B")
    of_app = IdentityRules(identifiers={"customer_no": {"app": "exclusive"}})
    assert night(company, rules=of_app).people == found.people


@pytest.mark.parametrize(
    ("kind", "raw", "column"),
    [("email", "T@Home.jp", "email"), ("phone", "090-1111-2233", "mobile_phone"),
     ("member_code", "m0000012", "member_code")],
)  # fmt: skip
def test_a_listed_address_number_or_code_meets_those_on_the_records(
    kind: str, raw: str, column: str
) -> None:
    company = Company().party("crm", "A", name="田中 太郎", email="first@home.jp")
    company.lists("crm", "A", **{kind: raw})
    company.party("app", "B", **{column: raw.lower()})
    assert night(company).together("A", "B")
    blocked = IdentityRules({kind: frozenset({raw})})
    assert not night(company, rules=blocked).together("A", "B")


def test_a_listed_member_code_keeps_apart_like_one_on_the_record() -> None:
    company = Company().party("crm", "A", name="田中 太郎", birth_on="1951-11-30")
    company.lists("crm", "A", member_code="10000001")
    company.party("pos", "B", name="田中 太郎", birth_on="1951-11-30", member_code="10000002")
    assert night(company).reasons() == {"two_member_codes"}


def test_a_steward_cannot_part_what_one_exclusive_id_holds() -> None:
    parted = IdentityRules(
        identifiers=LOYALTY.identifiers, force_split=(ForcedRule((("crm", "A"), ("app", "B"))),)
    )
    with pytest.raises(ConfigurationError, match="carry the same loyalty id"):
        night(two(loyalty_id="L-0001"), rules=parted)


def test_every_kind_of_evidence_and_contradiction_has_its_words() -> None:
    assert all(words("evidence", tier.name) for tier in TIERS)
    assert all(words("reason", reason) for reason in REASONS)


def test_identifier_classes_are_read_and_mistakes_named(tmp_path: Path) -> None:
    path = tmp_path / "identity.yaml"
    path.write_text("identifiers: {Loyalty_ID: exclusive, external_id: {zendesk: exclusive}}\n")
    rules = IdentityRules.read(path)
    assert rules.class_of("loyalty_id", "crm") == ("loyalty_id", True)
    assert rules.class_of("external_id", "zendesk") == ("external_id", True)
    assert rules.class_of("external_id", "web") == ("external_id", False)
    assert rules.class_of("cookie", "web") == ("cookie", False)
    for mistake, told in (
        ("identifiers:\n  loyalty_id: unique\n", "found `unique`; accepted: exclusive | "),
        ("identifiers:\n  email: exclusive\n", "a type other than email, phone and member_code"),
    ):
        path.write_text(mistake)
        with pytest.raises(ConfigurationError) as refused:
            IdentityRules.read(path)
        assert told in str(refused.value)
