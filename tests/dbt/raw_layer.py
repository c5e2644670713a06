"""A warehouse as the landing leaves it, filled by hand: every contract's view, all text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parents[2]
ENVELOPE = {
    "source_system": "text",
    "source_object": "text",
    "load_id": "text",
    "load_seq": "integer",
    "source_row_number": "bigint",
    "tz_basis": "text",
    "flags": "text",
    "extra": "text",
}
# One name for each vendor's system, as a company's sources.yaml would give it.
SYSTEMS = {"salesforce": "crm", "marketo": "ma", "smaregi": "pos", "qualtrics": "survey"}

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]


def contract_objects() -> Iterator[tuple[str, str, list[str]]]:
    """Vendor, object and column names of every object; variants of one share their columns."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for path in sorted((PROJECT / "data" / "contracts").glob("*/*.yaml")):
        for each in yaml.safe_load(path.read_text(encoding="utf-8"))["schema"]:
            columns = found.setdefault((path.parent.name, each["name"]), {})
            columns |= dict.fromkeys(column["name"] for column in each["properties"])
    for (vendor, name), columns in found.items():
        yield vendor, name, list(columns)


def write(
    file: Path,
    rows: Rows,
    *,
    company: Row | None = None,
    stores: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Writes the raw tables; `rows` go by 'vendor.object', and load 1, rows 1, 2, … by default."""
    con = duckdb.connect(str(file))
    try:
        con.execute("create schema landing")
        con.execute(
            "create table landing.company (as_of_on date, timezone text,"
            " business_day_start_minutes int, fiscal_year_start_month int, f2_within_days int,"
            " churn_silent_after_days int, currency text)"
        )
        settings = {
            "timezone": "Asia/Tokyo",
            "business_day_start_minutes": 0,
            "fiscal_year_start_month": 4,
            "f2_within_days": 180,
            "currency": "JPY",
            **(company or {}),
        }
        insert(con, "landing.company", [settings])
        con.execute(
            "create table landing.load (load_id text, source_system text, source_object text,"
            " contract text, load_seq int, path text, sha256 text, rows_landed int,"
            " rows_replaced int, delivered_on date, first_row bigint, business_day_start_minutes int)"
        )
        con.execute("create table landing.store (store_id text, store_name text, channel text)")
        loads = {row.get("load_seq", 1) for given in rows.values() for row in given}
        insert(
            con, "landing.load", [{"load_seq": each, "load_id": f"load{each}"} for each in loads]
        )
        names = ("store_id", "store_name", "channel")
        insert(con, "landing.store", [dict(zip(names, each, strict=True)) for each in stores])
        for vendor, name, columns in contract_objects():
            con.execute(f"create schema if not exists {vendor}")
            types = {column: "text" for column in columns} | ENVELOPE
            con.execute(
                f"create table {vendor}.{name} ({', '.join(f'{k} {v}' for k, v in types.items())})"
            )
            given = rows.get(f"{vendor}.{name}", ())
            insert(
                con,
                f"{vendor}.{name}",
                [_landed(vendor, name, i, r) for i, r in enumerate(given, 1)],
            )
    finally:
        con.close()


def _landed(vendor: str, name: str, number: int, row: Row) -> Row:
    return {
        "source_system": SYSTEMS.get(vendor, vendor),
        "source_object": name,
        "load_id": f"load{row.get('load_seq', 1)}",
        "load_seq": 1,
        "source_row_number": number,
        "tz_basis": "declared",
        **row,
    }


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Inserts rows that may each name other columns."""
    for row in rows:
        marks = ", ".join("?" for _ in row)
        con.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))
