"""Records are counted the same wherever a file happens to be cut into pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.contracts import Contract
from dagster_project.landing import decoding, structure
from dagster_project.landing.decoding import as_utf8
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import records_of
from dagster_project.landing.structure import Census, take_census

texts = st.lists(
    st.sampled_from(["a", "髙", ",", '"', '""', "\r\n", "\n", "\r", "𠮷"]), max_size=40
).map(lambda parts: "".join(parts).encode())


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def figures(census: Census) -> tuple[object, ...]:
    return (
        census.records,
        census.blank,
        census.delimiters,
        census.crlf,
        census.lf,
        census.lone_cr,
        census.strays,
        census.longest,
        census.inside_quotes,
        census.open_record if census.inside_quotes else None,
        census.ends_with_line_end,
    )


@given(texts, st.integers(1, 9))
def test_a_census_does_not_depend_on_the_pieces(content: bytes, size: int) -> None:
    assert figures(take_census(pieces(content, size), ",")) == figures(
        take_census([content] if content else [], ",")
    )


@given(texts, st.integers(1, 9))
def test_records_do_not_depend_on_the_pieces(content: bytes, size: int) -> None:
    def found(cut: list[bytes]) -> list[tuple[str, int]]:
        return [
            (records.text(index), int(records.delimiters[index]))
            for records in records_of(cut, ",")
            for index in range(len(records.starts))
        ]

    assert found(pieces(content, size)) == found([content])


@given(texts)
def test_census_and_records_agree_where_line_feeds_end_the_rows(content: bytes) -> None:
    census = take_census([content], ",")
    if census.lone_cr or census.inside_quotes:
        return
    records = [
        (records.starts[index] == records.ends[index], int(records.delimiters[index]))
        for records in records_of([content], ",")
        for index in range(len(records.starts))
    ]
    assert len(records) == census.records
    assert sum(blank for blank, _ in records) == census.blank
    assert sum(count for _, count in records) == census.delimiters


CONTRACT = Contract("a/b", "a", "b", Path(), "", (), encodings=("utf-8", "cp932"))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_decoding_does_not_depend_on_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, encoding: str
) -> None:
    text = "会員ID,氏名\r\n1,髙橋①㈱\r\n" + ("" if encoding == "cp932" else "2,𠮷野\r\n")
    file = tmp_path / "file.csv"
    file.write_bytes(text.encode(encoding))
    # The mark at the head and the first words are looked for in one piece.
    monkeypatch.setattr(decoding, "CHUNK", size + 3)
    found = as_utf8(file, CONTRACT, tmp_path)
    assert b"".join(found.chunks()).decode("utf-8") == text


@pytest.mark.parametrize("size", [3, 4, 7, 1000])
def test_a_wrong_byte_is_named_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes("会員ID\n髙橋\n".encode() + b"ab\xff\n")
    monkeypatch.setattr(decoding, "CHUNK", size)
    with pytest.raises(RefusedFile, match="not utf-8 .line 3, byte 0xff"):
        as_utf8(file, CONTRACT, tmp_path)


def test_counting_in_blocks_equals_counting_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'a,"b\r\n"\r\n\r\nc,d\n' * 50
    whole = figures(take_census([content], ","))
    monkeypatch.setattr(structure, "BLOCK", 7)
    assert figures(take_census([content], ",")) == whole
