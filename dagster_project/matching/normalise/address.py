"""Japanese addresses down to the block number; building and prefecture stay outside the key."""

from __future__ import annotations

import re

from dagster_project.matching.normalise.text import fold

_PREFECTURE = re.compile(
    r"^(?:東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|[^\s\d]{2})県)"
)
_DASH = re.compile(r"(?<=\d)\s*[-‐‑‒–—―−ーｰ－ノの]\s*(?=\d)")
_COUNTED = re.compile(r"([〇一二三四五六七八九十百]+)(?=丁目|番地|番(?!町)|号)")
_KANJI_RUN = re.compile(r"(?<=[\d-])([〇一二三四五六七八九十]+)(?=$|-)")
_UNIT = re.compile(r"丁目|番地の?|番(?=\d|の?\d|$)|(?<=\d)番|(?<=\d)号(?!室)|(?<=\d)の(?=\d)")
# In Sapporo's grid the quarter itself has a number: 北1条西2丁目.
_BLOCK = re.compile(r"^((?:.*\d条[東西南北]?)?\D*)(\d+(?:-+\d+){0,2})")
_SMALL_KE = str.maketrans({"ヶ": "ケ", "ガ": "ケ", "が": "ケ", "ヵ": "ケ", "箇": "ケ"})
_NOISE = re.compile(r"[\s,、.。]|大字|字(?=[^\d])")
_ZIP = re.compile(r"\d")
_VALUE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def postal_code(raw: str) -> str | None:
    """Seven digits, or None."""
    digits = "".join(_ZIP.findall(fold(raw)))
    return digits if len(digits) == 7 and len(set(digits)) > 1 else None


def address_keys(raw: str) -> str | None:
    """`town|1-2-3` from an address that may begin with its prefecture; None without a block number.

    One short number alone names a whole quarter, which would make neighbours one household.
    """
    text = _NOISE.sub("", _PREFECTURE.sub("", fold(raw).replace(" ", ""))).translate(_SMALL_KE)
    text = _COUNTED.sub(lambda match: str(kanji_number(match[1])), text)
    text = _DASH.sub("-", _UNIT.sub("-", text))
    text = _KANJI_RUN.sub(lambda match: str(kanji_number(match[1])), text)
    found = _BLOCK.match(text)
    if not found or not found[1]:
        return None
    numbers = [str(int(number)) for number in found[2].split("-") if number]
    if len(numbers) < 2 and len(numbers[0]) < 3:
        return None
    return f"{found[1].rstrip('-')}|{'-'.join(numbers)}"


def kanji_number(text: str) -> int:
    """十二 → 12, 二十 → 20, 一〇 → 10, 百三 → 103."""
    if not set(text) & {"十", "百"}:
        return int("".join(str(_VALUE[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += max(digit, 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _VALUE[character]
    return total + digit
