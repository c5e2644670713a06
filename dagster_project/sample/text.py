"""Columns of text as Arrow arrays, and files of them: lines are joined by the million."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Text: TypeAlias = Any  # a pyarrow string array; pyarrow ships no types


def listed(text: str) -> list[str]:
    """A list written as one text, blanks between its words."""
    return text.split()


def words(values: Sequence[str]) -> Text:
    return pa.array(list(values), pa.string())


def take(values: Text | Sequence[str], index: NDArray[np.integer]) -> Text:
    array = values if isinstance(values, pa.Array) else words(values)
    return array.take(pa.array(index))


def number(values: NDArray[np.integer], width: int = 0) -> Text:
    text = pc.cast(pa.array(values), pa.string())
    return pc.utf8_lpad(text, width, "0") if width else text


def glue(*parts: Text | str, by: str = "") -> Text:
    return pc.binary_join_element_wise(*parts, by)


def choose(mask: NDArray[np.bool_], this: Text | str, other: Text | str) -> Text:
    return pc.if_else(pa.array(mask), this, other)


def blank(count: int) -> Text:
    return pa.repeat(pa.scalar("", pa.string()), count)


def is_blank(text: Text) -> NDArray[np.bool_]:
    return np.asarray(pc.equal(text, "").to_numpy(zero_copy_only=False))


def escaped(text: Text) -> Text:
    return pc.replace_substring(text, '"', '""')


def quoted(text: Text) -> Text:
    return glue('"', escaped(text), '"')


def quoted_where_needed(text: Text) -> Text:
    needs = pc.match_substring_regex(text, '[",\r\n]')
    return pc.if_else(needs, quoted(text), text) if pc.any(needs).as_py() else text


def write_lines(path: Path, header: str, blocks: Iterable[Text]) -> None:
    """The header, then the bytes of each block; every element brings its own line end.

    A name that ends in .gz is compressed, without a time of its own that would tell two runs apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, _compressed(raw) if path.suffix == ".gz" else raw as file:
        file.write(header.encode())
        for block in blocks:
            file.write(_bytes(block))


def _compressed(raw: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)


def _bytes(block: Text) -> memoryview | bytes:
    if not len(block):
        return b""
    _, offsets, data = block.buffers()
    ends = np.frombuffer(offsets, np.int32)[block.offset : block.offset + len(block) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])]


def slices(count: int, size: int = 200_000) -> Iterable[NDArray[np.int64]]:
    """Row numbers in slices, so that no column of a million rows is joined at once."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))
