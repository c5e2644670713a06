"""How a file is written: its format, its encoding, and where its records stand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from dagster_project.contracts.model import Container, Contract
from dagster_project.landing.columnar import parquet_rows
from dagster_project.landing.containers import Opened, Part, opened
from dagster_project.landing.decoding import Utf8File, as_utf8, read_chunks
from dagster_project.landing.jsondocuments import json_document
from dagster_project.landing.jsonrecords import Record, json_lines, record_of
from dagster_project.landing.opening import MARKS, refuse_no_text
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.sheets import sheet_as_text

# So much of a JSON document is looked through for the list of its records.
MOST_JSON = 64 << 20
# In this order: what is valid UTF-8 is hardly ever anything else, and CP1252 takes nearly all.
_ENCODINGS = ("utf-8", "cp932", "euc_jp", "cp1252")
_JSON_NAMES = (".json", ".jsonl", ".ndjson")
_HALF_WIDTH_KANA = range(0xFF61, 0xFFA0)


@dataclass(frozen=True)
class Form:
    """The knobs that decide how the bytes become a table, and what is unsure about them."""

    format: str
    encodings: tuple[str, ...] = ("utf-8",)
    found: str = "utf-8"
    records: str | None = None
    container: Container = Container()
    # Of records: the first of them. Of a table: its text.
    text: Utf8File | None = None
    rows: tuple[dict[str, Any], ...] = ()
    doubts: tuple[str, ...] = field(default=())


def form_of(file: Path, member: str | None, work: Path, most: int) -> Form:
    """RefusedFile where the bytes are nothing that the landing reads."""
    packed = _members(file, member, work)
    part = packed.parts[0]
    form = _of_part(part, part.name or file.name, most)
    return replace(
        form,
        container=Container(_glob(packed, member)),
        doubts=(*_packing_doubts(packed, part, member), *form.doubts),
    )


def _members(file: Path, member: str | None, work: Path) -> Opened:
    """The members to draft for, the largest first."""
    packed = opened(file, member or "*", work)
    packed.parts.sort(key=lambda part: (-part.file.stat().st_size, part.name))
    return packed


def _glob(packed: Opened, member: str | None) -> str | None:
    if member or len(packed.parts) == 1:
        return member
    return packed.parts[0].name.rsplit("/", 1)[-1].removesuffix(".gz")


def _packing_doubts(packed: Opened, part: Part, member: str | None) -> list[str]:
    others = sorted(each.name for each in packed.parts if each is not part)
    if not others or member:
        return []
    return [f"the zip also holds {', '.join(others)}: draft those with --member"]


def _of_part(part: Part, name: str, most: int) -> Form:
    opening = next(read_chunks(part.file), b"")
    refuse_no_text(opening)
    if opening.startswith(b"PAR1"):
        return Form("parquet", rows=_objects(parquet_rows(part.file), most))
    if opening.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        text = sheet_as_text(part.file, probe("xlsx"), part.work / "sheet.part")
        return Form("xlsx", text=text)
    text, form = _decoded(part, opening)
    said = name.lower().removesuffix(".gz").endswith(_JSON_NAMES)
    return _json(text, form, most, said=said) or replace(form, text=text)


def probe(format_name: str, **knobs: Any) -> Contract:
    """A contract that asks for nothing, for reading with the landing's own code."""
    return Contract("draft/sample@x", "draft", "sample", Path("draft"), "", (), "0.0.0",
                    format_name, **knobs)  # fmt: skip


def _decoded(part: Part, opening: bytes) -> tuple[Utf8File, Form]:
    marked = any(opening.startswith(mark) for mark in MARKS)
    wide = not marked and opening[:4096].count(0) > len(opening[:4096]) // 8
    tried = ("utf-16",) if wide else _ENCODINGS
    text = as_utf8(part.file, probe("csv", encodings=tried), part.work)
    found, doubts = text.encoding, []
    if found == "cp932" and _looks_half_width(text):
        try:
            text = as_utf8(part.file, probe("csv", encodings=("euc_jp",)), part.work)
            found = "euc_jp"
            doubts.append("the bytes are valid CP932 too, but read as EUC-JP they are words")
        except RefusedFile:
            text = as_utf8(part.file, probe("csv", encodings=("cp932",)), part.work)
    encodings: tuple[str, ...] = {"utf-16-le": ("utf-16",), "utf-16-be": ("utf-16",)}.get(
        found, (found,)
    )
    if found == "cp932":
        encodings = ("utf-8", "cp932")
    elif found == "utf-8" and not marked and all(c.isascii() for c in text.chunks()):
        encodings = ("utf-8", "cp932")
        doubts.append("the sample is plain ASCII, so its encoding is not known: both are accepted")
    elif found == "cp1252":
        doubts.append("CP1252 takes nearly any bytes: look whether accents and signs are right")
    return text, Form("csv", encodings, found, doubts=tuple(doubts))


def _looks_half_width(text: Utf8File) -> bool:
    """EUC-JP that is read as CP932 becomes mostly half-width katakana."""
    sample = next(text.chunks(), b"").decode("utf-8", "ignore")
    beyond = [ord(each) for each in sample if not each.isascii()]
    kana = sum(each in _HALF_WIDTH_KANA for each in beyond)
    return bool(beyond) and kana * 2 > len(beyond)


def _json(text: Utf8File, form: Form, most: int, *, said: bool) -> Form | None:
    """The form, if the text holds JSON objects; None where it is a table.

    RefusedFile where the file's name says JSON, and it is none or holds no object.
    """
    opening = next(text.chunks(), b"").lstrip(b" \t\r\n")
    try:
        found = _json_form(text, form, most, opening)
    except RefusedFile:
        if said:
            raise
        return None
    if said and (found is None or not found.rows):
        raise RefusedFile(
            "no records",
            "found no JSON object; accepted: a list of objects, a document that holds one, or "
            "one object a line",
        )
    return found


def _json_form(text: Utf8File, form: Form, most: int, opening: bytes) -> Form | None:
    if opening[:1] == b"[":
        rows = _objects(json_document(text, None), most)
        return replace(form, format="json", rows=rows) if rows else None
    if opening[:1] != b"{":
        return None
    first, _, rest = opening.partition(b"\n")
    if isinstance(record_of(first.decode("utf-8", "replace")), dict) and rest.strip():
        return replace(form, format="jsonl", rows=_objects(json_lines(text), most))
    return _document(text, form, most)


def _document(text: Utf8File, form: Form, most: int) -> Form | None:
    """One object: it is the only record, or it holds the list of them somewhere."""
    if text.file.stat().st_size > MOST_JSON:
        return None
    try:
        document = json.loads(b"".join(text.chunks()))
    except (ValueError, RecursionError):
        return replace(form, format="json", rows=_objects(json_document(text, None), most))
    lists = _lists(document, "", 3)
    if not lists:
        return replace(form, format="json", rows=_objects(json_document(text, None), most))
    size, path = max(lists, key=lambda each: (each[0], [-ord(sign) for sign in each[1]]))
    others = sorted(each for _, each in lists if each != path)
    doubts = (f"the document also holds lists at {', '.join(others)}",) if others else ()
    rows = _objects(json_document(text, path), most)
    return replace(form, format="json", records=path, rows=rows, doubts=(*form.doubts, *doubts))


def _lists(value: Any, path: str, depth: int) -> list[tuple[int, str]]:
    """Lists of objects with their length and dotted path."""
    if not isinstance(value, dict) or not depth:
        return []
    found = []
    for key, each in value.items():
        below = f"{path}.{key}" if path else key
        if isinstance(each, list) and each and all(isinstance(item, dict) for item in each):
            if "." not in key:
                found.append((len(each), below))
        else:
            found += _lists(each, below, depth - 1)
    return found


def _objects(records: Any, most: int) -> tuple[dict[str, Any], ...]:
    def whole(record: Record) -> bool:
        return isinstance(record, dict)

    return tuple(islice(filter(whole, records), most))
