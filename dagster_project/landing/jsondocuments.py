"""The records of one JSON document, read in bounded memory: a list in it, or its objects."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.jsonrecords import DECODER, LENIENT, BrokenRecord, Record
from dagster_project.landing.nesting import UnreadableRecord
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import LONGEST_RECORD

_BLANKS = re.compile(r"[ \t\r\n]*")


def json_document(text: Utf8File, records: str | None) -> Iterator[Record]:
    """The elements of the list at `records`, of the list that the document is, or its objects."""
    document, keys = _Document(text), records.split(".") if records else []
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


class _Document:
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
            self._value(LENIENT)
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
            value, text = self._value(DECODER)
        except UnreadableRecord as error:
            return BrokenRecord(self._value(LENIENT)[1], str(error))
        return value if isinstance(value, dict) else BrokenRecord(text, "no JSON object")

    def close(self, keys: list[str]) -> None:
        """What stands behind the records must be whole too, else the file was cut."""
        for key in reversed(keys):
            while self.next() == ",":
                self._sign(",")
                if self._key() == key:
                    raise self.refusal(f"the key `{key}` a second time")
                self._value(LENIENT)
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
        key, _ = self._value(LENIENT)
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
