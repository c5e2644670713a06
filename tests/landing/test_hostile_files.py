"""Files that somebody made to do harm: refused with a reason, in little memory, inside the home."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.landing.extracts import HEADER, Extracts
from tests.landing.shapes import agree, left_outside, packed, parquet

# Far more than Python and its libraries need, far less than the files say they hold.
MOST_MEGABYTES = 500
LANDING = """
import json, sys
from pathlib import Path
from dagster_project.landing import land, tabling
from dagster_project.settings import Settings
# A gigabyte, as it is without this, takes too long to write for a test.
tabling.LEAST_TABLE = 64 << 20
ledger = land(Settings(Path(sys.argv[1]), Path(sys.argv[2])))
assert all(book.balanced for book in ledger.books)
with open("/proc/self/status") as status:
    (peak,) = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
told = {Path(book.path).name: [book.refused_for, book.reason] for book in ledger.books}
print(json.dumps([peak / 1024, told]))
"""
LINE = b"1,a,1,2024-04-01\r\n"


def table(*rows: bytes) -> bytes:
    return b"".join([f"{HEADER}\r\n".encode(), *rows])


def many(piece: bytes, megabytes: int) -> bytes:
    return piece * ((megabytes << 20) // len(piece))


def workbook(**parts: bytes) -> bytes:
    """The parts that a reader asks for first, unless said otherwise."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    usual = {
        "book": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "sheet": f'<worksheet xmlns="{main}"><sheetData/></worksheet>',
    }
    names = {
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
    }
    said = {name: parts.get(key, usual[key].encode()) for key, name in names.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in said.items():
            archive.writestr(name, content)
    return target.getvalue()


def far_cell(column: str, row: int) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{column}{row}"><v>1</v></c>'
        "</row></sheetData></worksheet>"
    ).encode()


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


def hostile() -> dict[str, tuple[bytes, str]]:
    """Name → content, and what it is refused for."""
    bomb = packed({"item.csv": many(b"0", 80)})
    return {
        "bomb.zip": (bomb, "unpacks to too much"),
        "nested.zip": (packed({"a.zip": packed({"b.zip": bomb})}), "unpacks to too much"),
        "endless.csv.gz": (gzip.compress(many(b"0\n", 8)) * 12, "unpacks to too much"),
        "outside.zip": (packed({"../../item.csv": table(LINE)}), "hostile member name"),
        "line.csv": (table(LINE, b"2,", many(b"x", 64), b",1,2024-04-01\r\n"), "row too long"),
        "guard.csv": (table(LINE, b'2,="', many(b"x", 64), b"\r\n"), "row too long"),
        "no_line.csv": (many(b"x", 64), "row too long"),
        "no_line.jsonl": (b'{"a": "' + many(b"x", 64), "row too long"),
        "no_end.json": (b'[{"a": "' + many(b"x", 64), "no readable JSON"),
        "columns.csv": (many(b"a,", 1) + b"\r\n", "too many columns"),
        "million_columns.csv": (many(b"column,", 7) + b"\r\n", "row too long"),
        "columns.parquet": (
            parquet([{f"c{n}": 1 for n in range(6_000)}]),
            "too many columns",
        ),
        "value.parquet": (parquet([{"商品ID": "x" * 50_000}] * 3_000), "unpacks to too much"),
        "long_value.parquet": (parquet([{"商品ID": "x" * 600_000}] * 300), "row too long"),
        "keys.json": (
            b"[{" + b",".join(b'"k%d":1' % n for n in range(6_000)) + b"}]",
            "too many columns",
        ),
        "deep.json": (b"[" * 100_000, "no readable JSON"),
        "deep_value.json": (b'[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "no readable"),
        "deep.jsonl": ((b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n"), "no readable records"),
        "nul.csv": (many(b"\0", 16), "encoding"),
        "bomb.xlsx": (workbook(sheet=many(b" ", 80)), "unpacks to too much"),
        "corner.xlsx": (workbook(sheet=far_cell("XFD", 1_048_576)), "sheet too large"),
        "sheets.xlsx": (workbook(book=many(b" ", 2)), "too many sheets"),
        "laughs.xlsx": (
            workbook(book=f'<!DOCTYPE w [<!ENTITY l0 "ha">{LAUGHS}]><w>&l9;</w>'.encode()),
            "workbook broken",
        ),
    }


@pytest.fixture(scope="module")
def landed(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Extracts, float, dict[str, list[str]]]:
    """All of them in one look, in a process whose memory is its own."""
    extracts = Extracts(tmp_path_factory.mktemp("hostile"))
    agree(extracts, "any")
    for name, (content, _) in hostile().items():
        extracts.put(f"2026-03-27/{name}", content)
    secret = extracts.root / "secret.csv"
    secret.write_bytes(table(LINE))
    (extracts.company / "drops/2026-03-27/link.csv").symlink_to(secret)
    extracts.put("2026-03-28/good.csv", table(LINE))
    settings = extracts.settings
    ran = subprocess.run(
        [sys.executable, "-c", LANDING, str(settings.home), str(settings.company_folder)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    peak, told = json.loads(ran.stdout)
    return extracts, peak, told


def test_each_is_refused_for_what_it_is(
    landed: tuple[Extracts, float, dict[str, list[str]]],
) -> None:
    expected = {name: reason for name, (_, reason) in hostile().items()}
    expected |= {"link.csv": "link out of the folder", "good.csv": ""}
    found = {name: said[0] for name, said in landed[2].items()}
    assert {name: said for name, said in found.items() if not said.startswith(expected[name])} == {}
    assert found.keys() == expected.keys()
    assert found["good.csv"] == ""


def test_a_reason_is_a_sentence_for_a_person(
    landed: tuple[Extracts, float, dict[str, list[str]]],
) -> None:
    for name, (reason, sentence) in landed[2].items():
        assert len(sentence) < 600, name
        assert not reason or "accepted" in sentence or "again" in sentence, sentence


def test_all_of_them_together_fit_in_little_memory(
    landed: tuple[Extracts, float, dict[str, list[str]]],
) -> None:
    assert landed[1] < MOST_MEGABYTES


def test_nothing_is_written_outside_the_home(
    landed: tuple[Extracts, float, dict[str, list[str]]],
) -> None:
    assert left_outside(landed[0]) == {landed[0].root / "secret.csv"}


HUGE = ("9" * 1_000_000, "1E" + "9" * 30, "-1e-" + "9" * 30)


def test_a_number_that_nobody_can_work_out_refuses_its_row(extracts: Extracts) -> None:
    agree(extracts, "any", "records, value: rows")
    rows = ",".join(f'{{"商品ID": "{n}", "価格": {each}}}' for n, each in enumerate(HUGE))
    extracts.put("2026-03-28/item.json", f'{{"count": {HUGE[0]}, "rows": [{rows}]}}')
    extracts.put("2026-03-29/item.csv", table(b"7,a," + HUGE[0].encode() + b",2024-04-01\r\n"))
    books = extracts.land().books
    assert [book.rows_landed for book in books] == [0, 0]
    assert [book.rows_quarantined for book in books] == [3, 1]
    assert {row[2] for row in extracts.quarantined_rows()} == {"no readable number"}
