"""Records of JSON files, one by one in bounded memory: a list in a document, or one a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.nesting import Number, UnreadableRecord
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import LONGEST_RECORD

_BLANKS = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class BrokenRecord:
    """A record that is no row, as it stands in the file."""

    raw_text: str
    reason: str


Record = dict[str, Any] | BrokenRecord | None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableRecord("a key stands twice in one object")
    return found


def _no_number(token: str) -> Any:
    raise UnreadableRecord("a number that is none (NaN or Infinity)")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_each_key_once,
    parse_float=Number,
    parse_int=Number,
    parse_constant=_no_number,
)


# Only to find where a value ends.
_LENIENT = json.JSONDecoder()


def record_of(text: str) -> Record:
    """One record from its own text; None for a blank one."""
    text = text.strip(" \t\r\n")
    if not text:
        return None
    try:
        value = _DECODER.decode(text)
    except ValueError:
        return BrokenRecord(text, "no readable JSON")
    except RecursionError:
        return BrokenRecord(text, "nested too deeply")
    except UnreadableRecord as error:
        return BrokenRecord(text, str(error))
    return value if isinstance(value, dict) else BrokenRecord(text, "no JSON object")


def json_lines(text: Utf8File) -> Iterator[Record]:
    """Each line judged on its own; the last one is told as cut where its line end is missing."""
    with text.file.open("rb") as stream:
        stream.seek(text.offset)
        while line := stream.readline(LONGEST_RECORD + 1):
            if len(line) > LONGEST_RECORD:
                raise RefusedFile(
                    "row too long",
                    f"found a line longer than {LONGEST_RECORD:,} bytes; accepted: shorter lines; "
                    "is it one object a line?",
                )
            record = record_of(line.decode("utf-8"))
            if isinstance(record, BrokenRecord) and not line.endswith(b"\n"):
                record = BrokenRecord(record.raw_text, "the last line is cut")
            yield record


def json_document(text: Utf8File, records: str | None) -> Iterator[Record]:
    """The elements of the list at `records`, of the list that the document is, or its objects."""
    document, keys = Document(text), records.split(".") if records else []
    for key in keys:
        document.go_to(key)
    if document.next() == "[":
        yield from document.elements()
        document.close(keys)
    elif keys:
        raise document.refusal(f"no list at `{records}`")
    else:
        while document.next():
            yield document.record()


class Document:
    """A window on the text that grows to hold one value and forgets what was read."""

    def __init__(self, text: Utf8File) -> None:
        self._chunks = text.chunks()
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._window, self._place, self._line = "", 0, 1

    def next(self) -> str:
        """The next sign that is no blank, not yet taken; empty at the end."""
        while True:
            blanks = _BLANKS.match(self._window, self._place)
            self._take(blanks.end() if blanks else self._place)
            if self._place < len(self._window):
                return self._window[self._place]
            if not self._grow():
                return ""

    def go_to(self, key: str) -> None:
        """Into an object, up to the value behind its key."""
        self._sign("{")
        while self.next() == '"':
            if self._key() == key:
                return
            self._value(_LENIENT)
            if self.next() == ",":
                self._sign(",")
        raise self.refusal(f"no key `{key}`")

    def elements(self) -> Iterator[Record]:
        self._sign("[")
        if self.next() != "]":
            yield self.record()
            while self.next() == ",":
                self._sign(",")
                yield self.record()
        self._sign("]")

    def record(self) -> Record:
        try:
            value, text = self._value(_DECODER)
        except UnreadableRecord as error:
            return BrokenRecord(self._value(_LENIENT)[1], str(error))
        return value if isinstance(value, dict) else BrokenRecord(text, "no JSON object")

    def close(self, keys: list[str]) -> None:
        """What stands behind the records must be whole too, else the file was cut."""
        for key in reversed(keys):
            while self.next() == ",":
                self._sign(",")
                if self._key() == key:
                    raise self.refusal(f"the key `{key}` a second time")
                self._value(_LENIENT)
            self._sign("}")
        if self.next():
            raise self.refusal("more text behind the document")

    def refusal(self, told: str) -> RefusedFile:
        return RefusedFile(
            "no readable JSON",
            f"line {self._line:,}: found {told}; accepted: one whole JSON document; have it sent "
            "again",
        )

    def _key(self) -> Any:
        key, _ = self._value(_LENIENT)
        self._sign(":")
        return key

    def _sign(self, sign: str) -> None:
        if self.next() != sign:
            raise self.refusal(f"no `{sign}`" if self.next() else "an early end")
        self._take(self._place + 1)

    def _value(self, decoder: json.JSONDecoder) -> tuple[Any, str]:
        """The next value and its text."""
        self.next()
        while True:
            try:
                value, end = decoder.raw_decode(self._window, self._place)
            except ValueError as error:
                if len(self._window) - self._place > LONGEST_RECORD or not self._grow():
                    raise self.refusal("no readable value, or one cut or too long") from error
                continue
            except RecursionError as error:
                raise self.refusal("values nested too deeply") from error
            # A number may go on behind the window.
            if end < len(self._window) or not self._grow():
                text = self._window[self._place : end]
                self._take(end)
                return value, text

    def _grow(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._window = self._window[self._place :] + self._decoder.decode(chunk)
        self._place = 0
        return True

    def _take(self, place: int) -> None:
        self._line += self._window.count("\n", self._place, place)
        self._place = place
