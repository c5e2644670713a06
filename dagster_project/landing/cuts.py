"""Was the file cut on its way? Its quotes, its last line end and its longest row tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dagster_project.contracts import Contract
from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.header import FileHeader
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import LONGEST_RECORD
from dagster_project.landing.structure import Census, take_census


def checked_census(
    text: Utf8File,
    header: FileHeader,
    contract: Contract,
    watched: Callable[[Iterable[bytes]], Iterable[bytes]],
) -> Census:
    """The file's structure, or the refusal of a file that was cut; `watched` sees it in passing."""
    census = take_census(watched(text.chunks(header.data_start)), header.delimiter)
    first = header.records + 1
    if census.inside_quotes:
        raise RefusedFile(
            "cut inside quotes",
            f"row {first + census.open_record:,} opens a quote that never closes; accepted: a "
            "whole file; it was cut on its way or a quote is not doubled: have it sent again",
        )
    cut = not census.ends_with_line_end if census.size else not _ends_line(text, header.data_start)
    if cut and contract.integrity.final_terminator:
        raise RefusedFile(
            "cut in the last row",
            f"row {header.records + census.records:,}, the last, has no line end; accepted: a line "
            "end behind every row; the file was cut on its way: have it sent again",
        )
    if not census.lone_cr and census.longest > LONGEST_RECORD:
        raise RefusedFile(
            "row too long",
            f"found a row of {census.longest:,} bytes; accepted: at most {LONGEST_RECORD:,}",
        )
    return census


def _ends_line(text: Utf8File, place: int) -> bool:
    with text.file.open("rb") as stream:
        stream.seek(max(place - 1, 0))
        return stream.read(1) in (b"\n", b"\r")
