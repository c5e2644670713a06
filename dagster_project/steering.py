"""The tables a company steers by, kept as CSV in its folder: KPI targets and notes on KPI moves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

from dagster_project.documents import ConfigurationError


@dataclass(frozen=True)
class Column:
    """A column of a company's CSV: its SQL type, how a cell is read and what is accepted."""

    name: str
    sql_type: str
    read: Callable[[str], object]
    accepted: str
    required: bool = True


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return read


TARGETS = (
    Column("kpi_id", "text", str, "a kpi_id of the catalogue"),
    Column("label_ja", "text", str, "a Japanese label", required=False),
    Column("label_en", "text", str, "an English label", required=False),
    Column("parent_kpi_id", "text", str, "a kpi_id of this file, or empty", required=False),
    Column("baseline_value", "double", Decimal, "a number"),
    Column("target_value", "double", Decimal, "a number"),
    Column("start_on", "date", date.fromisoformat, "a day such as 2026-04-01"),
    Column("due_on", "date", date.fromisoformat, "a day such as 2027-03-31"),
    Column("owner", "text", str, "who answers for it"),
    Column("direction", "text", _one_of("up", "down"), "up | down"),
)

NOTES = (
    Column("kpi_id", "text", str, "a kpi_id of the catalogue"),
    Column("period_start_on", "date", date.fromisoformat, "the first day of the period"),
    Column("why", "text", str, "what moved the KPI"),
    Column("by", "text", str, "who says so"),
    Column("on", "date", date.fromisoformat, "the day it was said"),
)


def read_table(path: Path, columns: tuple[Column, ...]) -> list[dict[str, object]]:
    """The rows of a company's CSV, typed; a file that is not there has none."""
    if not path.exists():
        return []
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    reader = csv.DictReader(text.splitlines(), strict=True)
    header = reader.fieldnames or []
    missing = [each.name for each in columns if each.required and each.name not in header]
    if missing:
        raise ConfigurationError(
            f"{path}:1: found the columns {', '.join(header) or '(none)'}; "
            f"accepted: {', '.join(each.name for each in columns)}; add {', '.join(missing)}"
        )
    rows: list[dict[str, object]] = []
    for cells in reader:
        rows.append(
            {
                each.name: _cell(path, reader.line_num, each, cells.get(each.name))
                for each in columns
            }
        )
    return rows


def _cell(path: Path, line: int, column: Column, text: str | None) -> object:
    text = (text or "").strip()
    if not text:
        if column.required:
            raise ConfigurationError(
                f"{path}:{line}: {column.name}: found nothing; accepted: {column.accepted}"
            )
        return None
    try:
        return column.read(text)
    except (ValueError, InvalidOperation) as error:
        raise ConfigurationError(
            f"{path}:{line}: {column.name}: found `{text}`; accepted: {column.accepted}"
        ) from error


def register(con: duckdb.DuckDBPyConnection, company_folder: Path) -> int:
    """Writes landing.kpi_target, which the mart of that name reads; returns its row count."""
    rows = read_table(company_folder / "kpi_targets.csv", TARGETS)
    con.execute("create schema if not exists landing")
    columns = ", ".join(f"{each.name} {each.sql_type}" for each in TARGETS)
    con.execute(f"create or replace table landing.kpi_target ({columns})")
    if rows:
        marks = ", ".join("?" for _ in TARGETS)
        con.executemany(
            f"insert into landing.kpi_target values ({marks})", [list(row.values()) for row in rows]
        )
    return len(rows)
