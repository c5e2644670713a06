"""Contracts for goods in other formats than CSV, and the files that such vendors write."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.landing.extracts import GOODS_CONTRACT, Extracts


def agree(extracts: Extracts, form: str, *knobs: str, **paths: str) -> None:
    """The goods contract for another format; `paths` say where a column stands in it."""
    text = GOODS_CONTRACT.replace("  - name: item\n", f"  - name: item\n    physicalType: {form}\n")
    for column, path in paths.items():
        before, _, after = text.partition(f"- name: {column}\n        physicalName: ")
        text = (
            f'{before}- name: {column}\n        physicalName: "{path}"\n' + after.split("\n", 1)[1]
        )
    extracts.entries = ["{name: shop, contract: sales/item@csv, path: 'drops/**/*'}"]
    extracts.contract(*knobs, text=text)


def packed(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 27, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def lines(records: Iterable[Any], end: str = "\n") -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False) + end for each in records).encode()


def workbook(rows: Iterable[Iterable[Any]], *, sheet: str = "商品", **others: list[Any]) -> bytes:
    """Dates and times get a format, as a person would give them one."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy/m/d"})
    # The same rows are the same bytes whenever they are written.
    book.set_properties({"created": datetime(2026, 3, 27)})
    for name, content in {**others, sheet: rows}.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(content):
            for place, cell in enumerate(row):
                if callable(cell):
                    cell(page, number, place)
                elif isinstance(cell, str):
                    page.write_string(number, place, cell)
                elif cell is not None:
                    page.write(number, place, cell)
    book.get_worksheet_by_name(sheet).activate()
    book.close()
    return target.getvalue()


def parquet(rows: list[dict[str, Any]], schema: pa.Schema | None = None, **knobs: Any) -> bytes:
    target = io.BytesIO()
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, target, write_page_checksum=True, **knobs)
    return target.getvalue()


def left_outside(extracts: Extracts) -> set[Path]:
    """Files beside the company folder and the home: there must be none."""
    known = (extracts.company, extracts.home)
    return {
        path
        for path in extracts.root.rglob("*")
        if path.is_file() and not any(path.is_relative_to(each) for each in known)
    }
