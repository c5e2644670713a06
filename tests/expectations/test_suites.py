"""Every declared rule holds for a good release, and is broken by a frame of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project.expectations import asking
from dagster_project.expectations.asking import RulesDidNotRun, ask
from dagster_project.expectations.rules import Rule, Suite, suites

from .conftest import FILES, HERE, change

BREAKAGES: dict[str, str] = yaml.safe_load((HERE / "breakages.yaml").read_text("utf-8"))
RULES = {rule.name: (suite, rule) for suite in suites() for rule in suite.rules}


def test_rule_names_are_unique_and_each_has_its_breakage() -> None:
    assert len(RULES) == sum(len(suite.rules) for suite in suites())
    assert set(BREAKAGES) == set(RULES)


def test_every_rule_tells_a_reviewer_what_it_promises() -> None:
    for rule in (rule for suite in suites() for rule in suite.rules):
        assert rule.severity in ("critical", "warning") and rule.owner, rule.name
        assert rule.en.endswith(".") and rule.ja.endswith("。"), rule.name
        assert rule.en.isascii() and not rule.ja.isascii(), rule.name
    sentences = [rule.en for suite in suites() for rule in suite.rules]
    assert len(set(sentences)) == len(sentences)


def test_a_file_that_was_asked_about_is_let_go_of(release_folder: Path) -> None:
    ask(release_folder / "marts.duckdb", suites()[:1])
    # DuckDB would refuse the writer if the gate still held the file.
    change(release_folder, "bi", "drop table sales_monthly")
    with duckdb.connect(str(release_folder / "marts.duckdb"), read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables()").fetchall()
    assert ("sales_monthly",) not in tables


@pytest.mark.parametrize("where", FILES)
def test_a_good_release_keeps_every_promise(release_folder: Path, where: str) -> None:
    asked = [suite for suite in suites() if suite.where == where]
    answers = ask(release_folder / FILES[where], asked)
    assert [each.sentence() for each in answers.checks if not each.passed] == []
    assert len(answers.checks) == sum(len(suite.rules) for suite in asked)


@pytest.mark.parametrize("name", RULES)
def test_a_broken_promise_is_found(release_folder: Path, name: str) -> None:
    suite, rule = RULES[name]
    change(release_folder, suite.where, BREAKAGES[name])
    (check,) = ask(release_folder / FILES[suite.where], [_only(suite, rule)]).checks
    assert check.rule == name and not check.passed
    assert not check.found.startswith("error"), check.found


def _only(suite: Suite, rule: Rule) -> Suite:
    return Suite(suite.table, suite.where, (rule,))


def test_an_exception_is_not_a_broken_promise_but_does_not_hold_either(
    release_folder: Path,
) -> None:
    suite, rule = RULES["customer_360_ids_are_pseudonyms"]
    change(release_folder, "bi", "alter table customer_360 rename customer_id to id")
    (check,) = ask(release_folder / "marts.duckdb", [_only(suite, rule)]).checks
    assert not check.passed and check.found.startswith("error: ") and "customer_id" in check.found


def test_one_rule_that_cannot_be_asked_does_not_spoil_the_others(release_folder: Path) -> None:
    change(release_folder, "bi", "alter table customer_360 rename rfm_m to rfm_money")
    suite = next(suite for suite in suites() if suite.table == "customer_360")
    checks = ask(release_folder / "marts.duckdb", [suite]).checks
    assert [each.rule for each in checks if not each.passed] == [
        "customer_360_rfm_scores_are_quintiles"
    ]


def test_an_error_that_quotes_a_value_does_not_show_it(release_folder: Path) -> None:
    suite, rule = RULES["customer_rows_have_an_id"]
    question = {"unexpected_rows_query": "select cast(email as int) from {batch} where true"}
    nosy = Rule(
        **{**rule.__dict__, "expectation": "UnexpectedRowsExpectation", "arguments": question}
    )
    answers = ask(release_folder / "customers.duckdb", [_only(suite, nosy)])
    assert answers.checks[0].found == "error: ConversionException while the rule was asked"
    assert "example.jp" not in str(answers.validations[0].to_json_dict())


def test_a_table_that_is_not_there_fails_all_its_rules(release_folder: Path) -> None:
    change(release_folder, "bi", "drop table sales_monthly")
    suite = next(suite for suite in suites() if suite.table == "sales_monthly")
    checks = ask(release_folder / "marts.duckdb", [suite]).checks
    assert len(checks) == len(suite.rules)
    assert all(not each.passed and each.found.startswith("error:") for each in checks)


def test_an_answer_that_does_not_come_is_noticed(
    release_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = next(suite for suite in suites() if suite.table == "sales_monthly")
    scrub = asking.scrub

    def lose_one(validation: Any) -> Any:
        validation.results.pop()
        return scrub(validation)

    monkeypatch.setattr(asking, "scrub", lose_one)
    with pytest.raises(RulesDidNotRun, match="4 rules are declared under 4 names, 3 were answered"):
        ask(release_folder / "marts.duckdb", [suite])


def test_results_hold_counts_and_no_values(release_folder: Path) -> None:
    change(release_folder, "restricted", "update customer set customer_id = 'hanako@example.jp'")
    answers = ask(
        release_folder / "customers.duckdb",
        [suite for suite in suites() if suite.where == "restricted"],
    )
    assert any(not each.passed for each in answers.checks)
    for validation in answers.validations:
        assert "example.jp" not in str(validation.to_json_dict())
