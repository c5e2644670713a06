"""Every pair of a customer is explained, and a cut foretells what a forced split does."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from dagster_project.documents import ConfigurationError
from dagster_project.matching import ForcedRule, IdentityRules
from dagster_project.matching.evidence import TIERS
from dagster_project.steward import explain
from dagster_project.steward.customers import Link, Record
from dagster_project.steward.cut import sides
from dagster_project.steward.paths import path
from dagster_project.steward.text import explanation_text
from dagster_project.steward.words import words
from tests.matching.company import Company, Night, night
from tests.matching.test_properties import companies
from tests.steward.restricted import customers_file

TARO = {"name": "田中 太郎", "kana": "タナカ タロウ"}


def chain() -> Company:
    """a and b share a mailbox, b and c a number; d is another Tanaka with the number."""
    return (
        Company()
        .party("crm", "a", email="taro@home.jp", **TARO)
        .party("pos", "b", email="taro@home.jp", mobile_phone="090-1111-2233", **TARO)
        .party("web", "c", mobile_phone="090-1111-2233", **TARO)
        .party("crm", "e", member_code="10000001", birth_on="1951-11-30", **TARO)
        .party("pos", "f", member_code="10000002", birth_on="1951-11-30", **TARO)
    )


def customers_of(found: Night) -> dict[str, tuple[list[Record], list[Link]]]:
    """Customer → its records and its links."""
    result: dict[str, tuple[list[Record], list[Link]]] = {}
    for *key, customer in found.rows(
        "select source_system, source_object, source_record_id, customer_id"
        " from identity.customer_identity"
    ):
        result.setdefault(customer, ([], []))[0].append(Record(*key))
    for customer, *row in found.rows(
        "select * exclude trial_number from identity.evidence_within order by trial_number"
    ):
        result[customer][1].append(Link(Record(*row[:3]), Record(*row[3:6]), *row[6:]))
    return result


@settings(max_examples=12, deadline=None)
@given(company=companies())
def test_every_pair_of_a_customer_has_a_path_of_evidence(company: Company) -> None:
    for records, links in customers_of(night(company)).values():
        for a, b in combinations(records, 2):
            way = path(links, a, b)
            assert way[0][0] == a and way[-1][1] == b
            assert all(one[1] == two[0] for one, two in zip(way, way[1:], strict=False))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(company=companies())
def test_a_cut_foretells_the_customers_that_a_forced_split_makes(company: Company) -> None:
    customers = sorted(customers_of(night(company)).items())
    # What a source merged itself may hold two member codes, which the matching alone would never
    # join; what becomes of the rest of such a customer is not foretold (docs/identity.md says so).
    several = [
        (records, links)
        for _, (records, links) in customers
        if len(records) > 1 and all(link.tier != "merged_by_source" for link in links)
    ]
    assume(several)
    records, links = several[0]
    a, b = sorted(records)[:2]
    rule = ForcedRule(((a[0], a[2]), (b[0], b[2])))
    try:
        split = night(company, rules=IdentityRules(force_split=(rule,)))
    except ConfigurationError:
        assume(False)
    foretold = sides(records, links, a, b)
    assert sorted(record for side in foretold for record in side) == sorted(records)
    really = customers_of(split)
    of = {record: customer for customer, (those, _) in really.items() for record in those}
    # A record freed of its old neighbours may go over to a customer that they had contradicted.
    for side in foretold:
        # Deleted records alone are no customer.
        assert len({of.get(record) for record in side}) == 1
    assert of.get(a) is None or of.get(a) != of.get(b)


def test_two_records_are_joined_by_a_chain_in_both_languages(tmp_path: Path) -> None:
    file = customers_file(night(chain()), tmp_path)
    found = explain(file, ("crm", "a", "web", "c"))
    assert found["one_customer"]
    assert [step["evidence"] for step in found["path"]] == ["email_name", "phone_name"]
    assert found["weakest"] == min(step["weight"] for step in found["path"])
    text = explanation_text(found)
    assert "メールアドレスと名が一致" in text and "the same telephone number" in text


def test_two_customers_are_told_why_they_were_not_joined(tmp_path: Path) -> None:
    file = customers_file(night(chain()), tmp_path)
    found = explain(file, ("crm", "e", "pos", "f"))
    assert not found["one_customer"]
    assert [row["reason"] for row in found["refused"]] == ["two_member_codes"]
    assert "会員コードが異なる" in explanation_text(found)


def test_a_cut_shows_records_and_kpis_of_each_side(tmp_path: Path) -> None:
    file = customers_file(night(chain()), tmp_path)
    found = explain(file, cut=("crm/a", "pos/b"))
    first, second = found["sides"]
    assert [each["source_record_id"] for each in first["records"]] == ["a"]
    assert [each["source_record_id"] for each in second["records"]] == ["b", "c"]
    assert (found["now"]["orders"], first["kpis"]["orders"], second["kpis"]["orders"]) == (3, 1, 2)
    assert found["now"]["marketing_consent_email"] == "denied"
    assert first["kpis"]["marketing_consent_email"] == "granted"
    assert (first["kpis"]["last_nps_score"], second["kpis"]["last_nps_score"]) == (9, None)
    assert "force_split" in explanation_text(found)


def test_a_cut_through_one_member_code_says_that_no_rule_may_do_it(tmp_path: Path) -> None:
    company = Company()
    for source in ("crm", "pos"):
        company.party(source, source, member_code="10000001", **TARO)
    found = explain(customers_file(night(company), tmp_path), cut=("crm/crm", "pos/pos"))
    assert found["is_refused"] and "correct the code" in explanation_text(found)


def test_an_exclusive_id_is_told_in_words_and_may_not_be_cut(tmp_path: Path) -> None:
    company = Company()
    for source in ("crm", "pos"):
        company.party(source, source, **TARO).lists(source, source, loyalty_id="L-0001")
    rules = IdentityRules(identifiers={"loyalty_id": "exclusive"})
    file = customers_file(night(company, rules=rules), tmp_path)
    told = explanation_text(explain(file, ("crm", "crm", "pos", "pos")))
    assert "one person's alone" in told and "一人に一つ" in told
    assert explain(file, cut=("crm/crm", "pos/pos"))["is_refused"]


def test_a_customer_is_shown_with_its_links_refusals_and_kpis(tmp_path: Path) -> None:
    found = night(chain())
    file = customers_file(found, tmp_path)
    told = explain(file, (found.ids["a"],))
    assert len(told["records"]) == 3 and len(told["links"]) == 2
    assert told["kpis"]["orders"] == 3
    assert explain(file, ("pos", "b")) == told
    assert found.ids["a"] in explanation_text(told)


def test_an_unknown_record_says_what_is_accepted(tmp_path: Path) -> None:
    file = customers_file(night(chain()), tmp_path)
    with pytest.raises(ConfigurationError, match="accepted: SOURCE_SYSTEM RECORD_ID"):
        explain(file, ("crm", "nobody"))
    with pytest.raises(ConfigurationError, match="not two records of one customer"):
        explain(file, cut=("crm/a", "crm/e"))


def test_every_kind_of_evidence_has_words_in_both_languages() -> None:
    for tier in TIERS:
        spelled = words("evidence", tier.name)
        assert spelled["ja"] != spelled["en"] and not spelled["ja"].isascii(), tier.name
