"""Text as it may stand in SQL where DuckDB takes no parameter (attach, copy, comment)."""

from __future__ import annotations

from pathlib import Path


def quoted(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"
