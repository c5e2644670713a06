"""Files broken at random: every row is accounted for, no value is wrong, nothing crashes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.landing import Book
from tests.landing.extracts import HEADER, Extracts
from tests.landing.shapes import agree, left_outside, packed, parquet, workbook
from tests.landing.shapes import lines as json_lines

# 10,000 and more by CX360_DAMAGED_FILES=10000; a hundred in every run of the tests.
FILES = int(os.environ.get("CX360_DAMAGED_FILES", "100"))

NAMES = ["珈琲", "㈱ロゴ,マグ", "二行\r\nの名", '引用"符', "", "=SUM(A1)", "Null", "𠮷野"]
ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"]
rows = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from(NAMES), st.integers(-5_000, 99_999)),
    min_size=1,
    max_size=30,
)


def written(
    lines: list[tuple[int, str, int]],
    end: str,
    encoding: str,
    order: tuple[int, ...] = (0, 1, 2, 3),
) -> bytes:
    """`order` is that of the columns, the header with them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    header = HEADER.split(",")
    writer.writerow([header[place] for place in order])
    for number, (item, name, price) in enumerate(lines):
        row = [item, name, price, f"2024-04-{number % 28 + 1:02d}"]
        writer.writerow([row[place] for place in order])
    return text.getvalue().encode(encoding, "replace")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A whole file, then up to three kinds of damage."""
    end = draw(st.sampled_from(["\r\n", "\n"]))
    encoding = draw(st.sampled_from(ENCODINGS))
    order = draw(st.one_of(st.just((0, 1, 2, 3)), st.permutations([0, 1, 2, 3]).map(tuple)))
    content = written(draw(rows), end, encoding, order)
    for _ in range(draw(st.integers(0, 3))):
        content = draw(st.sampled_from(DAMAGES))(draw, content)
    return content


def cut(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: draw(st.integers(0, len(content)))]


def flip(draw: st.DrawFn, content: bytes) -> bytes:
    if not content:
        return content
    place = draw(st.integers(0, len(content) - 1))
    byte = draw(st.one_of(st.integers(0, 255), st.sampled_from(list(b'",\r\n\0'))))
    return content[:place] + bytes([byte]) + content[place + 1 :]


def double(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    place = draw(st.integers(0, max(len(lines) - 1, 0)))
    return b"".join(lines[: place + 1] + lines[place:])


def shuffle(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(draw(st.permutations(lines)))


def mix(draw: st.DrawFn, content: bytes) -> bytes:
    """A line in an encoding of its own, anywhere among the others."""
    lines = content.splitlines(keepends=True)
    place = draw(st.integers(0, len(lines)))
    line = "99,混ぜもの,1,2024-04-01\r\n".encode(draw(st.sampled_from(ENCODINGS)))
    return b"".join([*lines[:place], line, *lines[place:]])


def repeat_header(draw: st.DrawFn, content: bytes) -> bytes:
    """Two exports put one behind the other by hand."""
    lines = content.splitlines(keepends=True)
    place = draw(st.integers(0, len(lines)))
    return b"".join(lines[:place] + lines[:1] + lines[place:])


def cut_in_quotes(draw: st.DrawFn, content: bytes) -> bytes:
    """The end falls behind a quote, where half of a cell of two lines may be left."""
    quotes = [place for place, byte in enumerate(content) if byte == ord('"')]
    if not quotes:
        return content
    return content[: draw(st.sampled_from(quotes)) + draw(st.integers(1, 12))]


def insert(draw: st.DrawFn, content: bytes) -> bytes:
    place = draw(st.integers(0, len(content)))
    return (
        content[:place] + draw(st.sampled_from([b"\n", b"\r", b'"', b",", b"\0"])) + content[place:]
    )


DAMAGES = [cut, flip, double, shuffle, mix, insert, repeat_header, cut_in_quotes]


def landed(
    content: bytes, form: str = "csv", file: str = "item.csv"
) -> tuple[Book, list[tuple[str, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        extracts = Extracts(Path(folder) / "x")
        if file != "item.csv":
            agree(extracts, form, 'container, value: {members: "*.csv"}')
        extracts.put(f"2026-03-27/{file}", content)
        book = extracts.book()
        columns = "item_id, item_name, price, sold_on, source_row_number"
        found = extracts.items(columns) if book.rows_landed else []
        quarantined = extracts.quarantined_rows()
        assert book.status in ("landed", "quarantined")
        assert len(found) == book.rows_landed
        assert len(quarantined) == book.rows_quarantined
        numbers = [row[4] for row in found] + [row[0] for row in quarantined]
        assert len(set(numbers)) == len(numbers)
        assert book.rows_in >= len(numbers)
        if book.status == "quarantined":
            assert book.reason.startswith(f"drops/2026-03-27/{file}: ")
            assert book.refused_for
        assert not left_outside(extracts)
        return book, found


def plainly(content: bytes) -> list[list[str]] | None:
    """The records by Python's own reader, where the file is what a careful program would take."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            return None
    return None


@settings(
    max_examples=FILES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(damaged())
def test_the_books_balance_whatever_was_done_to_the_file(content: bytes) -> None:
    book, found = landed(content)
    records = plainly(content)
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if book.status != "landed" or records is None or b"\0" in content or marked:
        return
    heads = {name: place for place, name in enumerate(records[0])}
    for item_id, name, price, sold_on, row_number in found:
        record = records[int(row_number) - 1]
        if int(row_number) == 2:
            # A program that joins files leaves a mark before the first row; it is no part of it.
            record[0] = record[0].removeprefix("\ufeff")
        assert item_id == record[heads["商品ID"]]
        if "商品名" in heads:
            assert (name or "") == record[heads["商品名"]]
        if "価格" in heads and re.fullmatch(r"-?[1-9][0-9]*", record[heads["価格"]]):
            assert price == record[heads["価格"]]
        if sold_on is not None and "販売日" in heads:
            assert sold_on == record[heads["販売日"]]


Lines = list[tuple[int, str, int]]


def records(lines: Lines) -> list[dict[str, Any]]:
    return [
        {"商品ID": str(item), "商品名": name, "価格": price, "販売日": f"2024-04-{n % 28 + 1:02d}"}
        for n, (item, name, price) in enumerate(lines)
    ]


def in_sheet(lines: Lines) -> bytes:
    return workbook([HEADER.split(","), *(each.values() for each in records(lines))])


@st.composite
def repacked(draw: st.DrawFn, content: bytes) -> bytes:
    """An archive with one member damaged before it is packed: every checksum is right."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(members)))
    members[name] = draw(st.sampled_from(DAMAGES))(draw, members[name])
    return packed(members)


@st.composite
def damaged_shape(draw: st.DrawFn) -> tuple[str, str, bytes, bytes]:
    """Format, file name, the whole file, and the file after up to two kinds of damage."""
    lines = draw(rows)
    form, file = draw(
        st.sampled_from(
            [
                *(("csv", "item.zip"), ("csv", "item.csv.gz"), ("xlsx", "item.xlsx")),
                *(("json", "item.json"), ("jsonl", "item.jsonl"), ("parquet", "item.parquet")),
            ]
        )
    )
    if form == "csv":
        encoding = draw(st.sampled_from(["utf-8", "cp932"]))
        parts = [written(part, "\r\n", encoding) for part in (lines, lines[:3])]
        whole = gzip.compress(parts[0], mtime=0)
        if file == "item.zip":
            whole = packed({"a/1.csv": parts[0], "a/2.csv": parts[1], "other.txt": b"x"})
    elif form == "xlsx":
        whole = in_sheet(lines)
    elif form == "parquet":
        whole = parquet(records(lines))
    else:
        listed = json.dumps(records(lines), ensure_ascii=False, indent=1).encode()
        whole = listed if form == "json" else json_lines(records(lines))
    content = whole
    for _ in range(draw(st.integers(0, 2))):
        if file.endswith((".zip", ".xlsx")) and draw(st.booleans()) and content == whole:
            content = draw(repacked(content))
        else:
            content = draw(st.sampled_from(DAMAGES))(draw, content)
    return form, file, whole, content


@settings(
    max_examples=FILES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(damaged_shape())
def test_the_books_balance_in_every_format(shape: tuple[str, str, bytes, bytes]) -> None:
    form, file, whole, content = shape
    book, found = landed(content, form, file)
    if content == whole:
        assert (book.status, book.rows_quarantined) == ("landed", 0), book.reason
    if book.status != "landed":
        return
    if form in ("json", "jsonl"):
        for item_id, name, price, _, row_number in found:
            said = as_said(content, form, int(row_number))
            assert item_id == str(said["商品ID"])
            assert (name or "") == str(said.get("商品名") or "").replace("\0", "")
            if re.fullmatch(r"-?[1-9][0-9]*", str(said.get("価格"))):
                assert price == str(said["価格"])
    # The checksums of the pages vouch for the rows as long as the list of pages is whole.
    if form == "parquet" and len(content) == len(whole) and content[-2_000:] == whole[-2_000:]:
        _, expected = landed(whole, form, file)
        assert found == expected


def as_said(content: bytes, form: str, row_number: int) -> dict[str, Any]:
    """A record by Python's own reader."""
    text = content.decode("utf-8-sig").replace("\0", "")
    if form == "jsonl":
        return dict(json.loads(text.split("\n")[row_number - 1]))
    return dict(json.loads(text)[row_number - 1])


@settings(max_examples=20, deadline=None, derandomize=True)
@given(rows, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_whole_file_lands_wholly(lines: Lines, end: str, encoding: str) -> None:
    book, found = landed(written(lines, end, encoding))
    assert book.rows_landed == len(lines)
    assert [(row[0], row[1] or "", row[2]) for row in found] == [
        (str(item), name, str(price)) for item, name, price in lines
    ]
