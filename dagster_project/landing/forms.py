"""Whatever a file is written in, as the one form that is parsed: a table in UTF-8 text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from dagster_project.contracts import Contract
from dagster_project.landing.columnar import parquet_rows
from dagster_project.landing.containers import Part
from dagster_project.landing.decoding import Utf8File, as_utf8, read_chunks
from dagster_project.landing.guards import counted
from dagster_project.landing.header import FileHeader, read_header
from dagster_project.landing.jsondocuments import json_document
from dagster_project.landing.jsonrecords import Record, json_lines
from dagster_project.landing.opening import refuse_no_text
from dagster_project.landing.refusal import RefusedFile, shown
from dagster_project.landing.sheets import sheet_as_text
from dagster_project.landing.tabling import as_table

BY_ENDING = {
    ".xlsx": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


def as_text(parts: list[Part], contract: Contract, work: Path, delivered: str) -> Utf8File:
    """The parts of the delivery of that name as one table, in their order."""
    if contract.format == "any":
        contract = replace(
            contract, format=_format_by_name([part.name or delivered for part in parts])
        )
    if contract.format in ("json", "jsonl", "parquet"):
        return _records_as_text(parts, contract, work)
    if len(parts) == 1:
        return _text_of(parts[0], contract)
    return _joined(parts, contract, work / "joined.part")


def _format_by_name(names: list[str]) -> str:
    """What the endings of the names say; any that is not known is a table of text."""
    found = {BY_ENDING.get(_ending(name), "csv") for name in names}
    if len(found) > 1:
        raise RefusedFile(
            "members differ",
            f"found {' and '.join(sorted(found))} in one zip; accepted: one format for all of it",
        )
    return found.pop()


def _ending(name: str) -> str:
    packed = {".gz", ".zip"}
    return next((each for each in reversed(Path(name.lower()).suffixes) if each not in packed), "")


def _records_as_text(parts: list[Part], contract: Contract, work: Path) -> Utf8File:
    texts: list[Utf8File] = []
    for part in parts:
        refuse_no_text(next(read_chunks(part.file), b""))
        if contract.format != "parquet":
            texts.append(as_utf8(part.file, contract, part.work))

    def records() -> Iterator[Record]:
        if contract.format == "parquet":
            return chain.from_iterable(parquet_rows(part.file) for part in parts)
        if contract.format == "jsonl":
            return chain.from_iterable(json_lines(text) for text in texts)
        return chain.from_iterable(json_document(text, contract.records) for text in texts)

    encoding = ",".join(dict.fromkeys(text.encoding for text in texts)) or "utf-8"
    table = as_table(
        records, contract, encoding, work / "table.part", [part.file for part in parts]
    )
    return replace(table, nul_count=table.nul_count + sum(text.nul_count for text in texts))


def _text_of(part: Part, contract: Contract) -> Utf8File:
    refuse_no_text(next(read_chunks(part.file), b""))
    if contract.format == "xlsx":
        return sheet_as_text(part.file, contract, part.work / "sheet.part")
    return as_utf8(part.file, contract, part.work)


def _joined(parts: list[Part], contract: Contract, target: Path) -> Utf8File:
    """The rows of all parts under the header of the first, which each of them must have."""
    if any(each.stop_at for each in contract.row_filters):
        raise RefusedFile(
            "members with footers",
            f"found {len(parts)} members under a contract whose data stop at a blank line; "
            "accepted: one such member in a zip; deliver them apart",
        )
    first: FileHeader | None = None
    texts = []
    with target.open("wb") as out:
        for part in parts:
            try:
                text = _text_of(part, contract)
                header = read_header(text, contract)
                text = counted(text, header, contract, part.work).text
            except RefusedFile as error:
                raise RefusedFile(error.reason, f"{shown(part.name)}: {error.sentence}") from error
            if first is not None and not _same(header, first):
                raise RefusedFile(
                    "members differ",
                    f"found another header in {shown(part.name)} than in {shown(parts[0].name)}; "
                    "accepted: one header for all members that are read as one file",
                )
            last = b""
            for chunk in text.chunks(None if first is None else header.data_start):
                out.write(chunk)
                last = chunk
            if last and not last.endswith((b"\n", b"\r")):
                out.write(b"\r\n")
            texts.append(text)
            first = first or header
    encoding = ",".join(dict.fromkeys(text.encoding for text in texts))
    return Utf8File(target, 0, encoding, sum(text.nul_count for text in texts))


def _same(one: FileHeader, other: FileHeader) -> bool:
    return (one.delimiter, one.columns) == (other.delimiter, other.columns)
