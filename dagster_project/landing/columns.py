"""Which column of a delivered file holds which column of the contract."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.contracts import REPEATED, Column, Contract
from dagster_project.landing.refusal import RefusedFile, shown

_LEGEND = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)$")


@dataclass(frozen=True)
class FileColumn:
    """One column of the delivered file: its key, and what the other header records say of it."""

    position: int
    key: str
    tag: str
    text: str
    timezone: str | None


def plain(header: str) -> str:
    """A header as it is compared: NFKC, one space for many, small letters."""
    return " ".join(unicodedata.normalize("NFKC", header).split()).casefold()


def without_legend(header: str) -> str:
    """`sex (1:male, 2:female)` without its legend."""
    return _LEGEND.sub("", plain(header))


def matched(
    columns: tuple[FileColumn, ...], contract: Contract, delimiter: str
) -> dict[str, FileColumn]:
    """Exact names and aliases first; then names without their legend, among what is left."""
    by_plain = _each_once(columns)
    found: dict[str, FileColumn] = {}
    for column in contract.columns:
        for each in _names(column):
            if (match := by_plain.get(plain(each))) is not None:
                if column.name in found:
                    raise RefusedFile(
                        "duplicate header",
                        f"line 1: found {shown(found[column.name].key)} and {shown(match.key)}, "
                        f"both of which are `{column.name}`; accepted: one of them",
                    )
                found[column.name] = match
    if contract.header.strip_legend:
        _match_without_legend(by_plain.values(), contract, found)
    for column in contract.columns:
        if column.repeats:
            missing = column.needed and not _places(column, columns)
        else:
            missing = column.needed and bool(column.header) and column.name not in found
        if missing:
            raise _missing(column, columns, contract, delimiter)
    return found


def grouped(columns: tuple[FileColumn, ...], contract: Contract) -> dict[str, dict[int, int]]:
    """For each column that repeats: the number of a group → the position of its column there."""
    found = {column.name: _places(column, columns) for column in contract.columns if column.repeats}
    return {name: places for name, places in found.items() if places}


def _places(column: Column, columns: Iterable[FileColumn]) -> dict[int, int]:
    """Leading zeros do not count, so `商品ID01` stands in the group 1."""
    shapes = [
        re.escape(plain(each)).replace(re.escape(REPEATED), r"0*(\d{1,4})")
        for each in _names(column)
        if REPEATED in each
    ]
    places: dict[int, int] = {}
    for each in columns:
        match = next((m for shape in shapes if (m := re.fullmatch(shape, plain(each.key)))), None)
        if match:
            places.setdefault(int(match.group(1)), each.position)
    return dict(sorted(places.items()))


def _names(column: Column) -> list[str]:
    return [each for each in (column.header, *column.aliases) if each]


def _each_once(columns: Iterable[FileColumn]) -> dict[str, FileColumn]:
    by_plain: dict[str, FileColumn] = {}
    for column in columns:
        if not column.key:
            continue
        if (twin := by_plain.get(plain(column.key))) is not None:
            raise RefusedFile(
                "duplicate header",
                f"line 1: found the column {shown(column.key)} twice (fields {twin.position + 1} "
                f"and {column.position + 1}); accepted: each header once; rename one in the export",
            )
        by_plain[plain(column.key)] = column
    return by_plain


def _match_without_legend(
    delivered: Iterable[FileColumn], contract: Contract, found: dict[str, FileColumn]
) -> None:
    taken = {column.position for column in found.values()}
    bare: dict[str, list[FileColumn]] = {}
    for each in delivered:
        if each.position not in taken:
            bare.setdefault(without_legend(each.key), []).append(each)
    for column in contract.columns:
        candidates = [
            match for each in _names(column) for match in bare.get(without_legend(each), [])
        ]
        # Two that differ only in their legend are not told apart by guessing.
        if column.name not in found and len(candidates) == 1:
            found[column.name] = candidates[0]


def _missing(
    wanted: Column, columns: tuple[FileColumn, ...], contract: Contract, delimiter: str
) -> RefusedFile:
    keys: Mapping[str, str] = {plain(column.key): column.key for column in columns if column.key}
    names = [plain(each) for each in _names(wanted)]
    close = [
        keys[match] for each in names for match in difflib.get_close_matches(each, keys, 1, 0.5)
    ]
    one = columns[0].key if len(columns) == 1 else ""
    other = next((each for each in ",;\t|" if each != delimiter and each in one), None)
    if other:
        likely = f"the header splits at {other!r}: set `delimiters` in {contract.ref}"
    elif close:
        likely = f"the likeliest is {shown(close[0])}: add it to the aliases of {contract.ref}"
    else:
        likely = "is this the right file for this contract?"
    return RefusedFile(
        "missing required column",
        f"line 1: found {len(columns)} columns ({shown(', '.join(keys.values()))}) without "
        f"`{wanted.header}`; accepted: a header with `{wanted.header}` ({wanted.name}); {likely}",
    )
