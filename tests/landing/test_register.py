"""The warehouse's view of the landing: there before any file is, typed, and numbered."""

from __future__ import annotations

import duckdb

from dagster_project.contracts import all_contracts
from dagster_project.landing import register
from tests.landing.extracts import Extracts

ENVELOPE = {
    "source_system": "VARCHAR",
    "source_object": "VARCHAR",
    "load_id": "VARCHAR",
    "load_seq": "INTEGER",
    "source_row_number": "BIGINT",
    "tz_basis": "VARCHAR",
    "flags": "VARCHAR",
    "extra": "VARCHAR",
}


def described(con: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    return {row[0]: row[1] for row in con.execute(f"describe {view}").fetchall()}


def test_every_shipped_object_is_a_typed_view_before_anything_landed(extracts: Extracts) -> None:
    con = duckdb.connect()
    register(con, extracts.settings)
    for contract in all_contracts(extracts.settings.contract_folders):
        for name, columns in contract.objects.items():
            found = described(con, f"{contract.vendor}.{name}")
            # The variants of an object share its view, which has the columns of them all.
            assert (dict.fromkeys(columns, "VARCHAR") | ENVELOPE).items() <= found.items()
            assert con.execute(f"select count(*) from {contract.vendor}.{name}").fetchone() == (0,)
    assert con.execute("select count(*) from landing.load").fetchone() == (0,)


def test_views_have_the_same_columns_once_files_landed(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.put("2026-03-28/item.csv", extracts.rows("2,b,1,2024-04-01", "短い", "3,c,1,x"))
    extracts.land()
    con = duckdb.connect()
    register(con, extracts.settings)
    columns = dict.fromkeys(("item_id", "item_name", "price", "sold_on"), "VARCHAR")
    assert described(con, "sales.item") == columns | ENVELOPE
    assert con.execute(
        "select item_id, load_seq, source_row_number from sales.item order by load_seq, item_id"
    ).fetchall() == [("1", 1, 2), ("2", 2, 2), ("3", 2, 4)]


def test_registering_twice_changes_nothing(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    con = duckdb.connect()
    register(con, extracts.settings)
    before = con.execute("select * from landing.load").fetchall()
    register(con, extracts.settings)
    assert con.execute("select * from landing.load").fetchall() == before
    assert con.execute("select count(*) from landing.company").fetchone() == (1,)


def test_the_company_and_its_stores_are_tables(extracts: Extracts) -> None:
    (extracts.company / "company.yaml").write_text(
        "business_day_start: '05:00'\nas_of: '2026-03-31'\n"
        "stores: {'99': {name: オンライン, channel: online}, '1': {name: 銀座, channel: store}}\n",
        "utf-8",
    )
    assert extracts.query(
        "select cast(as_of_on as text), timezone, business_day_start_minutes from landing.company"
    ) == [("2026-03-31", "Asia/Tokyo", 300)]
    assert extracts.query("select * from landing.store") == [
        ("1", "銀座", "store"),
        ("99", "オンライン", "online"),
    ]


def test_loads_of_a_source_that_is_no_longer_listed_do_not_count(extracts: Extracts) -> None:
    extracts.put("2026-03-27/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    extracts.entries[0] = "{name: other, contract: sales/item@csv, path: 'none/*.csv'}"
    assert extracts.items() == []


def test_two_sources_of_one_contract_share_a_view(extracts: Extracts) -> None:
    extracts.entries = [
        f"{{name: {name}, contract: sales/item@csv, path: 'drops/{name}/*.csv'}}"
        for name in ("ginza", "umeda")
    ]
    for name in ("ginza", "umeda"):
        extracts.put(f"{name}/item.csv", extracts.rows("1,a,1,2024-04-01"))
    extracts.land()
    assert extracts.items("source_system, load_seq") == [("ginza", 1), ("umeda", 2)]
