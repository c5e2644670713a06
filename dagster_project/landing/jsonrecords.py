"""Records in JSON, each judged on its own: what is one, and what keeps a text from being one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.nesting import Number, UnreadableRecord
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.rewriting import LONGEST_RECORD


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


DECODER = json.JSONDecoder(
    object_pairs_hook=_each_key_once,
    parse_float=Number,
    parse_int=Number,
    parse_constant=_no_number,
)


# Only to find where a value ends; a number of a million digits is not to be worked out for that.
LENIENT = json.JSONDecoder(parse_float=str, parse_int=str)


def record_of(text: str) -> Record:
    """One record from its own text; None for a blank one."""
    text = text.strip(" \t\r\n")
    if not text:
        return None
    try:
        value = DECODER.decode(text)
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
