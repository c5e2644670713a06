"""Bytes to UTF-8, strictly: a file is wholly in one of the accepted encodings or it is refused."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from dagster_project.contracts import Contract
from dagster_project.landing.opening import MARKS, refuse_no_text
from dagster_project.landing.refusal import RefusedFile

CHUNK = 4 << 20
# One NUL in so many bytes is no stray any more: it is UTF-16 read as something else, or no text.
TEXT_PER_NUL = 4


@dataclass(frozen=True)
class Utf8File:
    """Valid UTF-8 without NULs behind `offset` bytes; the delivered file itself where possible.

    Where the file is a table made of records, `rows_above` header rows are not the delivery's,
    `records` says how many there must be, and those in `refused` (from 0) are one quoted cell.
    """

    file: Path
    offset: int
    encoding: str
    nul_count: int = 0
    rows_above: int = 0
    records: int | None = None
    refused: Mapping[int, str] = field(default_factory=dict)

    def chunks(self, start: int | None = None) -> Iterator[bytes]:
        return read_chunks(self.file, self.offset if start is None else start)


def read_chunks(file: Path, start: int = 0) -> Iterator[bytes]:
    with file.open("rb", buffering=0) as stream:
        stream.seek(start)
        while chunk := stream.read(CHUNK):
            yield chunk


def as_utf8(file: Path, contract: Contract, work: Path) -> Utf8File:
    """The file in UTF-8: the byte order mark decides, then the contract's encodings in order."""
    opening = next(read_chunks(file), b"")
    refuse_no_text(opening)
    marked = [(mark, encoding) for mark, encoding in MARKS.items() if opening.startswith(mark)]
    offset = len(marked[0][0]) if marked else 0
    accepted = (
        (marked[0][1],) if marked else tuple(_ordered(each, opening) for each in contract.encodings)
    )
    said = []
    for encoding in accepted:
        try:
            if encoding == "utf-8":
                nul_count = _checked(file, offset)
                if not nul_count:
                    return Utf8File(file, offset, encoding)
                _refuse_nuls(nul_count, file.stat().st_size - offset)
            return _transcoded(file, offset, encoding, work)
        except _MostlyNul as error:
            said.append(f"not {encoding} ({error})")
        except UnicodeError as error:
            said.append(f"not {encoding} ({_place(file, error)})")
    raise RefusedFile(
        "encoding",
        f"the bytes are {'; '.join(said)}; accepted: {', '.join(accepted)} throughout; "
        "export the file again in one encoding",
    )


class _MostlyNul(Exception):
    pass


def _refuse_nuls(count: int, size: int) -> None:
    if count * TEXT_PER_NUL > size:
        raise _MostlyNul(
            f"{count:,} of {size:,} bytes are NULs; UTF-16 without a mark needs `utf-16` first "
            "among the encodings"
        )


def _ordered(encoding: str, opening: bytes) -> str:
    """UTF-16 without a mark: the zero of a line end or a digit stands behind it or before it."""
    if encoding != "utf-16":
        return encoding
    return "utf-16-be" if opening[::2].count(0) > opening[1::2].count(0) else "utf-16-le"


class _Undecodable(UnicodeError):
    def __init__(self, position: int) -> None:
        super().__init__(str(position))
        self.position = position


def _checked(file: Path, offset: int) -> int:
    """Counts NULs while every byte is checked to be UTF-8."""
    nul_count, left, position = 0, b"", offset
    for chunk in read_chunks(file, offset):
        block = left + chunk if left else chunk
        cut = len(block) - _unfinished(block)
        if not _is_utf8(memoryview(block)[:cut]):
            raise _Undecodable(position + _first_fault(block[:cut]))
        nul_count += block.count(b"\0", 0, cut)
        left = block[cut:]
        position += cut
    if left:
        raise _Undecodable(position)
    return nul_count


def _unfinished(block: bytes) -> int:
    """How many bytes at the end may belong to a character that the next chunk completes."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needed > back else 0
        if byte < 0x80:
            return 0
    return 0


def _is_utf8(block: memoryview) -> bool:
    # Arrow checks about ten times as fast as a decode that builds a Python text.
    bounds = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
    cells = pa.Array.from_buffers(pa.binary(), 1, [None, bounds, pa.py_buffer(block)])
    try:
        cells.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _first_fault(block: bytes) -> int:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _transcoded(file: Path, offset: int, encoding: str, work: Path) -> Utf8File:
    copy, nul_count, position = work / "decoded.part", 0, offset
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with copy.open("wb") as target:
        try:
            for chunk in read_chunks(file, offset):
                text = decoder.decode(chunk)
                nul_count += _write(target, text)
                position += len(chunk)
            nul_count += _write(target, decoder.decode(b"", final=True))
        except UnicodeDecodeError as error:
            # Bytes that an earlier chunk left over stand before `start`; the line is still right.
            raise _Undecodable(position + error.start) from error
    _refuse_nuls(nul_count, copy.stat().st_size + nul_count)
    return Utf8File(copy, 0, encoding, nul_count)


def _write(target: IO[bytes], text: str) -> int:
    encoded = text.encode("utf-8")
    clean = encoded.replace(b"\0", b"")
    target.write(clean)
    return len(encoded) - len(clean)


def _place(file: Path, error: UnicodeError) -> str:
    position = error.position if isinstance(error, _Undecodable) else 0
    line, left = 1, position
    for chunk in read_chunks(file):
        line += chunk.count(b"\n", 0, left)
        left -= len(chunk)
        if left <= 0:
            break
    with file.open("rb") as stream:
        stream.seek(position)
        byte = stream.read(1)
    return f"line {line}, byte 0x{byte.hex()}" if byte else f"line {line}, cut at the end"
