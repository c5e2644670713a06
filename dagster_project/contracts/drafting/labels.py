"""What common headers mean: the shipped glossary, asked by header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.documents import read_yaml
from dagster_project.landing.columns import plain, without_legend

_FILE = Path(__file__).with_name("labels.yaml")
_DECORATION = re.compile(r"[【\[(].*?[】\])]|[*＊※:：]|必須|任意")


@dataclass(frozen=True)
class Meaning:
    """One general meaning of a header; `name` is our column name."""

    name: str
    pii: str | None = None
    kind: str | None = None


def meaning_of(header: str) -> Meaning | None:
    """What a header says by itself; None where the glossary does not know it."""
    known = _meanings()
    return next((known[each] for each in spellings(header) if each in known), None)


def spellings(header: str) -> list[str]:
    """A header as it may stand in the glossary: as it is, and freed of legends and marks."""
    # The last key of a JSON path and the words of a camelCase or snake_case name count too.
    last = re.sub(r"\[[^\]]*\]$", "", header).rsplit(".", 1)[-1]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", last)
    plainly = [plain(header), without_legend(header), plain(last), plain(words)]
    plainly.append(plain(_DECORATION.sub("", plain(header))))
    return list(dict.fromkeys([*plainly, *(each.replace(" ", "") for each in plainly)]))


def entity_labels() -> dict[str, dict[str, list[str]]]:
    """Entity → its column → the labels under which a file may have it."""
    document = _document()
    return {
        entity: {
            column: [
                plain(label)
                for label in (
                    column.replace("_", " "),
                    *said.get("labels", ()),
                    *_labels(column),
                    *(each for name in said.get("same", ()) for each in _labels(name)),
                )
            ]
            for column, said in columns.items()
        }
        for entity, columns in document["entities"].items()
    }


def _labels(name: str) -> list[str]:
    return list(_document()["columns"].get(name, {}).get("labels", ()))


@cache
def _document() -> dict[str, Any]:
    return dict(read_yaml(_FILE))


@cache
def _meanings() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for name, said in _document()["columns"].items():
        meaning = Meaning(name, said.get("pii"), said.get("kind"))
        for label in (name.replace("_", " "), *said["labels"]):
            found.setdefault(plain(label), meaning)
    return found
