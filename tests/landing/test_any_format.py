"""A generic extract may be in any format that is read: the ending of its name says which."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from dagster_project.landing import land
from dagster_project.settings import Settings

ROWS = [
    {"source_record_id": "0001", "product_code": "0049", "product_name": "煎茶"},
    {"source_record_id": "0002", "product_code": "0050", "product_name": "羊羹, 小"},
]
COLUMNS = list(ROWS[0])


def csv_bytes() -> bytes:
    lines = [",".join(COLUMNS), *(",".join(f'"{each[c]}"' for c in COLUMNS) for each in ROWS)]
    return ("\r\n".join(lines) + "\r\n").encode()


def write(path: Path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([COLUMNS, *(list(each.values()) for each in ROWS)]):
                sheet.write_row(number, 0, row)
    elif path.suffix == ".json":
        path.write_text(json.dumps(ROWS, ensure_ascii=False), "utf-8")
    elif path.suffix == ".ndjson":
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ROWS)
        path.write_text(text, "utf-8")
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(csv_bytes()))
    else:
        path.write_bytes(csv_bytes())


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "txt", "xlsx", "json", "ndjson", "parquet"])
def test_the_same_rows_land_from_every_format(ending: str, tmp_path: Path) -> None:
    company = tmp_path / "company"
    company.mkdir()
    (company / "sources.yaml").write_text(
        f"sources: [{{name: shop, contract: generic/product, path: product.{ending}}}]\n", "utf-8"
    )
    write(company / f"product.{ending}")
    [book] = land(Settings(tmp_path / "home", company)).books
    assert (book.status, book.rows_landed, book.reason) == ("landed", 2, "")
    [table] = (tmp_path / "home" / "landing" / "shop" / "product").glob("*.parquet")
    found = duckdb.sql(f"select {', '.join(COLUMNS)} from '{table}' order by 1").fetchall()
    assert found == [tuple(each.values()) for each in ROWS]
