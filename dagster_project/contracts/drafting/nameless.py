"""A table whose first line is a row like all others: nothing in it names the columns.

Its values would become names in the draft, for everybody to read.
"""

from __future__ import annotations

import re

from dagster_project.landing.refusal import RefusedFile

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DAY = re.compile(
    r"(?:(?:19|20)\d\d|(?:令和|平成|昭和|[RHS])\.?[\d元]{1,2})[-/.年]\d{1,2}[-/.月]\d{1,2}.*",
    re.DOTALL,
)
_NUMBER = re.compile(r"[-+]?\d[\d,.]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
# So many rows show what a column holds.
_LOOKED_AT = 100


def refuse_nameless(header: list[str], rows: list[list[str]]) -> None:
    """An address, a day above days, or numbers alone: no line of names looks like that.

    A day above numbers names what was counted on it, and so does a year.
    """
    cells = [each.strip() for each in header]
    said = [each for each in cells if each]
    days = [place for place, cell in enumerate(cells) if _DAY.fullmatch(cell)]
    if (
        any(_MAIL.fullmatch(each) for each in said)
        or any(_is_of_days(place, rows) for place in days)
        or all(_is_count(each) or _DAY.fullmatch(each) for each in said)
    ):
        raise RefusedFile(
            "no header",
            "the first line of the table holds values such as addresses, days or numbers alone; "
            "accepted: a line above the rows that names the columns; write one into the sample "
            "and have the export deliver it",
        )


def _is_of_days(place: int, rows: list[list[str]]) -> bool:
    found = [row[place].strip() for row in rows[:_LOOKED_AT] if row[place].strip()]
    return bool(found) and sum(bool(_DAY.fullmatch(each)) for each in found) * 2 > len(found)


def _is_count(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) and not _YEAR.fullmatch(cell)
