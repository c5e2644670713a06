"""A candidate is a faithful, closed, comparable copy of the published tables."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import duckdb
import pytest

from dagster_project.release import IncompleteWarehouse, PublishedTable, build
from dagster_project.release.fingerprint import content_hash, row_hash
from dagster_project.settings import Settings

from .conftest import TABLES, MakeCandidate, fill


def test_each_table_lies_in_the_file_of_its_readers(candidate: MakeCandidate) -> None:
    made = candidate()
    names = "select table_name from duckdb_tables() where schema_name = 'main' order by all"
    with duckdb.connect(str(made.marts_file), read_only=True) as marts:
        assert marts.sql(names).fetchall() == [("customer_360",), ("kpi_value",)]
    with duckdb.connect(str(made.customers_file), read_only=True) as customers:
        assert customers.sql(names).fetchall() == [("customer",)]
    parquet = made.folder / "parquet"
    assert sorted(each.name for each in parquet.rglob("*.parquet")) == [
        "customer_360.parquet",
        "kpi_value.parquet",
    ]


def test_the_files_are_closed_and_readable_by_old_drivers(candidate: MakeCandidate) -> None:
    made = candidate()
    assert not list(made.folder.rglob("*.wal"))
    # Bytes 12 to 19 of a DuckDB file are its storage version; 64 is what 1.0 and 1.1 write.
    assert int.from_bytes(made.marts_file.read_bytes()[12:20], "little") == 64


def test_rows_lie_in_the_order_of_their_key_and_equal_their_parquet(
    candidate: MakeCandidate,
) -> None:
    made = candidate()
    parquet = made.folder / "parquet" / "customer_360" / "customer_360.parquet"
    with duckdb.connect(str(made.marts_file), read_only=True) as con:
        rows = con.sql("select * from customer_360").fetchall()
        assert con.sql(f"select * from '{parquet}'").fetchall() == rows
    assert rows == sorted(rows)


def test_descriptions_become_comments(candidate: MakeCandidate) -> None:
    with duckdb.connect(str(candidate().marts_file), read_only=True) as con:
        table = con.sql("select comment from duckdb_tables() where table_name = 'customer_360'")
        assert table.fetchall() == [("One row a customer's picture.",)]
        column = con.sql("select comment from duckdb_columns() where column_name = 'p_alive'")
        assert column.fetchall() == [("How likely they are still a customer.",)]


def test_the_same_warehouse_gives_the_same_release_id(candidate: MakeCandidate) -> None:
    first, again, other = candidate(1), candidate(1), candidate(2)
    assert first.release_id == again.release_id != other.release_id
    assert first.release_id.startswith("20260331-")
    assert first.tables == again.tables


def test_a_table_dbt_did_not_make_is_named(settings: Settings) -> None:
    fill(settings.warehouse_file, night=1)
    tables = [*TABLES, PublishedTable("touchpoint", "bi", ("customer_id",))]
    with pytest.raises(IncompleteWarehouse, match="marts.touchpoint"):
        build(settings, warehouse_file=settings.warehouse_file, tables=tables)


def _hash(query: str) -> str:
    with duckdb.connect() as con:
        con.execute(f"create table rows as {query}")
        return row_hash(con, "rows")[1]


def test_a_row_hash_knows_no_order_but_every_cell() -> None:
    rows = "select 1 as a, 'x' as b union all select 2, null"
    assert _hash(rows) == _hash("select 2 as a, null::text as b union all select 1, 'x'")
    assert _hash(rows) != _hash("select 1 as a, 'x' as b union all select 2, ''")
    assert _hash(rows) != _hash(f"{rows} union all select 2, null")
    assert _hash(rows) != _hash("select 1 as a, 'x' as c union all select 2, null")
    assert _hash("select 'ab' as a, 'c' as b") != _hash("select 'a' as a, 'bc' as b")


def test_two_equal_rows_do_not_cancel_each_other() -> None:
    one, none = "select 1 as a", "select 1 as a where false"
    assert _hash(f"{one} union all {one}") not in (_hash(one), _hash(none))


def test_the_last_bit_of_a_parallel_sum_does_not_show() -> None:
    assert _hash("select 0.1::double + 0.2::double as a") == _hash("select 0.3::double as a")
    assert _hash("select -0.0::double as a") == _hash("select 0.0::double as a")
    assert _hash("select 0.3001::double as a") != _hash("select 0.3::double as a")


def test_a_row_hash_can_be_computed_without_duckdb() -> None:
    """The recipe of the docstring in plain Python, for whoever checks a release from outside."""
    row = "\x1f".join(["", "1", "x", "\x1e", "0.25", "2026-03-31 09:00:00.000000", "12.50"])
    digest = hashlib.md5(row.encode()).digest()
    first, second = (int.from_bytes(half, "little") for half in (digest[:8], digest[8:]))
    columns = "a INTEGER,b VARCHAR,c VARCHAR,d DOUBLE,e TIMESTAMP,f DECIMAL(18,2)"
    expected = hashlib.sha256(f"{columns}\n1\n{first}\n{second}\n".encode()).hexdigest()
    assert expected == _hash(
        "select 1 as a, 'x' as b, null::text as c, 0.25::double as d, "
        "timestamp '2026-03-31 09:00' as e, 12.5::decimal(18, 2) as f"
    )


def test_content_depends_on_names_and_hashes_only() -> None:
    assert content_hash([("a", "1"), ("b", "2")]) == content_hash([("b", "2"), ("a", "1")])
    assert content_hash([("a", "1"), ("b", "2")]) != content_hash([("a", "2"), ("b", "1")])


def test_the_warehouse_is_only_read(settings: Settings, candidate: MakeCandidate) -> None:
    candidate()
    file: Path = settings.warehouse_file
    file.chmod(stat.S_IRUSR)
    before = file.read_bytes()
    build(settings, warehouse_file=file, tables=TABLES)
    assert file.read_bytes() == before
