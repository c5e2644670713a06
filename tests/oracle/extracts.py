"""The extracts of the four systems as lists of dicts, read with the csv module and nothing else."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

Row = dict[str, str]


def current_files(company: Path, prefix: str) -> list[Path]:
    """The files whose name begins so, in order of delivery: copies once, corrections in place."""
    files = sorted(company.glob(f"extracts/*/{prefix}*.csv"))
    seen: set[str] = set()
    by_name: dict[str, Path] = {}
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        by_name.pop(file.name, None)
        by_name[file.name] = file
    return list(by_name.values())


def rows(file: Path, *, header_row: int = 0, skip: int = 1) -> list[Row]:
    text = file.read_bytes().decode("utf-8-sig").replace("\x00", "")
    records = list(csv.reader(io.StringIO(text, newline="")))
    return [dict(zip(records[header_row], each, strict=True)) for each in records[skip:]]


def without_legend(row: Row) -> Row:
    """Header text up to its legend in brackets: `性別(0:不明…)` is 性別."""
    return {re.split(r"\s*[（(]\d", name)[0]: value for name, value in row.items()}


def receipts(company: Path) -> dict[str, list[Row]]:
    """Transaction id → its lines, from the last file that holds it."""
    found: dict[str, list[Row]] = {}
    for file in current_files(company, "smaregi_torihiki"):
        here: dict[str, list[Row]] = {}
        for row in map(without_legend, rows(file)):
            here.setdefault(row["取引ID"], []).append(row)
        found.update(here)
    return found


def latest(company: Path, prefix: str, key: str, stamp: str | None) -> dict[str, Row]:
    """Key → its newest row by time stamp, then by delivery."""
    found: dict[str, Row] = {}
    for file in current_files(company, prefix):
        for row in rows(file):
            old = found.get(row[key])
            if old is None or stamp is None or row[stamp] >= old[stamp]:
                found[row[key]] = row
    return found


def survey_sheets(company: Path, prefix: str) -> list[Row]:
    """Complete, real answer sheets, keyed by the ImportIds of the third header row."""
    sheets: dict[str, Row] = {}
    for file in current_files(company, prefix):
        text = file.read_bytes().decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline="")))
        keys = [json.loads(cell)["ImportId"] for cell in records[2]]
        for record in records[3:]:
            row = dict(zip(keys, record, strict=True))
            sheets[row["_recordId"]] = row
    return [row for row in sheets.values() if row["status"] == "0" and row["finished"] == "1"]


def tokyo_day(utc: str) -> str:
    """The day in Tokyo of a UTC time stamp."""
    moment = datetime.fromisoformat(utc.replace("Z", "+00:00"))
    return (moment.astimezone(UTC) + timedelta(hours=9)).date().isoformat()
