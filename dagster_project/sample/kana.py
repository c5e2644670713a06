"""The other ways in which a reading in katakana is written: hiragana, half width, Latin letters."""

from __future__ import annotations

import re
from unicodedata import normalize

_HALF = {normalize("NFKC", chr(c)): chr(c) for c in range(0xFF61, 0xFF9E)}
_HALF |= {
    whole: chr(c) + mark
    for c in range(0xFF61, 0xFF9E)
    for mark in "ﾞﾟ"
    if len(whole := normalize("NFKC", chr(c) + mark)) == 1
}

_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サシスセソ",
    "t": "タチツテト",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "m": "マミムメモ",
    "y": "ヤ_ユ_ヨ",
    "r": "ラリルレロ",
    "w": "ワ____",
    "g": "ガギグゲゴ",
    "z": "ザジズゼゾ",
    "d": "ダヂヅデド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_LATIN = {
    kana: row + vowel
    for row, line in _ROWS.items()
    for kana, vowel in zip(line, "aiueo", strict=True)
}
_LATIN |= {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"}
_LATIN |= {"ン": "n", "ー": ""}
_LONG = re.compile("(o)[ou](?!e)|(u)u", re.IGNORECASE)
_GLIDES = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}


def half_width(kana: str) -> str:
    return "".join(_HALF.get(letter, letter) for letter in kana)


def hiragana(kana: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)


def latin(kana: str) -> str:
    """The spelling that keeps every letter: サトウ is Satou, リョウ is Ryou."""
    spelled = ""
    double = False
    for letter in kana:
        if letter == "ッ":
            double = True
            continue
        if letter in _GLIDES:
            glide = _GLIDES[letter]
            soft = spelled.endswith(("shi", "chi", "ji"))
            spelled = spelled[:-1] + (glide[1:] if soft else glide)
            continue
        sound = _LATIN[letter]
        spelled += (sound[0] if double else "") + sound
        double = False
    return spelled.capitalize()


def passport(kana: str) -> str:
    """The spelling of a Japanese passport: long vowels are short, so サトウ is Sato.

    イノウエ stays Inoue: there the ウ begins the next part of the name.
    """
    return _LONG.sub(lambda long: long[0][0], latin(kana))
