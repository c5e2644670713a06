"""The rules of each published table, as `suites/<table>.yaml` declares them.

A rule says what readers are promised (en, ja), who answers for it (the suite's owner), how grave it
is, and how it is asked: `expect` names an expectation of Great Expectations, `key` columns that are
unique together, `no_row_where` a condition and `no_row_from` a query that must find no row.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dagster_project.release.published import Where

SUITES = Path(__file__).parent / "suites"
# Wrapped, because Great Expectations adds an alias of its own, or none where a query joins.
BATCH = "(select * from {batch}) as batch"


@dataclass(frozen=True)
class Rule:
    """One promise about one published table."""

    name: str
    table: str
    en: str
    ja: str
    owner: str
    severity: str
    kind: str
    expectation: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Suite:
    """All promises about one published table."""

    table: str
    where: Where
    rules: tuple[Rule, ...]


@cache
def suites() -> tuple[Suite, ...]:
    """Every declared suite, by table."""
    return tuple(_suite(file) for file in sorted(SUITES.glob("*.yaml")))


def version() -> str:
    """Changes whenever any rule does; a release's manifest names it."""
    digest = hashlib.sha256()
    for file in [*sorted(SUITES.glob("*.yaml")), SUITES.with_name("gate_rules.yaml")]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _suite(file: Path) -> Suite:
    content = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    if content["table"] != file.stem:
        raise ValueError(f"{file.name} speaks of the table {content['table']}")
    rules = tuple(_rule(content, each) for each in content["rules"])
    return Suite(content["table"], content["where"], rules)


def _rule(suite: dict[str, Any], declared: dict[str, Any]) -> Rule:
    expectation, arguments = _question(declared)
    return Rule(
        name=declared["rule"],
        table=suite["table"],
        en=declared["en"],
        ja=declared["ja"],
        owner=suite["owner"],
        severity=declared["severity"],
        kind=suite.get("kind", "expectation"),
        expectation=expectation,
        arguments=arguments,
    )


def _question(declared: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The expectation's class name and what it is given."""
    if "expect" in declared:
        ((name, arguments),) = declared["expect"].items()
        return "Expect" + name.title().replace("_", ""), arguments
    if "no_row_where" in declared:
        # Braces in a condition belong to it (a pattern's quantifier), not to Great Expectations.
        condition = declared["no_row_where"].replace("{", "{{").replace("}", "}}")
        query = f"select 1 as broken from {BATCH} where {condition}"
    elif "key" in declared:
        columns = ", ".join(declared["key"])
        query = f"select 1 as broken from {BATCH} group by {columns} having count(*) > 1"
    else:
        query = declared["no_row_from"].replace("{batch}", BATCH)
    return "UnexpectedRowsExpectation", {"unexpected_rows_query": query}
