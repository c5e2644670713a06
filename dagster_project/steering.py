"""The tables a company steers by, kept as CSV in its folder: targets, notes, initiatives, tests."""

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

INITIATIVES = (
    Column("initiative_id", "text", str, "a short id of your own"),
    Column("name_ja", "text", str, "what is done, in Japanese"),
    Column("name_en", "text", str, "what is done, in English", required=False),
    Column("kpi_id", "text", str, "the kpi_id that shall move"),
    Column("dimension", "text", str, "all, or a dimension of kpi_value such as store"),
    Column("member", "text", str, "all, or a member of that dimension such as a store_id"),
    Column("start_on", "date", date.fromisoformat, "a day such as 2026-04-01"),
    Column("end_on", "date", date.fromisoformat, "a day, or empty while it lasts", required=False),
    Column("owner", "text", str, "who answers for it"),
    Column("cost_amount", "decimal(18, 2)", Decimal, "an amount of money", required=False),
)

OUTCOMES = ("bought", "order_count", "net_amount")

EXPERIMENTS = (
    Column("experiment_id", "text", str, "a short id of your own"),
    Column("name_ja", "text", str, "what is tried, in Japanese"),
    Column("name_en", "text", str, "what is tried, in English", required=False),
    Column("owner", "text", str, "who answers for it"),
    Column("outcome", "text", _one_of(*OUTCOMES), " | ".join(OUTCOMES)),
    Column("control_variant", "text", str, "the variant that the others are compared with"),
    Column("start_on", "date", date.fromisoformat, "a day such as 2026-04-01"),
    Column("planned_end_on", "date", date.fromisoformat, "the last day that counts"),
    Column("planned_n", "integer", int, "customers planned a variant", required=False),
    Column(
        "least_effect", "double", float, "the smallest difference worth finding", required=False
    ),
)

VARIANTS = (
    Column("experiment_id", "text", str, "an experiment_id of experiments.csv"),
    Column("variant", "text", str, "the name of one variant"),
    Column("planned_share", "double", float, "its share of the customers, such as 0.5"),
)

ASSIGNMENTS = (
    Column("experiment_id", "text", str, "an experiment_id of experiments.csv"),
    Column("source_system", "text", str, "the name in sources.yaml that knows the record"),
    Column("source_record_id", "text", str, "the record's id in that system"),
    Column("variant", "text", str, "a variant of experiment_variants.csv"),
)

NOTES = (
    Column("kpi_id", "text", str, "a kpi_id of the catalogue"),
    Column("period_start_on", "date", date.fromisoformat, "the first day of the period"),
    Column("why", "text", str, "what moved the KPI"),
    Column("by", "text", str, "who says so"),
    Column("on", "date", date.fromisoformat, "the day it was said"),
)


@dataclass(frozen=True)
class Paper:
    """One of the company's CSVs and the table of `landing` that it becomes."""

    table: str
    file: str
    columns: tuple[Column, ...]


REGISTERED = (
    Paper("kpi_target", "kpi_targets.csv", TARGETS),
    Paper("initiative", "initiatives.csv", INITIATIVES),
    Paper("experiment", "experiments.csv", EXPERIMENTS),
    Paper("experiment_variant", "experiment_variants.csv", VARIANTS),
    Paper("experiment_assignment", "experiment_assignments.csv", ASSIGNMENTS),
)


def check(company_folder: Path) -> None:
    """Reads all of them; ConfigurationError at the first cell that cannot be read."""
    for paper in (*REGISTERED, Paper("kpi_note", "kpi_notes.csv", NOTES)):
        read_table(company_folder / paper.file, paper.columns)


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


def register(con: duckdb.DuckDBPyConnection, company_folder: Path) -> dict[str, int]:
    """Writes the tables of `landing` that hold a company's own CSVs; returns their row counts."""
    con.execute("create schema if not exists landing")
    return {paper.table: _register(con, company_folder, paper) for paper in REGISTERED}


def _register(con: duckdb.DuckDBPyConnection, company_folder: Path, paper: Paper) -> int:
    rows = read_table(company_folder / paper.file, paper.columns)
    columns = ", ".join(f"{each.name} {each.sql_type}" for each in paper.columns)
    con.execute(f"create or replace table landing.{paper.table} ({columns})")
    if rows:
        # One parameter a column, each a list: a million assignments are no million statements.
        lists = ", ".join(f"unnest(?::{each.sql_type}[])" for each in paper.columns)
        values = [[row[each.name] for row in rows] for each in paper.columns]
        con.execute(f"insert into landing.{paper.table} select {lists}", values)
    return len(rows)
