"""Cells such as ="00012", by which a spreadsheet is told to keep a number as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.contracts import Contract
from dagster_project.landing.cuts import checked_census
from dagster_project.landing.decoding import Utf8File, read_chunks
from dagster_project.landing.header import FileHeader
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import refuse_long
from dagster_project.landing.structure import Census

# As it stands within quotes, where each quote is doubled.
_QUOTED = b'=""'


@dataclass
class Watch:
    """Looks for guarded cells in passing, so that a file without any costs nothing more."""

    seen: bool = False
    _end: bytes = b""

    def over(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.seen = self.seen or _QUOTED in chunk or _QUOTED in self._end + chunk[:2]
            self._end = chunk[-2:]
            yield chunk


@dataclass(frozen=True)
class Counted:
    """A file's structure; `guarded` where cells must be freed of their guard."""

    text: Utf8File
    census: Census
    guarded: bool


def counted(text: Utf8File, header: FileHeader, contract: Contract, work: Path) -> Counted:
    """The census, after a guard that stands bare in its line was put into quotes."""
    watch = Watch()
    try:
        census = checked_census(text, header, contract, watch.over)
    except RefusedFile as error:
        if error.reason not in ("stray quotes", "cut inside quotes"):
            raise
        if (quoted := _quoted(text, header, work)) is None:
            raise
        return Counted(quoted, checked_census(quoted, header, contract, watch.over), True)
    if census.strays and (quoted := _quoted(text, header, work)) is not None:
        return Counted(quoted, checked_census(quoted, header, contract, watch.over), True)
    return Counted(text, census, watch.seen)


def _quoted(text: Utf8File, header: FileHeader, work: Path) -> Utf8File | None:
    """A copy in which bare guards are quoted cells; None where there is no bare guard."""
    mark = re.escape(header.delimiter.encode())
    bare = re.compile(rb'(^|[\r\n]|%s)="([^"\r\n]*)"(?=%s|[\r\n]|$)' % (mark, mark))
    copy, count = work / "guards.part", 0
    with copy.open("wb") as target:
        with text.file.open("rb") as source:
            target.write(source.read(header.data_start))
        for piece in _whole_lines(read_chunks(text.file, header.data_start)):
            freed, found = bare.subn(rb'\1"=""\2"""', piece)
            count += found
            target.write(freed)
    return replace(text, file=copy) if count else None


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    left = b""
    for chunk in chunks:
        piece = left + chunk
        end = piece.rfind(b"\n") + 1
        yield piece[:end]
        left = piece[end:]
        refuse_long(len(left))
    yield left
