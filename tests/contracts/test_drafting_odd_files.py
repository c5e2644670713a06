"""A file that is odd gets a draft, or a reason that says what it is and what would be accepted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.contracts.drafting import Draft, Wanted, draft_contract
from dagster_project.contracts.reading import read_contract_file
from dagster_project.landing.refusal import RefusedFile

WANTED = Wanted(vendor="shop", object="visit", variant="x")
MEMBERS = [
    "1,山田 花,hana@example.jp,2024-04-01",
    "2,佐藤 翔,sho@example.jp,2024-04-02",
    "3,鈴木 凛,rin@example.jp,2024-04-03",
]
NO_DRAFT = {
    "nothing.csv": (b"", "found 0 bytes"),
    "mark.csv": (b"\xef\xbb\xbf", "a byte order mark and nothing behind it"),
    "blank.csv": (b" \r\n\r\n ,\r\n", "no line that says anything"),
    "paper.csv": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "those of a PDF document"),
    "photo.csv": (b"\x89PNG\r\n\x1a\n" + bytes(64), "those of a PNG image"),
    "noise.bin": (bytes(range(129, 256)) * 9, "the bytes are not utf-8"),
    "wide.csv": (b",".join(b"c%d" % n for n in range(1_000_000)), "longer than 2,000,000 bytes"),
    "many.csv": (b",".join([b"c"] * 900_000) + b"\r\n", "found 900,000 columns"),
    "endless.csv": (b"a" * (3 << 20), "longer than 2,000,000 bytes"),
    "rows.csv": ("\r\n".join(MEMBERS).encode(), "names the columns"),
    "numbers.csv": (b"1,2,3\r\n4,5,6\r\n", "names the columns"),
    "list.json": (b"[]", "no JSON object"),
    "number.json": (b"42", "no JSON object"),
    "cut.json": (b'{"a": 1, "b": [{"c": 2}, {"c"', "JSON"),
    "deep.json": (b"[" * 200_000, "JSON"),
    "hollow.jsonl": (b'{"a": null}\n{"a": null}\n', "no value in them"),
}


@pytest.mark.parametrize("name", NO_DRAFT)
def test_a_file_without_a_table_is_refused_with_what_it_is(name: str, tmp_path: Path) -> None:
    content, said = NO_DRAFT[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RefusedFile, match=said) as caught:
        draft_contract(tmp_path / name, WANTED)
    assert "山田" not in caught.value.sentence and "hana@" not in caught.value.sentence


def test_sheets_and_parquet_without_rows_are_refused_too(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as book:
        book.add_worksheet("来店")
    pq.write_table(pa.table({"会員": pa.array([], pa.string())}), tmp_path / "v.parquet")
    for name, said in (("v.xlsx", "no line that says anything"), ("v.parquet", "found 0 records")):
        with pytest.raises(RefusedFile, match=said):
            draft_contract(tmp_path / name, WANTED)


def drafted(folder: Path, content: str, encoding: str = "utf-8") -> Draft:
    (folder / "v.csv").write_bytes(content.encode(encoding))
    return draft_contract(folder / "v.csv", WANTED)


@pytest.mark.parametrize(
    ("content", "headers", "landed"),
    [
        ("メール\r\na@example.jp\r\nb@example.jp\r\n", ["メール"], 2),
        ("会員ID,氏名\r\n", ["会員ID", "氏名"], 0),
        ("商品,2023,2024\r\nみかん,3,4\r\nりんご,5,6\r\n", ["商品", "2023", "2024"], 2),
        ("2024-04-01,2024-04-02\r\n3,4\r\n", None, 0),
        ("店,2024-04-01,2024-04-02\r\n渋谷,3,4\r\n", ["店", "2024-04-01", "2024-04-02"], 1),
        ("id,name\r1,a\r2,b\r", ["id", "name"], 2),
        ('a,b\r\n"' + "x" * 200_000 + '",1\r\n', ["a", "b"], 1),
    ],
    ids=["one column", "header alone", "years", "days alone", "days", "cr", "long cell"],
)
def test_a_file_that_is_odd_and_whole_lands_under_its_draft(
    content: str, headers: list[str] | None, landed: int, tmp_path: Path
) -> None:
    if headers is None:
        with pytest.raises(RefusedFile, match="names the columns"):
            drafted(tmp_path, content)
        return
    draft = drafted(tmp_path, content)
    assert list(draft.sample.headers) == headers
    (tried,) = draft.trial.books
    assert (tried.book["status"], tried.book["rows_landed"]) == ("landed", landed)


@pytest.mark.parametrize("days", ["令和6年4月1日 令和元年5月2日", "R6.4.1 S64.1.7"])
def test_japanese_years_in_cp932_are_days(days: str, tmp_path: Path) -> None:
    rows = "".join(f"A{n},{day}\r\n" for n, day in enumerate(days.split()))
    draft = drafted(tmp_path, f"顧客番号,来店日\r\n{rows}", "cp932")
    path = tmp_path / "contracts/shop/visit@x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(draft.text, "utf-8")
    read = read_contract_file(path)
    assert (read.columns[1].logical_type, draft.trial.books[0].book["repaired"]) == ("date", {})
    assert "cp932" in read.encodings


def test_the_command_says_why_there_is_no_draft_and_writes_none(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("\n".join(MEMBERS), "utf-8")
    out = tmp_path / "contracts" / "own" / "rows@csv.yaml"
    command = ["contract", "new", str(tmp_path / "rows.csv"), "--out", str(out)]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == 1
    assert "names the columns" in done.stderr and not out.exists()
