"""Member codes and other ids: compared as text, so that 0012 and 12 are never one number."""

from __future__ import annotations

import re

from dagster_project.matching.normalise.text import width

_DASHES = re.compile("[‐‑‒–—―−ー－]")
_FILLER = re.compile(
    r"^(?:(.)\1*|none|null|na|n/a|unknown|guest|test|dummy|1234567890?|123456)$", re.I
)


def member_code(raw: str) -> str | None:
    """The code in one width and case; None for a filler such as 0000000."""
    code = identifier(raw)
    return code.upper() if code else None


def identifier(raw: str) -> str | None:
    """An id in one width; its case may tell two ids apart. None for a filler such as 0000000."""
    code = _DASHES.sub("-", width(raw)).replace(" ", "")
    return None if len(code) < 2 or _FILLER.match(code) else code


def comparable(code: str) -> str:
    """Codes that differ only in leading zeros neither join two records nor keep them apart."""
    return code.lstrip("0") or code
