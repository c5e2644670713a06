"""Asks Great Expectations whether a published file keeps what its suites promise."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.expectations.answers import check_of, scrub
from dagster_project.expectations.check import Check
from dagster_project.expectations.rules import Rule, Suite

# Counts, and not one value: a sample of what is wrong in customers.duckdb would be personal data.
COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


class RulesDidNotRun(Exception):
    """Fewer answers came back than rules were asked: silence is not consent."""


@dataclass(frozen=True)
class Answers:
    """The checks of one file, and Great Expectations' own result for each of its tables."""

    checks: tuple[Check, ...]
    validations: tuple[Any, ...]


def ask(file: Path, suites: Sequence[Suite]) -> Answers:
    """Runs the suites on a file that is opened for reading only."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Its complaints about a connection to a file it does not know are no news here.
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        import great_expectations as gx

        import dagster_project.expectations.duckdb_source  # noqa: F401 - registers duckdb_file

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_duckdb_file(
            name=file.stem,
            connection_string=f"duckdb:///{file}",
            kwargs={"connect_args": {"read_only": True}},
        )
        try:
            validations = tuple(_validate(context, source, suite) for suite in suites)
        finally:
            source.close()
    checks = tuple(
        check
        for suite, validation in zip(suites, validations, strict=True)
        for check in _checks(suite, validation)
    )
    return Answers(checks, tuple(each for each in validations if not isinstance(each, Exception)))


def _validate(context: Any, source: Any, suite: Suite) -> Any:
    """The result of one suite; the exception itself where its table cannot even be opened."""
    import great_expectations as gx

    try:
        asset = source.add_table_asset(suite.table, table_name=suite.table)
    except Exception as error:
        return error
    declared = gx.ExpectationSuite(
        name=suite.table, expectations=[_expectation(rule) for rule in suite.rules]
    )
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.table,
            data=asset.add_batch_definition_whole_table("whole table"),
            suite=context.suites.add(declared),
        )
    )
    return scrub(definition.run(result_format=COUNTS_ONLY))


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as expectations

    make = getattr(expectations, rule.expectation)
    return make(
        **rule.arguments,
        description=f"{rule.ja} {rule.en}",
        severity=rule.severity,
        meta={"rule": rule.name, "owner": rule.owner},
    )


def _checks(suite: Suite, validation: Any) -> list[Check]:
    if isinstance(validation, Exception):
        found = f"error: the table {suite.table} cannot be read ({type(validation).__name__})"
        return [check_of(rule, passed=False, found=found) for rule in suite.rules]
    rules = {rule.name: rule for rule in suite.rules}
    answers = {each.expectation_config.meta["rule"]: each for each in validation.results}
    if len(rules) != len(suite.rules) or len(validation.results) != len(suite.rules):
        raise RulesDidNotRun(
            f"{suite.table}: {len(suite.rules)} rules are declared under {len(rules)} names, "
            f"{len(validation.results)} were answered"
        )
    return [check_of(rule, answer=answers[name]) for name, rule in rules.items()]
