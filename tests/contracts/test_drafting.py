"""A drafted contract lands the very file it was drafted from, and shows nobody's data."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from dagster_project.contracts import Contract, read_contract_file
from dagster_project.contracts.drafting import Draft, Wanted, draft_contract
from dagster_project.documents import ConfigurationError
from dagster_project.landing.refusal import RefusedFile

HEADER = ["受付番号", "氏名", "メールアドレス", "金額", "来店日", "更新日時"]
ROWS = [
    [f"A{n:04}", f"山田 花{n}", f"hana{n}@example.jp", f"{n},500円", f"令和8年4月{n}日",
     f"2026/04/{n:02} 10:3{n % 10}"]
    for n in range(1, 13)
]  # fmt: skip
WANTED = Wanted(vendor="shop", object="visit", variant="x")
Writer = Callable[[Path], Path]


def table(delimiter: str = ",", rows: list[list[str]] | None = None) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows or [HEADER, *ROWS])
    return out.getvalue()


def text(name: str, content: str, encoding: str) -> Writer:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode(encoding))
        return folder / name

    return write


def records() -> list[dict[str, object]]:
    return [
        {"受付番号": r[0], "氏名": r[1], "連絡先": {"メールアドレス": r[2]}, "金額": r[3],
         "来店日": r[4], "更新日時": r[5]}
        for r in ROWS
    ]  # fmt: skip


def workbook(folder: Path) -> Path:
    with xlsxwriter.Workbook(folder / "visits.xlsx") as book:
        sheet = book.add_worksheet("来店")
        sheet.write(0, 0, "来店一覧")
        for number, row in enumerate([HEADER, *ROWS], 2):
            sheet.write_row(number, 0, row)
    return folder / "visits.xlsx"


def parquet(folder: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(records()), folder / "visits.parquet")
    return folder / "visits.parquet"


def packed(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "visits.zip", "w") as archive:
        archive.writestr("export/visits.csv", table().encode("cp932"))
        archive.writestr("export/readme.csv", "a,b\r\n1,2\r\n")
    return folder / "visits.zip"


def gzipped(folder: Path) -> Path:
    (folder / "visits.csv.gz").write_bytes(gzip.compress(table().encode("utf-8")))
    return folder / "visits.csv.gz"


BANNER = "来店レポート\r\n期間: 2026-04\r\n\r\n"
FOOTER = "\r\n,,,,,\r\n出力者: 本部\r\n(c) 見本\r\n"
TWO_ROWS = [[*HEADER[:3], "ご利用", "", HEADER[5]], ["", "", "", "金額", "来店日", ""]]
SHAPES: dict[str, tuple[Writer, str, int]] = {
    "cp932": (text("v.csv", table(), "cp932"), "csv", 1),
    "utf-8 with a mark": (text("v.csv", table(), "utf-8-sig"), "csv", 1),
    "utf-16 with a mark": (text("v.csv", table("\t"), "utf-16"), "tsv", 1),
    "utf-16 without": (text("v.txt", table(), "utf-16-le"), "csv", 1),
    "euc-jp": (text("v.csv", table(), "euc_jp"), "csv", 1),
    "semicolon": (text("v.csv", table(";"), "utf-8"), "csv", 1),
    "tsv": (text("v.tsv", table("\t"), "utf-8"), "tsv", 1),
    "two header rows": (text("v.csv", table(rows=[*TWO_ROWS, *ROWS]), "utf-8"), "csv", 2),
    "banner and footer": (text("v.csv", BANNER + table() + FOOTER, "cp932"), "csv", 1),
    "sum at the end": (text("v.csv", table() + "合計,,,99円,,\r\n", "utf-8"), "csv", 1),
    "no last line end": (text("v.csv", table().rstrip(), "utf-8"), "csv", 1),
    "xlsx": (workbook, "xlsx", 1),
    "json list": (text("v.json", json.dumps(records()), "utf-8"), "json", 1),
    "json deep": (
        text("v.json", json.dumps({"data": {"visits": records()}}, indent=1), "utf-8"), "json", 1
    ),
    "json lines": (
        text("v.jsonl", "".join(json.dumps(e) + "\n" for e in records()), "utf-8"), "jsonl", 1
    ),
    "parquet": (parquet, "parquet", 1),
    "zip": (packed, "csv", 1),
    "gz": (gzipped, "csv", 1),
}  # fmt: skip


def kept(draft: Draft, folder: Path) -> Contract:
    path = folder / "contracts" / f"{draft.ref}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(draft.text, "utf-8")
    return read_contract_file(path)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_any_shape_lands_whole_under_its_draft(shape: str, tmp_path: Path) -> None:
    write, format_name, header_rows = SHAPES[shape]
    draft = draft_contract(write(tmp_path), WANTED)
    contract = kept(draft, tmp_path)
    (tried,) = draft.trial.books
    assert tried.book["status"] == "landed", tried.book["reason"]
    assert tried.book["balanced"]
    assert (tried.book["rows_landed"], tried.book["rows_quarantined"]) == (len(ROWS), 0)
    assert not tried.book["drift"], "every column of the file is a column of the draft"
    assert not tried.book["repaired"], "every cell is readable in its type"
    assert (contract.format, contract.header.rows) == (format_name, header_rows)
    types = {each.name: (each.logical_type, each.pii) for each in contract.columns}
    assert types["full_name"] == ("string", "name")
    assert [pii for name, (_, pii) in types.items() if "mail" in name] == ["email"]
    if header_rows == 1:
        assert contract.grain == ("case_id",)
        assert types["amount"][0] == "number"
        assert types["updated_at"][0] == "timestamp"
        assert (contract.load.mode, contract.load.cursor) == ("upsert", "updated_at")


@pytest.mark.parametrize("shape", ["cp932", "xlsx", "json list"])
def test_no_cell_about_a_person_stands_in_a_draft(shape: str, tmp_path: Path) -> None:
    draft = draft_contract(SHAPES[shape][0](tmp_path), WANTED)
    assert not [cell for row in ROWS for cell in row[:3] if cell in draft.text]


def drafted(folder: Path, *lines: str, wanted: Wanted = WANTED) -> tuple[Draft, Contract]:
    (folder / "v.csv").write_text("".join(f"{each}\r\n" for each in lines), "utf-8", newline="")
    draft = draft_contract(folder / "v.csv", wanted)
    return draft, kept(draft, folder)


def test_ids_with_zeros_in_front_stay_text(tmp_path: Path) -> None:
    _, contract = drafted(tmp_path, "shop,count", "0012,3", "0013,4")
    assert [each.logical_type for each in contract.columns] == ["string", "integer"]


def test_a_day_that_reads_both_ways_is_left_as_text_and_said(tmp_path: Path) -> None:
    draft, contract = drafted(tmp_path, "a,b", "03/04/2026,03/25/2026", "05/06/2026,05/06/2026")
    assert [each.logical_type for each in contract.columns] == ["string", "date"]
    assert contract.columns[1].formats == ("us",)
    assert "# every value reads both as month/day and as day/month" in draft.text


def test_a_few_unreadable_cells_are_counted_beside_their_column(tmp_path: Path) -> None:
    days = [f"d{n},2026-04-{n:02}" for n in range(1, 30)]
    draft, contract = drafted(tmp_path, "id,day", *days, "d30,soon")
    assert contract.column("day").logical_type == "date"
    assert "found 1 of 30 values that are not a day" in draft.text
    assert "soon" not in draft.text


def test_texts_for_no_value_and_spreadsheet_days_are_named(tmp_path: Path) -> None:
    _, contract = drafted(
        tmp_path, "id,birth_date,done", "a,46000,はい", "b,46001,いいえ", "c,NULL,はい"
    )
    birth = contract.column("birth_date")
    assert (birth.logical_type, birth.pii, birth.null_tokens) == ("date", "birth_date", ("NULL",))
    assert "excel_serial" in birth.formats
    assert contract.column("done").true_tokens == ("はい",)


def test_personal_data_is_found_by_its_values_alone(tmp_path: Path) -> None:
    _, contract = drafted(tmp_path, "id,a,b,c", "1,佐藤 花子,090-0000-0001,東京都見本区1-1",
                          "2,鈴木 一郎,03-0000-0002,大阪府見本市2-2")  # fmt: skip
    assert [each.pii for each in contract.columns] == [None, "name", "phone", "address"]


def test_headers_that_stand_twice_are_numbered(tmp_path: Path) -> None:
    draft, contract = drafted(tmp_path, "id,満足度,満足度", "1,5,4", "2,3,2")
    assert [each.header for each in contract.columns] == ["id", "満足度", "満足度#2"]
    assert draft.trial.fine


def test_two_columns_that_name_a_row_together_are_its_key(tmp_path: Path) -> None:
    _, contract = drafted(tmp_path, "取引ID,行番号,金額", "1,1,5", "1,2,5", "2,1,5")
    assert contract.grain == ("sale_id", "line_number")


CASES = [
    "問い合わせ番号,受付日時,お名前,メールアドレス,受付方法,件名,ステータス,満足度,社内メモ",
    "Q-001,2026/04/01 9:05,見本 花子,hana@example.jp,電話,配送の件,完了,4,再送",
    "Q-002,2026/04/02 10:15,見本 太郎,taro@example.jp,メール,返品の件,対応中,,なし",
]


def test_a_file_that_looks_like_an_entity_becomes_its_variant(tmp_path: Path) -> None:
    draft, contract = drafted(tmp_path, *CASES, wanted=Wanted(variant="desk"))
    assert (draft.ref, draft.entity) == ("generic/support_case@desk", "support_case")
    headers = {each.name: each.header for each in contract.columns}
    assert headers["source_record_id"] == "問い合わせ番号"
    assert headers["created_at"] == "受付日時"
    assert contract.column("satisfaction_score").strict, "the entity's own rule holds here too"
    assert draft.trial.books[0].book["rows_landed"] == 2
    assert "# お名前 (personal data: name)" in draft.text


def test_a_vendor_asked_for_is_not_turned_into_an_entity(tmp_path: Path) -> None:
    draft, _ = drafted(tmp_path, *CASES)
    assert draft.ref == "shop/visit@x"
    assert "support_case" in draft.maybe


def test_what_the_entity_requires_and_the_file_lacks_is_said(tmp_path: Path) -> None:
    draft, _ = drafted(tmp_path, "番号,件名", "1,a", "2,b", wanted=Wanted(entity="support_case"))
    assert draft.missing == ("created_at",)
    assert "# created_at is required by support_case" in draft.text


def test_a_column_whose_values_the_entity_refuses_is_left_out(tmp_path: Path) -> None:
    rows = ["取引ID,取引日時,合計金額,会員コード,チャネル", "1,2026/04/01 9:00,500,0001,店"]
    draft, contract = drafted(tmp_path, *rows, "2,2026/04/01 9:01,700,0002,店",
                              wanted=Wanted(entity="consent_event", variant="y"))  # fmt: skip
    assert "channel" not in {each.name for each in contract.columns}
    assert "チャネル: its values are not those that channel takes" in draft.text


def test_a_file_that_nobody_can_read_is_refused_as_the_landing_does(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_bytes(b"<html><body>Please log in</body></html>")
    with pytest.raises(RefusedFile, match="web page"):
        draft_contract(tmp_path / "v.csv", WANTED)


def test_an_entity_that_is_none_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="accepted: account, consent_event"):
        drafted(tmp_path, "a,b", "1,2", wanted=Wanted(entity="ticket"))
