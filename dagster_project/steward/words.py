"""The codes of the matching in words, English and Japanese."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("words.yaml")
Words = dict[str, str]


def words(kind: str, code: str) -> Words:
    """{en, ja} of a code; one that nobody described stands for itself."""
    spelled = code.replace("_", " ")
    return _all()[kind].get(code) or {"en": spelled, "ja": spelled}


@cache
def _all() -> dict[str, dict[str, Words]]:
    return yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
