"""What the first bytes of a file say: an encoding mark, nothing at all, or no table."""

from __future__ import annotations

import codecs

from dagster_project.landing.refusal import RefusedFile

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What begins like this is no table in any encoding.
_NO_TABLES = {
    b"%PDF-": "a PDF document",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"SQLite format 3\0": "an SQLite database",
    b"\x7fELF": "a program",
}


def refuse_no_text(opening: bytes) -> None:
    if not opening:
        raise RefusedFile(
            "empty file",
            "found 0 bytes; accepted: at least a header; an empty file deletes nothing",
        )
    if opening in MARKS:
        raise RefusedFile(
            "empty file",
            "found a byte order mark and nothing behind it; accepted: a header and rows",
        )
    start = opening[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise RefusedFile(
            "web page instead of data",
            "line 1: found a web page (a login or error page was saved); accepted: the export; "
            "download it again",
        )
    for mark, what in _NO_TABLES.items():
        if opening.startswith(mark):
            raise RefusedFile(
                "no table",
                f"the bytes are those of {what}; accepted: csv, tsv, xlsx, json, jsonl or parquet",
            )
