"""Telephone numbers: Japanese ones by rule, others by their country's, fillers thrown out."""

from __future__ import annotations

import re

import phonenumbers

from dagster_project.matching.normalise.text import width

JAPAN = "JP"
_NOTE = re.compile(r"[(\[【〔](?=[^)\]】〕]*[^\d)\]】〕\s\-])[^)\]】〕]*[)\]】〕]")
_EXTENSION = re.compile(r"(?:内線|ext\.?|extension|[x#])\s*\d+.*$", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[/／,、;]\s*|\s+(?:or|または)\s+")
_NOT_DIGITS = re.compile(r"\D+")
# A number of one person rather than of a house or an office.
MOBILE = r"^0[6789]0\d{8}$"
_MOBILE = re.compile(MOBILE)
_FIXED = re.compile(r"^0(?![5-9]0)[1-9]\d{8}$")
_INTERNET = re.compile(r"^050\d{8}$")
_NOBODY = re.compile(r"^(?:0120|0800|0570|0990|00)")
_FILLER = re.compile(
    r"^0?(?:123456789|987654321)0?$|^0[5-9]0(?:12345678|98765432|87654321)$|^0[36]12345678$"
)


def phone(raw: str, country: str = JAPAN) -> str | None:
    """National digits of a Japanese number, +digits of a foreign one; None for anything else.

    Of several numbers in one cell the first readable one counts. `country` (two letters): where a
    number without a country code belongs.
    """
    text = width(raw)
    for part in _SEVERAL.split(_NOTE.sub(" ", text)):
        if number := _number(_EXTENSION.sub("", part.strip()), country):
            return number
    return None


def is_mobile(number: str) -> bool:
    """Whether a normalised number belongs to one person rather than a house or an office.

    Where a country's numbers do not tell, as in America, it may be a mobile.
    """
    if not number.startswith("+"):
        return _MOBILE.match(number) is not None
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)


def _number(text: str, country: str) -> str | None:
    digits = _NOT_DIGITS.sub("", text)
    abroad = text.startswith("+") or digits.startswith("0081")
    if abroad and not digits.startswith(("81", "0081")):
        return _foreign(f"+{digits}", None)
    if not abroad and country != JAPAN and (number := _foreign(digits, country)):
        return number
    if abroad or (digits.startswith("81") and len(digits) in (11, 12)):
        # "+81 (0)90 …" keeps the trunk zero that the country code replaces.
        digits = "0" + digits.removeprefix("00").removeprefix("81").removeprefix("0")
    elif digits[:1] != "0" and len(digits) in (9, 10):
        # A spreadsheet took the leading zero for a number.
        digits = "0" + digits
    return digits if _plausible(digits) else None


def _foreign(digits: str, country: str | None) -> str | None:
    """+44… from +44 (0)20… or, in Britain, 020…; None for what no number of the country can be."""
    if _monotone(digits[-7:]):
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _plausible(digits: str) -> bool:
    if _FILLER.match(digits) or _NOBODY.match(digits):
        return False
    if _monotone(digits[-7:]) or (len(digits) == 11 and _monotone(digits[3:])):
        return False
    return any(shape.match(digits) for shape in (_MOBILE, _INTERNET, _FIXED))


def _monotone(digits: str) -> bool:
    return len(set(digits)) == 1
