"""Tables that people open in a spreadsheet, and give back: CSV and XLSX, every cell a text.

A spreadsheet runs a CSV cell that begins like a formula, whatever a customer wrote there. Such a
cell gets an apostrophe in front, which is taken off again when the file comes back. A workbook's
cells are declared as text, so nothing in them runs.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from dagster_project.documents import ConfigurationError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)}
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/></Relationships>"""
_WORKBOOK = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>\
<sheet name="review" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_SHEET = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>\
</sheetViews><sheetData>"""
# A zip entry carries a time; the same rows make the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

Rows = Sequence[Sequence[str]]


def write_sheet(path: Path, rows: Rows) -> None:
    """The first row is the header; the ending of the name says which kind of file it is."""
    if path.suffix == ".csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([map(_guarded, row) for row in rows])
        # Excel takes a CSV for the system's old encoding unless a BOM says UTF-8.
        path.write_text(out.getvalue(), "utf-8-sig", newline="")
    elif path.suffix == ".xlsx":
        _write_workbook(path, rows)
    else:
        raise ConfigurationError(f"{path}: accepted: a file name that ends in .csv or .xlsx")
    path.chmod(0o600)


def read_sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number from 1, cells by header) of each row below the header."""
    if not path.exists():
        raise ConfigurationError(f"{path}: there is no such file")
    if path.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    elif path.suffix == ".csv":
        rows = list(csv.reader(_decoded(path).splitlines()))
    else:
        raise ConfigurationError(f"{path}: accepted: a .csv or .xlsx file")
    header = [cell.strip() for cell in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], start=2):
        yield number, dict(zip(header, map(_unguarded, row), strict=False))


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _decoded(path: Path) -> str:
    """UTF-8, or what a Japanese Excel saves as CSV."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932")


def _write_workbook(path: Path, rows: Rows) -> None:
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATION.format(
            office=_OFFICE, kind="officeDocument", target="xl/workbook.xml"
        ),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELATION.format(
            office=_OFFICE, kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": _SHEET + "".join(map(_row, rows)) + "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, text)


def _row(cells: Sequence[str]) -> str:
    return "<row>" + "".join(map(_cell, cells)) + "</row>"


def _cell(text: str) -> str:
    clean = escape(text.translate(_NOT_XML))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
