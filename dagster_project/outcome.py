"""How a night ended, kept in logs/night.json for the command and whoever asks later."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """A night's end. `ended` is published, unchanged or refused; None while nothing was decided."""

    ended: str | None = None
    release_id: str | None = None
    folder: str | None = None
    as_of: str | None = None
    broken_rules: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)


# The dbt test that fails when no extract holds a dated event.
NO_LAST_DAY = ".is_key_as_of_as_of_on."


def _file(settings: Settings) -> Path:
    return settings.logs / "night.json"


def record(settings: Settings, outcome: Outcome) -> None:
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(outcome), ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(settings: Settings) -> Outcome:
    try:
        return Outcome(**json.loads(_file(settings).read_text("utf-8")))
    except FileNotFoundError:
        return Outcome()


def refused_by_tests(settings: Settings, results: list[dict[str, Any]]) -> Outcome:
    """The refusal of a night whose dbt tests do not hold; without any event, why there is none."""
    rules = failed_tests(results)
    if any(NO_LAST_DAY in rule["rule"] for rule in rules):
        return nothing_to_publish(settings)
    return Outcome(ended="refused", broken_rules=rules)


def nothing_to_publish(settings: Settings) -> Outcome:
    """The refusal of a night that has no event at all: which files are missing or set aside."""
    books = json.loads((settings.logs / "books.json").read_text("utf-8"))
    rules = [
        _rule(
            "required_extracts_are_present",
            "Every extract that sources.yaml calls required has arrived.",
            "必須の抽出ファイルがすべて届いていること。",
            f"{each['source_system']}: {each.get('reason') or 'no file fits ' + each['path']}",
            kind="landing",
        )
        for each in books["missing_required"]
    ]
    rules += [
        _rule(
            "required_files_are_readable",
            "No file of a required extract had to be set aside whole.",
            "必須の抽出ファイルが丸ごと隔離されていないこと。",
            book["reason"],
            kind="landing",
            files=[book["path"]],
        )
        for book in books["books"]
        if book["status"] == "quarantined"
    ]
    rules.append(
        _rule(
            "there_is_something_to_publish",
            "The extracts hold at least one dated event.",
            "日付のあるイベントが 1 件以上あること。",
            f"{len(books['books'])} files, none with a dated event that landed",
            kind="landing",
        )
    )
    return Outcome(ended="refused", broken_rules=rules)


def failed_tests(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """dbt tests that do not hold, as rules of the gate (dbt's messages carry counts, no values)."""
    return [
        _rule(
            each["unique_id"],
            f"The dbt test {each['unique_id'].split('.')[2]} holds.",
            f"dbt テスト {each['unique_id'].split('.')[2]} が成り立つこと。",
            str(each.get("message") or f"{each.get('failures')} rows"),
            kind="dbt",
        )
        for each in results
        if each["status"] == "fail"
    ]


def _rule(
    rule: str, en: str, ja: str, found: str, *, kind: str, files: list[str] | None = None
) -> dict[str, Any]:
    return {
        "rule": rule,
        "table": "",
        "description_en": en,
        "description_ja": ja,
        "owner": "data engineering",
        "severity": "critical",
        "passed": False,
        "found": found,
        "files": files or [],
        "kind": kind,
    }
