"""Addresses down to the block or house number; building, unit and prefecture stay outside."""

from __future__ import annotations

import re

from dagster_project.matching.normalise.street import street_key
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
_CODE = re.compile(r"[^0-9A-Z]")
_CODE_SHAPE = re.compile(r"\d{4,5}|[A-Z]{1,2}\d[0-9A-Z]?\d[A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]\d")
_VALUE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def postal_code(raw: str) -> str | None:
    """Seven digits of a Japanese code, the code of another country in one spelling, or None."""
    code = _CODE.sub("", fold(raw).upper())
    if code.isdigit() and len(code) == 6:
        code = f"0{code}"  # a spreadsheet took it for a number
    if code.isdigit() and len(code) == 9:
        code = code[:5]  # the American four that name a side of the street
    known = (code.isdigit() and len(code) == 7) or _CODE_SHAPE.fullmatch(code)
    return code if known and len(set(code)) > 1 else None


def address_keys(raw: str) -> str | None:
    """`town|1-2-3` from an address that may begin with its prefecture; None without a block number.

    One short number alone names a whole quarter, which would make neighbours one household.
    """
    folded = fold(raw)
    if folded.isascii():
        return street_key(folded)
    text = _NOISE.sub("", _PREFECTURE.sub("", folded.replace(" ", ""))).translate(_SMALL_KE)
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


def place_text(raw: str) -> str | None:
    """What is written of a place, without prefecture, spaces and marks: compared letter by letter.

    For sentences that hold no key: a street without its number, a city with a slip of the pen.
    """
    text = _NOISE.sub("", _PREFECTURE.sub("", fold(raw).lower().replace(" ", "")))
    return text.translate(_SMALL_KE) or None


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
