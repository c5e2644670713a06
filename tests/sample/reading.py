"""The drops read with the csv module alone, as a stranger would who knows the rules of delivery."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from pathlib import Path

Row = dict[str, str]


def delivered(company: Path, prefix: str) -> list[Path]:
    """The files that count: doubled bytes once, a corrected file in place of the wrong one."""
    by_name: dict[str, Path] = {}
    seen: set[str] = set()
    for file in sorted(company.glob(f"extracts/*/{prefix}_*.csv")):
        digest = sha256(file.read_bytes()).hexdigest()
        if digest not in seen:
            seen.add(digest)
            by_name[file.name] = file
    return list(by_name.values())


def rows(file: Path, headers: int = 1) -> list[Row]:
    text = file.read_bytes().decode("utf-8-sig").replace("\x00", "")
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return [dict(zip(records[0], each, strict=True)) for each in records[headers:]]


def all_rows(company: Path, prefix: str, headers: int = 1) -> list[Row]:
    return [row for file in delivered(company, prefix) for row in rows(file, headers)]


def latest(company: Path, prefix: str, key: str) -> dict[str, Row]:
    """Key to its row in the last file that brings it."""
    return {row[key]: row for row in all_rows(company, prefix)}


def column(row: Row, start: str) -> str:
    """The cell whose header begins so: headers carry their legends."""
    return next(value for name, value in row.items() if name.startswith(start))


def receipts(company: Path) -> dict[str, list[Row]]:
    """Transaction id to its lines."""
    found: dict[str, list[Row]] = {}
    for row in all_rows(company, "smaregi_torihiki_meisai"):
        found.setdefault(row["取引ID"], []).append(row)
    return found


def truth(company: Path, name: str) -> list[Row]:
    return rows(company / "truth" / f"{name}.csv")
