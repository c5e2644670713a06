"""Addresses in Latin letters: house number and street, the unit inside the house left out."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"\b(?:flat|unit|apt|apartment|apmnt|suite|ste|room|rm|floor|fl|level|lot)\b\.?\s*#?\s*\w+"
    r"|#\s*\w+|\bp\.?\s?o\.?\s?box\s*\d+"
)
# 2/98 is unit 2 of house 98.
_INSIDE = re.compile(r"\b\d+[a-z]?\s*/\s*(?=\d)")
_HOUSE = re.compile(r"\b(\d+)[a-z]?\b(?:\s*-\s*\d+[a-z]?\b)?[\s,]*")
_WORD = re.compile(r"[a-z']+")
_SHORT = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue",
    "dr": "drive", "drv": "drive", "ln": "lane", "ct": "court", "crt": "court", "pl": "place",
    "blvd": "boulevard", "bvd": "boulevard", "hwy": "highway", "cres": "crescent",
    "cr": "crescent", "crs": "crescent", "tce": "terrace", "ter": "terrace", "terr": "terrace",
    "pde": "parade", "sq": "square", "cl": "close", "gr": "grove", "gdns": "gardens",
    "pkwy": "parkway", "cct": "circuit", "cir": "circle", "mt": "mount", "n": "north",
    "s": "south", "e": "east", "w": "west",
}  # fmt: skip
_SAINT = re.compile(r"\bst\.?(?=\s+[a-z]+\s+(?:street|st|road|rd|avenue|ave|lane|ln|place|pl)\b)")


def street_key(text: str) -> str | None:
    """`keenan street|78`; None without a house number or without a street."""
    plain = _INSIDE.sub("", _UNIT.sub(" ", _SAINT.sub("saint", text.lower().replace(".", " "))))
    found = _HOUSE.search(plain)
    if not found:
        return None
    street = " ".join(
        _SHORT.get(word, word) for word in _WORD.findall(plain[found.end() :]) if word
    )
    return f"{street}|{int(found[1])}" if street else None
