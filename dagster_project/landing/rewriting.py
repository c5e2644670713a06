"""A plain copy of an untidy file: one line end, no header, only records with the right fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.quoting import CR, LF, Bytes, Places, quoting_of
from dagster_project.landing.refusal import RefusedFile

# DuckDB reads no longer line, and no export that is not broken writes one.
LONGEST_RECORD = 2_000_000


@dataclass(frozen=True)
class BadRecord:
    """A record that is no row of the table; `ordinal` counts records of the data part from 0."""

    ordinal: int
    raw_text: str
    reason: str
    # It was no row in its own format already.
    was_none: bool = False


@dataclass
class PlainCopy:
    """The copy and what was left out of it; `kept` are the ordinals of the records in the copy."""

    file: Path
    records: int = 0
    blank: int = 0
    bad: list[BadRecord] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)

    @property
    def kept(self) -> Places:
        return np.delete(np.arange(self.records, dtype=np.int64), self.left_out)


@dataclass(frozen=True)
class Records:
    """Whole records of one piece of a file; `after` is where the next record begins."""

    block: Bytes
    starts: Places
    ends: Places
    after: Places
    delimiters: Places
    has_stray: npt.NDArray[np.bool_]

    def text(self, index: int) -> str:
        piece = self.block[self.starts[index] : self.ends[index]]
        return piece.tobytes().decode("utf-8", "replace")


def refuse_long(length: int) -> None:
    if length > LONGEST_RECORD:
        raise RefusedFile(
            "row too long",
            f"found a row longer than {LONGEST_RECORD:,} bytes; accepted: shorter rows; a quote "
            "is open or the file is no table",
        )


def records_of(chunks: Iterable[bytes], delimiter: str) -> Iterator[Records]:
    """The records of a byte stream; a lone carriage return outside quotes ends a record too."""
    left = b""
    for chunk in chunks:
        piece = left + chunk
        found = split_records(np.frombuffer(piece, np.uint8), ord(delimiter), last=False)
        left = piece[int(found.after[-1]) :] if len(found.after) else piece
        refuse_long(len(left))
        yield found
    if left:
        yield split_records(np.frombuffer(left, np.uint8), ord(delimiter), last=True)


def split_records(block: Bytes, delimiter: int, *, last: bool) -> Records:
    """The whole records of a piece; with `last` what is left over counts as one more."""
    feeds, returns, marks = block == LF, block == CR, block == delimiter
    quoting = quoting_of(block, delimiter, inside=False, before=LF)
    if (outside := quoting.outside) is not None:
        feeds, returns, marks = feeds & outside, returns & outside, marks & outside
    is_end = feeds | returns
    is_end[1:] &= ~(feeds[1:] & returns[:-1])
    if not last and len(block):
        # The line feed of a return at the very end may stand in the next piece.
        is_end[-1] &= not returns[-1]
    ends = np.flatnonzero(is_end)
    paired = returns[ends] & np.append(feeds[1:], False)[ends]
    after = ends + 1 + paired
    if last and (not len(after) or after[-1] < len(block)):
        ends, after = np.append(ends, len(block)), np.append(after, len(block))
    starts = np.concatenate((np.zeros(1, np.int64), after[:-1])) if len(ends) else ends
    places = np.flatnonzero(marks)
    counts = np.searchsorted(places, ends) - np.searchsorted(places, starts)
    has_stray = np.zeros(len(ends) + 1, bool)
    has_stray[np.searchsorted(ends, quoting.strays)] = True
    return Records(block, starts, ends, after, counts, has_stray[: len(ends)])


def write_plain_copy(
    text: Utf8File,
    start: int,
    delimiter: str,
    width: int,
    refused: Mapping[int, str],
    target: Path,
    *,
    pad_short: bool = False,
) -> PlainCopy:
    """Copies the records that have `width` fields and are not `refused` by ordinal.

    With `pad_short` a record with fewer fields gets empty ones at its end.
    """
    copy = PlainCopy(target)
    refused_ordinals = np.array(sorted(refused), dtype=np.int64)
    with target.open("wb") as out:
        for records in records_of(text.chunks(start), delimiter):
            first, count = copy.records, len(records.starts)
            copy.records += count
            if not count:
                continue
            blank = records.starts == records.ends
            lacking = np.maximum(width - 1 - records.delimiters, 0)
            wrong = records.delimiters > width - 1 if pad_short else records.delimiters != width - 1
            bad = (wrong | records.has_stray) & ~blank
            named = refused_ordinals[
                (refused_ordinals >= first) & (refused_ordinals < first + count)
            ]
            named_here = np.zeros(count, bool)
            named_here[named - first] = True
            for index in np.flatnonzero(bad | (named_here & ~blank)):
                ordinal = first + int(index)
                reason = refused.get(ordinal) or _reason(records, int(index), width)
                copy.bad.append(BadRecord(ordinal, records.text(int(index)), reason))
            copy.blank += int(np.count_nonzero(blank))
            out_of = bad | blank | named_here
            copy.left_out.extend((first + np.flatnonzero(out_of)).tolist())
            out.write(_joined(records, ~out_of, lacking, ord(delimiter)))
    return copy


def _reason(records: Records, index: int, width: int) -> str:
    if records.has_stray[index]:
        return "a quote within a field that is not quoted"
    return f"found {int(records.delimiters[index]) + 1} fields, accepted: {width}"


def _joined(
    records: Records, wanted: npt.NDArray[np.bool_], lacking: Places, delimiter: int
) -> bytes:
    """The wanted records, each with the delimiters that it lacks and one line feed behind it."""
    length = int(records.after[-1])
    # +1 where a wanted record begins, -1 behind it: the running sum marks the bytes to keep.
    edges = np.zeros(length + 2, np.int8)
    np.add.at(edges, records.starts[wanted], 1)
    np.add.at(edges, records.ends[wanted] + 1, -1)
    block = np.append(records.block[:length], np.uint8(LF))
    block[records.ends[wanted]] = LF
    joined = block[np.cumsum(edges[: length + 1], dtype=np.int8).astype(bool)]
    if (more := lacking[wanted]).any():
        ends = np.cumsum(records.ends[wanted] - records.starts[wanted] + 1) - 1
        joined = np.insert(joined, np.repeat(ends, more), np.uint8(delimiter))
    return joined.tobytes()
