"""One phonetic key for kana and romaji: サトウ, さとう, Sato, Satoh, SATŌ all give `sato`.

The key follows the Kunrei table (si, ti, tu, hu, zi) without long vowels and doubled consonants,
because those are what the many ways of writing Japanese in Latin letters disagree about. A Latin
name that is no row of Japanese syllables (Smith, Emily) keeps its own letters.
"""

from __future__ import annotations

import re
import unicodedata

from dagster_project.matching.normalise.text import katakana, script, width

_ROWS = (
    ("アイウエオ", "a i u e o"),
    ("カキクケコ", "ka ki ku ke ko"),
    ("サシスセソ", "sa si su se so"),
    ("タチツテト", "ta ti tu te to"),
    ("ナニヌネノ", "na ni nu ne no"),
    ("ハヒフヘホ", "ha hi hu he ho"),
    ("マミムメモ", "ma mi mu me mo"),
    ("ラリルレロ", "ra ri ru re ro"),
    ("ガギグゲゴ", "ga gi gu ge go"),
    ("ザジズゼゾ", "za zi zu ze zo"),
    ("ダヂヅデド", "da zi zu de do"),
    ("バビブベボ", "ba bi bu be bo"),
    ("パピプペポ", "pa pi pu pe po"),
    ("ヤユヨワヰヱヲンヴヵヶ", "ya yu yo wa i e o n bu ka ke"),
)
_SYLLABLE = {
    kana: syllable
    for row, syllables in _ROWS
    for kana, syllable in zip(row, syllables.split(), strict=True)
}
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
_SYLLABLES = re.compile(r"(?:(?:[kstnhmrgzbpd]y?|y|w)?[aiueo]|n)+")


def reading_key(text: str) -> str | None:
    """The phonetic key of a name written in kana or Latin letters; None when nothing is left."""
    plain = width(text)
    is_latin = script(plain) == "latin" or plain[:1].isascii()
    spelled = _from_romaji(plain) if is_latin else _from_kana(katakana(plain))
    key = _DOUBLED.sub(r"\1", _LONG.sub(lambda match: match[0][0], spelled))
    if is_latin and not is_japanese(key):
        key = _letters(plain)
    return key or None


def is_japanese(key: str) -> bool:
    """Whether a key can be the reading of a Japanese name rather than a Western one."""
    return _SYLLABLES.fullmatch(key) is not None


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


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", text.lower()))


def _from_romaji(text: str) -> str:
    letters = _letters(text)
    for pattern, spelling in _ROMAJI:
        letters = pattern.sub(spelling, letters)
    return letters
