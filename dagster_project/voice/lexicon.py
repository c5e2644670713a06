"""The lexicon: polarity.yaml and themes.yaml, the company's own on top, and its version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from dagster_project.documents import ConfigurationError, line_of, read_yaml
from dagster_project.voice.words import FORMS, NotAWord, Words, normalised, spellings

SHIPPED = Path(__file__).parent
FILES = ("polarity.yaml", "themes.yaml")

_WORDS = {
    "type": "array",
    "items": {"type": "string", "minLength": 1},
    "description": "a list of words such as [おいしい, tasty]",
}
_SCORE = {"type": "number", "minimum": -2, "maximum": 2, "description": "a number from -2 to 2"}
POLARITY_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "polarity": {
            "type": "array",
            "description": "a list of entries, each with score and words",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["score", "words"],
                "description": "an entry has score, words, and may have form and near",
                "properties": {
                    "score": _SCORE,
                    "form": {"enum": list(FORMS)},
                    "words": _WORDS,
                    "near": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["score", "words"],
                            "description": "score and words",
                            "properties": {"score": _SCORE, "words": _WORDS},
                        },
                    },
                },
            },
        }
    },
}
THEMES_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "themes": {
            "type": "object",
            "description": "theme -> its names and words",
            "propertyNames": {
                "pattern": "^[a-z][a-z0-9_]*$",
                "description": "small letters, digits and _",
            },
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "description": "a theme has name_ja, name_en, words and without",
                "properties": {
                    "name_ja": {"type": "string"},
                    "name_en": {"type": "string"},
                    "words": _WORDS,
                    "without": _WORDS,
                },
            },
        }
    },
}


@dataclass(frozen=True)
class Tone:
    """What a word says: a score, or another one by what it is said of."""

    score: float
    near: tuple[tuple[float, tuple[str, ...]], ...] = ()

    def of(self, text: str, start: int, end: int) -> float:
        """The score of the nearest word it can be said of; what stands before goes first."""
        best, score = len(text) + 100, self.score
        for given, words in self.near:
            for word in words:
                before = text.rfind(word, 0, start)
                after = text.find(word, end)
                if before >= 0 and start - before - len(word) < best:
                    best, score = start - before - len(word), given
                if after >= 0 and after - end + 20 < best:
                    best, score = after - end + 20, given
        return score


@dataclass(frozen=True)
class Theme:
    """A subject of customers' texts."""

    theme: str
    name_ja: str
    name_en: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All words with their tone, and all themes; the version is the hash of both."""

    tones: dict[str, Tone]
    themes: tuple[Theme, ...]

    @cached_property
    def tone_words(self) -> Words[Tone]:
        return Words(self.tones)

    @cached_property
    def theme_words(self) -> Words[tuple[str, ...]]:
        """A word can speak of several themes."""
        of: dict[str, list[str]] = {}
        for theme in self.themes:
            for word in theme.words:
                of.setdefault(word, []).append(theme.theme)
        return Words({word: tuple(themes) for word, themes in of.items()})

    @cached_property
    def version(self) -> str:
        """Twelve hex digits that change with any word, score or theme."""
        content = [
            sorted((word, tone.score, tone.near) for word, tone in self.tones.items()),
            [(each.theme, each.name_ja, each.name_en, each.words) for each in self.themes],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def read_lexicon(company: Path | None = None) -> Lexicon:
    """The shipped lexicon with the company's `voice/` on top; ConfigurationError on a mistake.

    A word of the company's polarity.yaml replaces what the shipped one says of it; a theme of its
    themes.yaml gets more words, loses those `without`, or is new.
    """
    shipped = _shipped()
    if company is None:
        return shipped
    tones = dict(shipped.tones)
    themes = {each.theme: each for each in shipped.themes}
    polarity, subjects = (company / "voice" / name for name in FILES)
    if polarity.exists():
        tones.update(_tones(polarity))
    if subjects.exists():
        _add_themes(themes, subjects)
    return Lexicon(tones, tuple(themes[each] for each in sorted(themes)))


@cache
def _shipped() -> Lexicon:
    polarity, subjects = (SHIPPED / name for name in FILES)
    themes: dict[str, Theme] = {}
    _add_themes(themes, subjects)
    return Lexicon(_tones(polarity), tuple(themes[each] for each in sorted(themes)))


def _tones(path: Path) -> dict[str, Tone]:
    tones: dict[str, Tone] = {}
    document = read_yaml(path, POLARITY_SCHEMA) or {}
    for index, entry in enumerate(document.get("polarity", [])):
        keys: list[str | int] = ["polarity", index]
        near = tuple(
            (float(each["score"]), tuple(normalised(word) for word in each["words"]))
            for each in entry.get("near", [])
        )
        tone = Tone(float(entry["score"]), near)
        for word in _surfaces(path, [*keys, "words"], entry["words"], entry.get("form", "word")):
            tones[word] = tone
    return tones


def _add_themes(themes: dict[str, Theme], path: Path) -> None:
    document = read_yaml(path, THEMES_SCHEMA) or {}
    for name, given in document.get("themes", {}).items():
        keys: list[str | int] = ["themes", name]
        before = themes.get(name, Theme(name, name, name, ()))
        added = _surfaces(path, [*keys, "words"], given.get("words", []))
        gone = set(_surfaces(path, [*keys, "without"], given.get("without", [])))
        words = tuple(each for each in dict.fromkeys((*before.words, *added)) if each not in gone)
        if not words:
            raise ConfigurationError(
                f"{path}:{line_of(path, keys)}: themes.{name}: found no words; "
                "accepted: at least one word that tells the theme"
            )
        themes[name] = Theme(
            name, given.get("name_ja", before.name_ja), given.get("name_en", before.name_en), words
        )


def _surfaces(
    path: Path, keys: list[str | int], entries: list[str], form: str = "word"
) -> list[str]:
    surfaces = []
    for index, entry in enumerate(entries):
        try:
            surfaces += spellings(entry, form)
        except NotAWord as error:
            line = line_of(path, [*keys, index])
            raise ConfigurationError(
                f"{path}:{line}: {'.'.join(map(str, [*keys, index]))}: found {error}; "
                "accepted: balanced {a,b}; an adjective in い, a godan verb in its dictionary "
                "form, an ichidan verb in る"
            ) from error
    return surfaces
