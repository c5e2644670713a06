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


def failed_tests(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """dbt tests that do not hold, as rules of the gate (dbt's messages carry counts, no values)."""
    return [
        {
            "rule": each["unique_id"],
            "table": "",
            "description_en": f"The dbt test {each['unique_id'].split('.')[2]} holds",
            "description_ja": f"dbt テスト {each['unique_id'].split('.')[2]} が成り立つこと",
            "owner": "data engineering",
            "severity": "critical",
            "passed": False,
            "found": str(each.get("message") or f"{each.get('failures')} rows"),
            "files": [],
            "kind": "dbt",
        }
        for each in results
        if each["status"] == "fail"
    ]
