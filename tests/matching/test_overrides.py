"""`identity.yaml`: a steward's word counts, and fails loudly where it cannot."""

from pathlib import Path

import pytest

from dagster_project.documents import ConfigurationError
from dagster_project.matching import ForcedRule, IdentityRules
from tests.matching.company import Company, night

TARO = {"name": "田中 太郎", "kana": "タナカ タロウ"}
JIRO = {"name": "鈴木 次郎", "kana": "スズキ ジロウ"}
A_AND_B = ForcedRule((("crm", "a"), ("pos", "b")), "identity.yaml:3")


def test_a_forced_link_joins_what_nothing_else_would() -> None:
    company = Company().party("crm", "a", **TARO).party("pos", "b", **JIRO)
    found = night(company, rules=IdentityRules(force_link=(A_AND_B,)))
    assert found.together("a", "b")
    assert ("force_link", "force_link with crm/person/a") in found.rows(
        "select linked_by, link_evidence from identity.customer_identity"
    )


def test_a_forced_split_parts_what_everything_else_joins_even_over_a_third_record() -> None:
    company = (
        Company()
        .party("crm", "a", email="taro@home.jp", **TARO)
        .party("pos", "b", email="taro@home.jp", **TARO)
        .party("web", "c", email="taro@home.jp", **TARO)
    )
    found = night(company, rules=IdentityRules(force_split=(A_AND_B,)))
    assert not found.together("a", "b")
    assert found.reasons() == {"force_split"}


def test_a_forced_link_of_two_member_codes_is_refused_with_its_line() -> None:
    company = (
        Company()
        .party("crm", "a", member_code="10000001", **TARO)
        .party("pos", "b", member_code="10000002", **TARO)
    )
    with pytest.raises(ConfigurationError, match=r"identity\.yaml:3: force_link: found two diff"):
        night(company, rules=IdentityRules(force_link=(A_AND_B,)))


def test_a_forced_split_of_one_member_code_is_refused_with_its_line() -> None:
    company = (
        Company()
        .party("crm", "a", member_code="10000001", **TARO)
        .party("pos", "b", member_code="10000001", **TARO)
    )
    with pytest.raises(ConfigurationError, match=r"identity\.yaml:3: force_split"):
        night(company, rules=IdentityRules(force_split=(A_AND_B,)))


def test_a_link_and_a_split_of_the_same_records_contradict_each_other() -> None:
    company = Company().party("crm", "a", **TARO).party("pos", "b", **TARO)
    with pytest.raises(ConfigurationError, match="another rule splits"):
        night(company, rules=IdentityRules(force_link=(A_AND_B,), force_split=(A_AND_B,)))


def test_a_blocked_value_is_no_evidence() -> None:
    company = (
        Company()
        .party("crm", "a", email="taro@home.jp", **TARO)
        .party("pos", "b", email="TARO@home.jp", **TARO)
        .contact("web", "c", email="taro@home.jp")
    )
    found = night(
        company, rules=IdentityRules(blocked_values={"email": frozenset({"Taro@home.jp"})})
    )
    assert not found.together("a", "b")
    assert found.resolution.summary.unusable_contacts == 1


def test_a_rule_about_an_unknown_record_is_counted_not_fatal() -> None:
    company = Company().party("crm", "a", **TARO)
    found = night(company, rules=IdentityRules(force_link=(A_AND_B,)))
    assert found.resolution.summary.rules_without_a_record == 1


def test_the_file_is_read_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "identity.yaml"
    path.write_text(
        "blocked_values: {email: [info@example.jp], phone: ['0312345678']}\n"
        "force_link:\n"
        "  - {records: [[crm, C0001], [pos, 9]], by: h.sato, why: same person, on: 2026-11-01}\n"
        "source_priority: {email: [crm, ma]}\n"
    )
    rules = IdentityRules.read(path)
    assert rules.blocked_values["phone"] == {"0312345678"}
    assert rules.force_link == (ForcedRule((("crm", "C0001"), ("pos", "9")), f"{path}:3"),)
    assert rules.source_priority == {"email": ("crm", "ma")}


def test_a_rule_without_its_reason_is_a_mistake_with_a_line(tmp_path: Path) -> None:
    path = tmp_path / "identity.yaml"
    path.write_text(
        "force_link:\n  - {records: [[crm, a], [pos, b]], by: h.sato, on: 2026-11-01}\n"
    )
    with pytest.raises(ConfigurationError, match=r"identity\.yaml:2.*why"):
        IdentityRules.read(path)


def test_without_a_file_there_are_no_rules(tmp_path: Path) -> None:
    assert IdentityRules.read(tmp_path / "identity.yaml") == IdentityRules()
