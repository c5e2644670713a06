"""One sheet of a workbook as CSV: each cell as the text that a person sees where it matters."""

from __future__ import annotations

import csv
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from dagster_project.contracts import Contract
from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.nesting import text_of
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.landing.workbooks import Extent, looked_through

_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def sheet_as_text(file: Path, contract: Contract, target: Path) -> Utf8File:
    """Row n of the sheet becomes record n; an empty row an empty line."""
    with file.open("rb") as stream:
        if stream.read(4) == _OLD_OR_ENCRYPTED:
            raise RefusedFile(
                "encrypted",
                "found a workbook with a password or in the format of before 2007; accepted: an "
                "xlsx file without a password",
            )
    try:
        extents = looked_through(file)
        with CalamineWorkbook.from_path(str(file)) as workbook:
            sheet = _chosen(workbook, contract)
            nul_count = _write(sheet, extents.get(sheet.name, Extent()), contract, target)
    except RefusedFile:
        raise
    except BaseException as error:
        if not _is_damage(error):
            raise
        raise RefusedFile(
            "workbook broken",
            f"the file is no whole xlsx workbook ({type(error).__name__}); have it sent again",
        ) from error
    return Utf8File(target, 0, "utf-8", nul_count)


def _is_damage(error: BaseException) -> bool:
    """The reader panics on some damaged files, which is no Exception to Python."""
    kinds = (
        *(CalamineError, zipfile.BadZipFile, ParseError, KeyError, ValueError, EOFError),
        *(RuntimeError, OverflowError, zlib.error),
    )
    return isinstance(error, kinds) or type(error).__name__ == "PanicException"


def _chosen(workbook: CalamineWorkbook, contract: Contract) -> CalamineSheet:
    names = workbook.sheet_names
    visible = [
        each.name
        for each in workbook.sheets_metadata
        if each.visible == SheetVisibleEnum.Visible and each.name in names
    ]
    wanted = contract.sheet
    if isinstance(wanted, int) and wanted <= len(names):
        return workbook.get_sheet_by_index(wanted - 1)
    if wanted is None and visible:
        return workbook.get_sheet_by_name(visible[0])
    if wanted in names:
        return workbook.get_sheet_by_name(str(wanted))
    raise RefusedFile(
        "no such sheet",
        f"found the sheets {shown(', '.join(names), 200)}; accepted: "
        + (f"the sheet {wanted}" if wanted is not None else "a visible sheet"),
    )


def _write(sheet: CalamineSheet, extent: Extent, contract: Contract, target: Path) -> int:
    nul_count = 0
    # Rows above the first used one are counted, columns left of it are not delivered.
    left = (sheet.start or (0, 0))[1]
    with target.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter=contract.delimiters[0], lineterminator="\r\n")
        for number, row in enumerate(sheet.iter_rows()):
            cells = [
                extent.errors.get((number, left + place), "") if cell == "" else cell_text(cell)
                for place, cell in enumerate(row)
            ]
            nul_count += sum(cell.count("\0") for cell in cells)
            table.writerow([cell.replace("\0", "") for cell in cells] if any(cells) else [])
    return nul_count


def cell_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return text_of(value)
