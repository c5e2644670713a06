"""The gate's own rules, as `gate_rules.yaml` declares them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dagster_project.expectations.check import Check

FILE = Path(__file__).with_name("gate_rules.yaml")


@cache
def declared() -> dict[str, dict[str, Any]]:
    """Rule name → what is declared about it, its kind included."""
    content = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {
        name: {**about, "kind": kind}
        for kind, rules in content.items()
        for name, about in rules.items()
    }


def found(rule: str, passed: bool, what: str, files: Iterable[str] = ()) -> Check:
    """The check of a declared rule."""
    about = declared()[rule]
    return Check(
        rule=rule,
        table=about["table"],
        description_en=about["en"],
        description_ja=about["ja"],
        owner=about["owner"],
        severity=about["severity"],
        passed=passed,
        found=what,
        files=tuple(dict.fromkeys(files)),
        kind=about["kind"],
    )


def several(parts: Iterable[str], none: str, limit: int = 20) -> str:
    """Findings in one text; a long list says how long it is."""
    listed = list(parts)
    text = "; ".join(listed[:limit])
    return f"{text}; and {len(listed) - limit} more" if len(listed) > limit else text or none
