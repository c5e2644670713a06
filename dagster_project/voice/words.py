"""Words and what they mean: spellings written out, and the longest found at each place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")

_ADJECTIVE = ("い", "く", "かっ", "かろ", "けれ", "さ", "そう", "すぎ", "過ぎ")
_GODAN = {
    "う": "わいうえおっ", "く": "かきくけこい", "ぐ": "がぎぐげごい", "す": "さしすせそ",
    "つ": "たちつてとっ", "ぬ": "なにぬねのん", "ぶ": "ばびぶべぼん", "む": "まみむめもん",
    "る": "らりるれろっ",
}  # fmt: skip
FORMS = ("word", "adjective", "godan", "ichidan")
_HIRAGANA = re.compile("[ぁ-ゖー]{3,}")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_DRAWN_OUT = re.compile(r"(?<=[ぁ-ゖ一-龠])[ー〜~]+|[〜~]")


class NotAWord(ValueError):
    """An entry that cannot be read as a word."""


def normalised(text: str) -> str:
    """One spelling of width, case and drawn-out sounds: `おいしーー！` is `おいし!`."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _REPEATED.sub(r"\1", _DRAWN_OUT.sub("", text))


def spellings(entry: str, form: str = "word") -> list[str]:
    """Every surface of an entry: `{良,よ}い` as an adjective is 良い, 良く, …, よい, よく, …"""
    surfaces = []
    for surface in _expanded(entry):
        for bent in _bent(surface, form):
            word = normalised(bent)
            surfaces.append(word)
            if _HIRAGANA.fullmatch(word):
                surfaces.append(word.translate(_TO_KATAKANA))
    return list(dict.fromkeys(surfaces))


def _expanded(entry: str) -> list[str]:
    """Every reading of `{a,b}`, however deep: `{a{b,c},d}e` is abe, ace, de."""
    readings, rest = _choices(entry, 0, within=False)
    if rest < len(entry):
        raise NotAWord(f"`{entry}`")
    return readings


def _choices(entry: str, at: int, *, within: bool) -> tuple[list[str], int]:
    """The readings of an alternative list from `at`, and where it ends: at `}` if within braces."""
    every: list[str] = []
    current = [""]
    while at < len(entry):
        letter = entry[at]
        if letter == "{":
            inner, at = _choices(entry, at + 1, within=True)
            if at >= len(entry):
                raise NotAWord(f"`{entry}`")
            current = [head + tail for head in current for tail in inner]
        elif letter == "}" and within:
            break
        elif letter == "," and within:
            every, current = every + current, [""]
        else:
            current = [head + letter for head in current]
        at += 1
    if not within:
        at = len(entry) if "}" not in current[0] else 0
    return every + current, at


def _bent(surface: str, form: str) -> Iterator[str]:
    if form == "word":
        yield surface
        return
    stem, end = surface[:-1], surface[-1:]
    if form == "adjective" and end in ("い", "な"):
        yield from (stem + each for each in _ADJECTIVE)
    elif form == "godan" and end in _GODAN:
        yield from (stem + each for each in _GODAN[end])
    elif form == "ichidan" and end == "る":
        yield stem
    else:
        raise NotAWord(f"`{surface}` does not bend as {form}")


class Words(Generic[Meaning]):
    """Finds the words in a text, the longest at each place, left to right, none over another."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.meanings: dict[str, Meaning] = {}
        # Words in Latin letters stand alone; one that was written with * goes on as it likes.
        self._open: set[str] = set()
        lengths: dict[str, set[int]] = {}
        for written, meaning in meanings.items():
            word = written.rstrip("*")
            if not word:
                continue
            if word != written:
                self._open.add(word)
            self.meanings[word] = meaning
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def find(self, text: str) -> list[tuple[int, int, Meaning]]:
        """Start, end and meaning of each word found."""
        found = []
        at, size, meanings, lengths = 0, len(text), self.meanings, self._lengths
        while at < size:
            step = 1
            for length in lengths.get(text[at], ()):
                word = text[at : at + length]
                if word in meanings and self._stands(text, at, at + len(word), word):
                    found.append((at, at + len(word), meanings[word]))
                    step = len(word)
                    break
            at += step
        return found

    def _stands(self, text: str, start: int, end: int, word: str) -> bool:
        if not _latin(word[0]) and not _latin(word[-1]):
            return True
        if start and _latin(word[0]) and _latin(text[start - 1]):
            return False
        return (
            word in self._open or end == len(text) or not (_latin(word[-1]) and _latin(text[end]))
        )


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
