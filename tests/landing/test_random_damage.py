"""Files broken at random: every row is accounted for, no value is wrong, nothing crashes."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.landing import Book
from tests.landing.extracts import HEADER, Extracts

# 10,000 and more by CX360_DAMAGED_FILES=10000; a hundred in every run of the tests.
FILES = int(os.environ.get("CX360_DAMAGED_FILES", "100"))

NAMES = ["珈琲", "㈱ロゴ,マグ", "二行\r\nの名", '引用"符', "", "=SUM(A1)", "Null", "𠮷野"]
rows = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from(NAMES), st.integers(-5_000, 99_999)),
    min_size=1,
    max_size=30,
)


def written(lines: list[tuple[int, str, int]], end: str, encoding: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(HEADER.split(","))
    for number, (item, name, price) in enumerate(lines):
        writer.writerow([item, name, price, f"2024-04-{number % 28 + 1:02d}"])
    return text.getvalue().encode(encoding, "replace")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A whole file, then up to three kinds of damage."""
    end = draw(st.sampled_from(["\r\n", "\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
    content = written(draw(rows), end, encoding)
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
    return content + "99,混ぜもの,1,2024-04-01\r\n".encode(
        draw(st.sampled_from(["cp932", "utf-8"]))
    )


def insert(draw: st.DrawFn, content: bytes) -> bytes:
    place = draw(st.integers(0, len(content)))
    return (
        content[:place] + draw(st.sampled_from([b"\n", b"\r", b'"', b",", b"\0"])) + content[place:]
    )


DAMAGES = [cut, flip, double, shuffle, mix, insert]


def landed(content: bytes) -> tuple[Book, list[tuple[str, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        extracts = Extracts(Path(folder) / "x")
        extracts.put("2026-03-27/item.csv", content)
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
            assert book.reason.startswith("drops/2026-03-27/item.csv: ")
            assert book.refused_for
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
    if book.status != "landed" or records is None or b"\0" in content or content[:1] in (b"\xff",):
        return
    heads = {name: place for place, name in enumerate(records[0])}
    for item_id, name, price, sold_on, row_number in found:
        record = records[int(row_number) - 1]
        assert item_id == record[heads["商品ID"]]
        if "商品名" in heads:
            assert (name or "") == record[heads["商品名"]]
        if "価格" in heads and re.fullmatch(r"-?[1-9][0-9]*", record[heads["価格"]]):
            assert price == record[heads["価格"]]
        if sold_on is not None and "販売日" in heads:
            assert sold_on == record[heads["販売日"]]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(rows, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_whole_file_lands_wholly(
    lines: list[tuple[int, str, int]], end: str, encoding: str
) -> None:
    book, found = landed(written(lines, end, encoding))
    assert book.rows_landed == len(lines)
    assert [(row[0], row[1] or "", row[2]) for row in found] == [
        (str(item), name, str(price)) for item, name, price in lines
    ]
