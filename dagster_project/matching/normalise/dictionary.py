"""How a dictionary reads a name that no furigana row of the company teaches.

SudachiPy and one of its dictionaries are an extra (`pip install "cx360[readings]"`), asked for by
`dictionary_readings: true` in `identity.yaml`: what matches must not depend on what happens to be
installed.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any

from dagster_project.documents import ConfigurationError
from dagster_project.matching.normalise.phonetic import reading_key

# Of the three editions, the largest that is installed.
_EDITIONS = ("full", "core", "small")


def dictionary_name() -> str:
    """Which dictionary answers, with its version; ConfigurationError where none is installed."""
    edition = _edition()
    return f"sudachidict_{edition} {version(f'sudachidict_{edition}')}"


@cache
def dictionary_readings(written: str) -> tuple[str, ...]:
    """The reading key of a name in kanji, none where the dictionary does not know it as a name."""
    words = _tokenizer().tokenize(written)
    if not words or any("人名" not in word.part_of_speech() for word in words):
        return ()
    key = reading_key("".join(word.reading_form() for word in words))
    return (key,) if key else ()


@cache
def _edition() -> str:
    for edition in _EDITIONS:
        try:
            import_module("sudachipy")
            import_module(f"sudachidict_{edition}")
        except ImportError:
            continue
        return edition
    raise ConfigurationError(
        "identity.yaml: dictionary_readings: found no SudachiPy with a dictionary; accepted: "
        '`pip install "cx360[readings]"`, or leave the line out'
    )


@cache
def _tokenizer() -> Any:
    return import_module("sudachipy").Dictionary(dict=_edition()).tokenizer()
