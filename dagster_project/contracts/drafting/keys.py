"""Which columns likely name a row, and how a newer file likely relates to an older one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from dagster_project.contracts.drafting.columns import Drafted
from dagster_project.contracts.drafting.labels import meaning_of, spellings

# Pairs are tried among so many id columns.
_MOST_IDS = 6
_CHANGED = {"updated_at"}
_LINES = {"line_number", "product_code"}


@dataclass(frozen=True)
class Loading:
    """The key by our names (empty where none was found), the load knob, and what is unsure."""

    key: tuple[str, ...]
    mode: str
    cursor: str | None
    doubts: tuple[str, ...]


def loading_of(columns: list[Drafted], cells: tuple[tuple[str | None, ...], ...]) -> Loading:
    doubts: list[str] = []
    key = _single(columns, doubts) or _pair(columns, cells, doubts)
    cursor = next((each.name for each in columns if _meaning(each) in _CHANGED), None)
    if not key:
        doubts.append(
            "no column names a row (unique and never empty in the sample), so rows are only added: "
            "say primaryKey and mode upsert, or full_snapshot where each file holds everything"
        )
        return Loading((), "append", None, tuple(doubts))
    doubts.append(
        "upsert: the latest version of a key counts; say full_snapshot where each file holds "
        "everything, append where no row ever changes"
    )
    return Loading(key, "upsert", cursor, tuple(doubts))


def _meaning(column: Drafted) -> str | None:
    meaning = meaning_of(column.header)
    return meaning.name if meaning else None


def _may_be_key(column: Drafted) -> bool:
    return (
        column.logical_type in ("string", "integer")
        and column.pii in (None, "identifier")
        and column.kind not in ("free_text", "phone", "email", "money")
        and 0 < column.profile.longest <= 80
    )


def _is_id(column: Drafted) -> bool:
    return column.kind in ("identifier", "code")


def _single(columns: list[Drafted], doubts: list[str]) -> tuple[str, ...]:
    unique = [each for each in columns if each.profile.unique and _may_be_key(each)]
    ids = [each for each in unique if _is_id(each)]
    # A plain text that happens to be unique in a few rows is no key.
    chosen = ids or [each for each in unique if each.profile.rows >= 10][:1]
    if not chosen:
        return ()
    chosen = sorted(chosen, key=lambda each: (not each.known, each.position))[:1]
    others = [each.name for each in ids if each is not chosen[0]]
    if chosen[0].profile.rows < 10:
        doubts.append(f"{chosen[0].name} is unique in only {chosen[0].profile.rows} rows")
    elif not ids:
        doubts.append(f"{chosen[0].name} is unique in the sample, but does not look like an id")
    if others:
        doubts.append(f"unique as well: {', '.join(others)}")
    return (chosen[0].name,)


def _pair(
    columns: list[Drafted], cells: tuple[tuple[str | None, ...], ...], doubts: list[str]
) -> tuple[str, ...]:
    def counts_lines(column: Drafted) -> bool:
        return _meaning(column) in _LINES or any("line" in s for s in spellings(column.header))

    able = [
        each
        for each in columns
        if _may_be_key(each)
        and (_is_id(each) or counts_lines(each))
        and each.profile.said == each.profile.rows > 1
    ][:_MOST_IDS]
    for one, other in combinations(able, 2):
        pairs = set(zip(cells[one.position], cells[other.position], strict=True))
        if len(pairs) == one.profile.rows:
            doubts.append(f"only together are {one.name} and {other.name} unique in the sample")
            return (one.name, other.name)
    return ()
