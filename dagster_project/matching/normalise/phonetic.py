"""One phonetic key for kana and romaji: サトウ, さとう, Sato, Satoh, Satou and SATŌ all give `sato`.

The key follows the Kunrei table (si, ti, tu, hu, zi) without long vowels and doubled consonants,
because those are what the many ways of writing Japanese in Latin letters disagree about.
"""

from __future__ import annotations

import re
import unicodedata

from dagster_project.matching.normalise.text import katakana, width

_ROWS = {
    "ア": "a i u e o", "カ": "ka ki ku ke ko", "サ": "sa si su se so", "タ": "ta ti tu te to",
    "ナ": "na ni nu ne no", "ハ": "ha hi hu he ho", "マ": "ma mi mu me mo", "ラ": "ra ri ru re ro",
    "ガ": "ga gi gu ge go", "ザ": "za zi zu ze zo", "ダ": "da zi zu de do", "バ": "ba bi bu be bo",
    "パ": "pa pi pu pe po",
}  # fmt: skip
_KANA_OF_ROW = {
    "ア": "アイウエオ", "カ": "カキクケコ", "サ": "サシスセソ", "タ": "タチツテト", "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ", "マ": "マミムメモ", "ラ": "ラリルレロ", "ガ": "ガギグゲゴ", "ザ": "ザジズゼゾ",
    "ダ": "ダヂヅデド", "バ": "バビブベボ", "パ": "パピプペポ",
}  # fmt: skip
_SYLLABLE = {
    kana: syllable
    for row, syllables in _ROWS.items()
    for kana, syllable in zip(_KANA_OF_ROW[row], syllables.split(), strict=True)
} | {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n",
     "ヴ": "bu", "ヵ": "ka", "ヶ": "ke"}  # fmt: skip
_SMALL_Y = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
_SMALL_VOWEL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}

# Order matters: the longer spellings first.
_ROMAJI = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"[tc]ch", "ch"),
        (r"ssh", "sh"),
        (r"tts", "ts"),
        (r"shi", "si"),
        (r"sh", "sy"),
        (r"chi", "ti"),
        (r"ch", "ty"),
        (r"tsu", "tu"),
        (r"f", "h"),
        (r"j[iy]", lambda match: "zi" if match[0] == "ji" else "zy"),
        (r"j", "zy"),
        (r"d[zj]?u", "zu"),
        (r"di", "zi"),
        (r"v", "b"),
        (r"l", "r"),
        (r"c", "k"),
        (r"wo", "o"),
        (r"m(?=[bpm])", "n"),
        # An h after o or u marks a long vowel, unless it begins a syllable: Satoh, but Kohei.
        (r"([ou])h(?![aiueoy])", r"\1"),
    )
)
_LONG = re.compile(r"o[ou]+|u{2,}|a{2,}|i{2,}|e{2,}")
_DOUBLED = re.compile(r"([^aiueo])\1+")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def reading_key(text: str) -> str | None:
    """The phonetic key of a name written in kana or Latin letters; None when nothing is left."""
    plain = width(text)
    spelled = _from_romaji(plain) if plain[:1].isascii() else _from_kana(katakana(plain))
    key = _DOUBLED.sub(r"\1", _LONG.sub(lambda match: match[0][0], spelled))
    return key or None


def initial_key(letter: str) -> str:
    """The letter that phonetic keys of names with this Latin initial begin with."""
    return {"c": "t", "f": "h", "j": "z", "l": "r", "v": "b"}.get(letter.lower(), letter.lower())


def _from_kana(text: str) -> str:
    sounds: list[str] = []
    for character in text:
        if character in _SMALL_Y and sounds and sounds[-1].endswith("i"):
            sounds[-1] = sounds[-1][:-1] + _SMALL_Y[character]
        elif character in _SMALL_VOWEL and sounds:
            sounds[-1] = sounds[-1][:-1] + _SMALL_VOWEL[character]
        else:
            sounds.append(_SYLLABLE.get(character, ""))
    return "".join(sounds)


def _from_romaji(text: str) -> str:
    accents = unicodedata.normalize("NFKD", text.lower())
    letters = _NOT_LETTERS.sub("", accents)
    for pattern, spelling in _ROMAJI:
        letters = pattern.sub(spelling, letters)
    return letters
