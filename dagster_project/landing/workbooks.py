"""What is inside an xlsx file, looked through before any library takes it into memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from dagster_project.landing.allowance import Allowance
from dagster_project.landing.archives import opened_archive
from dagster_project.landing.refusal import RefusedFile

# A sheet is held in memory whole, empty cells within its corners too.
MOST_CELLS = 12_000_000
LONGEST_LIST_OF_SHEETS = 1 << 20
_CHUNK = 1 << 20
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>"""
    rb"(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]{1,20})<"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Extent:
    """How far a sheet goes, and its cells that hold an error instead of a value."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def looked_through(file: Path) -> dict[str, Extent]:
    """The extents of all sheets by name; the refusal of what would not fit in memory."""
    allowance, extents = Allowance.of(file), {}
    with opened_archive(file) as archive:
        for info in archive.infolist():
            # What a part declares may be a lie, so each is read to its end once.
            extent = _looked(_chunks(archive, info, allowance))
            extents[info.filename.lstrip("/")] = extent
            if extent.rows * extent.columns > MOST_CELLS:
                raise RefusedFile(
                    "sheet too large",
                    f"found a sheet of {extent.rows:,} rows and {extent.columns:,} columns; "
                    f"accepted: at most {MOST_CELLS:,} cells; export it as CSV",
                )
        return {
            name: extents.get(part, Extent()) for name, part in _parts_by_sheet(archive).items()
        }


def _chunks(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance
) -> Iterator[bytes]:
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            allowance.spend(len(chunk))
            yield chunk


def _looked(chunks: Iterator[bytes]) -> Extent:
    extent, left = Extent(), b""
    for chunk in chunks:
        piece = left + chunk
        for letters, row in _CELL.findall(piece):
            extent.columns = max(extent.columns, column_number(letters))
            extent.rows = max(extent.rows, int(row))
        for row in _ROW.findall(piece):
            extent.rows = max(extent.rows, int(row))
        for letters, row, said in _ERROR.findall(piece):
            extent.errors[int(row) - 1, column_number(letters) - 1] = said.decode("utf-8")
        # A cell may stand across the border; looking at one twice does no harm.
        left = piece[-4_096:]
    return extent


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A list of sheets; no more of it is read than the archive declares."""
    if (size := archive.getinfo(name).file_size) > LONGEST_LIST_OF_SHEETS:
        raise RefusedFile(
            "too many sheets",
            f"found a list of sheets of {size:,} bytes; accepted: at most "
            f"{LONGEST_LIST_OF_SHEETS:,}; is it a workbook that a person or a program saved?",
        )
    return ElementTree.fromstring(archive.read(name))


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _parts_by_sheet(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _tree(archive, "xl/_rels/workbook.xml.rels")
    }
    found = {}
    for each in _tree(archive, "xl/workbook.xml").iter():
        if each.tag.endswith("}sheet"):
            target = targets.get(each.get(_RELATION), "")
            found[each.get("name", "")] = (
                target.lstrip("/") if "/xl/" in f"/{target}" else (f"xl/{target}")
            )
    return found
