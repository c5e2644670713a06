"""Width, composition, variant characters and kana size: the folding that every key shares."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_SPACES = re.compile(r"\s+")
# Ideographic variation selectors choose a glyph, zero-width characters choose nothing.
_INVISIBLE = re.compile("[\U000e0100-\U000e01ef\ufe00-\ufe0f\u200b-\u200f\u2060\ufeff\u00ad]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆]")
_KANA = re.compile(r"^[ぁ-ゖァ-ヺー・\s]+$")
_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f'’.\-\s]+$")
_REPEAT = re.compile("(.)々")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@cache
def variant_table() -> dict[int, str]:
    """Variant character → the everyday character that stands for it in keys."""
    with (Path(__file__).parent / "variants.csv").open(encoding="utf-8", newline="") as lines:
        return {ord(row["variant"]): row["standard"] for row in csv.DictReader(lines)}


def width(text: str) -> str:
    """One width and composition, no invisible characters, single spaces, trimmed."""
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", plain).strip()


def fold(text: str) -> str:
    """`width` with variant characters and 々 resolved: a key, never a display form."""
    plain = width(text)
    if plain.isascii():
        return plain
    return _REPEAT.sub(r"\1\1", plain.translate(variant_table()))


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else as it is."""
    return text.translate(_HIRAGANA)


def script(text: str) -> str:
    """`kanji` (any ideograph, or a mix), `kana`, `latin` or `none`."""
    if not text:
        return "none"
    if _LATIN.match(text):
        return "latin"
    if _KANA.match(text):
        return "kana"
    return "kanji" if _IDEOGRAPH.search(text) or any(map(str.isalpha, text)) else "none"
