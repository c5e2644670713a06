"""Great Expectations' answers, freed of values and put in words."""

from __future__ import annotations

import re
from typing import Any

from dagster_project.expectations.check import Check
from dagster_project.expectations.rules import Rule

# The only parts of a result that can hold no value of a row.
COUNTS = (
    "element_count",
    "unexpected_count",
    "unexpected_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
    "missing_count",
    "missing_percent",
)
# These errors speak of names in a query; all others may quote the value they stumbled over.
ABOUT_NAMES = ("BinderException", "CatalogException", "ParserException")


def scrub(validation: Any) -> Any:
    """The same result without samples, observed texts, or traces that could quote a value."""
    for answer in validation.results:
        observed = answer.result.get("observed_value")
        answer.result = {key: answer.result[key] for key in COUNTS if key in answer.result}
        if isinstance(observed, (int, float)):
            answer.result["observed_value"] = observed
        if error := _error(answer.exception_info):
            answer.exception_info = {
                "raised_exception": True,
                "exception_message": error,
                "exception_traceback": "",
            }
    return validation


def check_of(
    rule: Rule, *, answer: Any = None, passed: bool | None = None, found: str = ""
) -> Check:
    if answer is not None:
        error = _error(answer.exception_info)
        passed = bool(answer.success) and not error
        found = f"error: {error}" if error else _found(rule, answer.result)
    # What could not be asked is not known to hold, however light the promise.
    severity = "critical" if found.startswith("error:") else rule.severity
    return Check(
        rule=rule.name,
        table=rule.table,
        description_en=rule.en,
        description_ja=rule.ja,
        owner=rule.owner,
        severity=severity,  # type: ignore[arg-type]
        passed=bool(passed),
        found=found,
        kind=rule.kind,  # type: ignore[arg-type]
    )


def _found(rule: Rule, result: dict[str, Any]) -> str:
    if "unexpected_count" in result:
        broken, rows = result["unexpected_count"], f" of {result['element_count']:,}"
    else:
        broken, rows = int(result.get("observed_value", 0)), ""
        if rule.expectation == "ExpectTableRowCountToBeBetween":
            return f"{broken:,} rows"
    return f"{broken:,}{rows} rows break it" if broken else "no row breaks it"


def _error(info: dict[str, Any] | None) -> str:
    """What went wrong while a rule was asked, without a value; empty if nothing did."""
    # One description, or one for each metric that failed.
    several = [info, *info.values()] if info else []
    for each in several:
        if isinstance(each, dict) and each.get("raised_exception"):
            return without_values(str(each.get("exception_message") or "no message"))
    return ""


def without_values(message: str) -> str:
    """An error's message where it can only name columns and tables, else its kind."""
    name = re.search(r"\b([A-Za-z]+(?:Exception|Error))\b", message)
    kind = name.group(1) if name else "an exception"
    if kind in ABOUT_NAMES:
        return " ".join(message.split("[SQL:")[0].split("LINE 1:")[0].split())[:200]
    return f"{kind} while the rule was asked"
