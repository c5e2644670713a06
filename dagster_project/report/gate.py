"""The gate's verdict in a sentence, and every rule that it asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dagster_project.report.bilingual import Text, known_word, said, word
from dagster_project.report.formats import DASH, whole
from dagster_project.report.source import ReleaseContents, Row

Verdict = Literal["published", "refused", "unchanged"]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: what it promises, who owns it, and what was found."""

    rule: str
    table: str
    description: Text
    owner: str
    severity: str
    severity_text: Text
    passed: bool
    found: str
    files: list[str]


@dataclass(frozen=True, slots=True)
class Gate:
    """The verdict; `broken` and `warned` are the rules that did not hold, `kinds` all of them."""

    verdict: Verdict
    title: Text
    sentence: Text
    broken: list[Check]
    warned: list[Check]
    missing: list[str]
    kinds: list[tuple[Text, int, list[Check]]]
    asked: int


def gate(contents: ReleaseContents, verdict: Verdict) -> Gate:
    checks = [_check(row) for row in contents.checks]
    failed = [check for check in checks if not check.passed]
    broken = [check for check in failed if check.severity == "critical"]
    warned = [check for check in failed if check.severity != "critical"]
    missing = [_missing_name(entry) for entry in contents.missing_required]
    return Gate(
        verdict,
        word(f"verdict.{verdict}"),
        _sentence(verdict, len(checks), len(broken), len(warned), bool(missing)),
        broken,
        warned,
        missing,
        _by_kind(contents.checks, checks),
        len(checks),
    )


def _sentence(verdict: Verdict, asked: int, broken: int, warned: int, missing: bool) -> Text:
    if not asked and not missing:
        return word("verdict.nothing_asked")
    if verdict == "refused":
        unexplained = not broken and not missing
        name = "refused_unexplained" if unexplained else "refused_sentence"
        return word(f"verdict.{name}", broken=whole(broken), asked=whole(asked))
    name = f"{verdict}_{'warned' if warned else 'clean'}"
    return word(f"verdict.{name}", asked=whole(asked), warned=whole(warned))


def _check(row: Row) -> Check:
    ja, en = row.get("description_ja"), row.get("description_en")
    rule = str(row.get("rule") or DASH)
    severity = str(row.get("severity") or "critical")
    return Check(
        rule,
        str(row.get("table") or DASH),
        Text(str(ja or en or rule), str(en or ja or rule)),
        str(row.get("owner") or DASH),
        severity,
        known_word("severity", severity),
        # A rule that does not say that it holds does not hold.
        row.get("passed") is True,
        "" if row.get("found") is None else str(row["found"]),
        [str(file) for file in row.get("files") or []],
    )


def _by_kind(rows: list[Row], checks: list[Check]) -> list[tuple[Text, int, list[Check]]]:
    kinds: dict[str, list[Check]] = {}
    for row, check in zip(rows, checks, strict=True):
        kinds.setdefault(str(row.get("kind") or "expectation"), []).append(check)
    return [
        (
            known_word("kind", kind),
            sum(not check.passed for check in group),
            sorted(group, key=lambda check: (check.passed, check.table, check.rule)),
        )
        for kind, group in sorted(kinds.items())
    ]


def _missing_name(entry: object) -> str:
    if isinstance(entry, dict):
        names = [
            str(entry[key]) for key in ("source_system", "name", "path", "reason") if entry.get(key)
        ]
        return " · ".join(names) or str(said(entry).en)
    return str(entry)
