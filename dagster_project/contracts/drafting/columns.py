"""What one column of a file is, as a contract would say it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from dagster_project.contracts.drafting.labels import Meaning, meaning_of, spellings
from dagster_project.contracts.drafting.values import EMPTY_ANYWHERE, Profile

# So large a part of the cells must be readable before the column gets the type.
_NEARLY_ALL = 0.9
# From so many on, e-mail addresses in a text are no accident.
_SOME = 0.02
_USUAL_MOMENTS = ("iso", "slash")
BECOMES_NULL = "they become NULL with a flag, their text is kept in `extra`"
COSTS_ROWS = "their rows are quarantined"
# Column names that the landing itself writes.
_TAKEN = {
    *("source_system", "source_object", "load_id", "load_seq", "tz_basis", "flags", "extra"),
    *("source_row_number", "file_row_number", "refused", "origin", "part"),
}
_BOOLEANS = (
    (("true",), ("false",)),
    (("はい",), ("いいえ",)),
    (("yes",), ("no",)),
    (("y",), ("n",)),
    (("t",), ("f",)),
    (("有",), ("無",)),
    (("あり",), ("なし",)),
    (("○",), ("×",)),
    (("済",), ("未",)),
    (("許可",), ("拒否",)),
)
_ABOUT_FLAGS = re.compile(r"フラグ|可否|有無|許可|\b(is|has|flag|opt)\b|_flag$|^(is|has)_", re.I)
_ABOUT_IDS = re.compile(r"(id|code|key|number|no\.?|jan|sku)$|コード|番号|id|品番|店番", re.I)
_ABOUT_DAYS = re.compile(r"日|年月|date|birth|day|_on$|_at$|time|期限", re.I)
_ABOUT_MONEY = re.compile(
    r"金額|価格|単価|料|税|値引|割引|合計|小計|amount|price|total|cost|fee", re.I
)
_ABOUT_UTC = re.compile(r"\b(utc|gmt)\b", re.I)
_PII_BY_VALUE = {
    "email": ("email", "email"),
    "phone": ("phone", "phone"),
    "postal": ("address", "code"),
    "address": ("address", None),
    "name": ("name", None),
    "kana": ("name", None),
    "ip": ("network", None),
}


@dataclass(frozen=True)
class Drafted:
    """One property of the draft; `doubts` become comments beside it."""

    name: str
    header: str
    position: int
    profile: Profile
    logical_type: str = "string"
    kind: str | None = None
    pii: str | None = None
    knobs: dict[str, Any] = field(default_factory=dict)
    required: bool = False
    primary_key: bool = False
    known: bool = False
    doubts: tuple[str, ...] = ()

    def doubting(self, *doubts: str) -> Drafted:
        return replace(self, doubts=(*self.doubts, *doubts))


def drafted(header: str, position: int, profile: Profile) -> Drafted:
    """The column under a name of its own; names of several columns may still be the same."""
    meaning = meaning_of(header)
    column = Drafted(_name(header, position, meaning), header, position, profile)
    column = replace(column, known=meaning is not None)
    if not profile.valued:
        column = column.doubting("no value in the sample, so nothing is known of it but its name")
        return replace(column, **_by_meaning(meaning)) if meaning else column
    column = _typed(column, header)
    if meaning:
        column = replace(column, **_by_meaning(meaning))
        if meaning.kind in ("identifier", "code", "phone", "email", "free_text"):
            column = replace(column, logical_type="string", knobs={}, doubts=())
    else:
        column = _by_values(column)
    return _with_tokens(_with_losses(column))


def told_apart(columns: list[Drafted]) -> list[Drafted]:
    """The same columns, the second `name` as `name_2`."""
    taken: set[str] = set(_TAKEN)
    apart = []
    for column in columns:
        name, number = column.name, 1
        while name in taken:
            number += 1
            name = f"{column.name}_{number}"
        taken.add(name)
        apart.append(replace(column, name=name))
    return apart


def _name(header: str, position: int, meaning: Meaning | None) -> str:
    if meaning and not header.isascii():
        return meaning.name
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", header)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") if header.isascii() else ""
    if not re.match(r"[a-z]", name):
        return meaning.name if meaning else f"column_{position + 1}"
    return name


def _by_meaning(meaning: Meaning) -> dict[str, Any]:
    return {"kind": meaning.kind, "pii": meaning.pii}


def _typed(column: Drafted, header: str) -> Drafted:
    profile = column.profile
    for found in (
        _boolean(column, header),
        _day_or_moment(column, header),
        _number(column, header),
    ):
        if found is not None:
            return found
    for reading, said in (("moment", "moments"), ("day_usual", "days"), ("number", "numbers")):
        if 0.5 <= profile.share(reading) < _NEARLY_ALL:
            column = column.doubting(
                f"{profile.counts[reading]:,} of {profile.valued:,} read as {said}; left as text"
            )
            break
    return column


def _boolean(column: Drafted, header: str) -> Drafted | None:
    few = set(column.profile.few)
    for true, false in _BOOLEANS:
        if few and few <= {*true, *false} and (few == {*true, *false} or true == ("true",)):
            usual = true == ("true",)
            knobs = {} if usual else {"booleans": {"true": list(true), "false": list(false)}}
            return replace(column, logical_type="boolean", knobs=knobs)
    if few == {"0", "1"} and any(_ABOUT_FLAGS.search(each) for each in (header, column.name)):
        return replace(column, logical_type="boolean")
    return None


def _day_or_moment(column: Drafted, header: str) -> Drafted | None:
    profile = column.profile
    about = any(_ABOUT_DAYS.search(each) for each in (header, column.name))
    if profile.share("timed") >= _NEARLY_ALL and (found := _moment(column, header)):
        return found
    if profile.share("day_usual") >= _NEARLY_ALL:
        return _counted(replace(column, logical_type="date"), "day_usual", "a day")
    if profile.share("moment") >= _NEARLY_ALL:
        column = replace(column, logical_type="timestamp")
        return _counted(column, "moment", "a moment")
    if profile.share("day_compact") == 1:
        if about:
            return replace(column, logical_type="date")
        return column.doubting("every value also reads as a day such as 20260401; left as it is")
    us, european = profile.share("day_us"), profile.share("day_european")
    if us >= _NEARLY_ALL or european >= _NEARLY_ALL:
        return _in_order(column, us, european, "day", "date")
    if profile.share("day_english") >= _NEARLY_ALL:
        column = replace(column, logical_type="date", knobs={"formats": ["english"]})
        return _counted(column, "day_english", "a day")
    if about and profile.share("serial") == 1:
        whole = profile.share("digits") == 1
        column = replace(column, logical_type="date" if whole else "timestamp")
        column = replace(column, knobs={"excel_serial": True})
        return column.doubting("bare numbers under a header about days: a spreadsheet's day counts")
    for each in ("epoch_seconds", "epoch_milliseconds", "epoch_microseconds"):
        if profile.share(each) == 1 and about:
            return replace(column, logical_type="timestamp", knobs={"formats": [each]})
    return None


def _moment(column: Drafted, header: str) -> Drafted | None:
    profile = column.profile
    knobs: dict[str, Any] = {}
    if profile.share("moment") < _NEARLY_ALL:
        names = ("iso", "slash", "japanese", "wareki", "compact", "english")
        fitting = [each for each in names if profile.counts.get(f"moment_{each}")]
        us, european = profile.share("moment_us"), profile.share("moment_european")
        if max(us, european) >= _NEARLY_ALL:
            return _in_order(column, us, european, "moment", "timestamp")
        if sum(profile.counts[f"moment_{each}"] for each in fitting) < 0.9 * profile.valued:
            return None
        knobs["formats"] = fitting
    if profile.share("moment_apart") == 1:
        knobs["time_basis"] = "offset"
    elif _ABOUT_UTC.search(header):
        knobs["time_basis"] = "utc"
    elif not profile.counts.get("moment_apart"):
        column = column.doubting("no offset in the cells: the company's time zone is taken")
    column = replace(column, logical_type="timestamp", knobs=knobs)
    return column if "formats" in knobs else _counted(column, "moment", "a moment")


def _in_order(column: Drafted, us: float, european: float, what: str, logical_type: str) -> Drafted:
    """Month first or day first, where a value past the twelfth tells."""
    if us == european:
        return column.doubting(
            "every value reads both as month/day and as day/month; left as text: say "
            f"logicalType {logical_type} and formats [us] or [european]"
        )
    order = "us" if us > european else "european"
    column = replace(column, logical_type=logical_type, knobs={"formats": [order]})
    return _counted(column, f"{what}_{order}", f"a {what}")


def _number(column: Drafted, header: str) -> Drafted | None:
    profile = column.profile
    if profile.share("number") < _NEARLY_ALL:
        return None
    if profile.counts.get("zero_first"):
        return replace(column, kind="code").doubting(
            "digits with zeros in front are codes, so the column stays text"
        )
    about_ids = any(_ABOUT_IDS.search(each) for each in (header, column.name))
    if profile.share("digits") == 1 and (about_ids or profile.longest >= 12):
        return replace(column, kind="identifier")
    money = profile.counts.get("marked", 0) > 0
    whole = profile.share("integer") == profile.share("number")
    logical_type = "integer" if whole and not _ABOUT_MONEY.search(header) else "number"
    column = replace(column, logical_type=logical_type, kind="money" if money else None)
    return _counted(column, logical_type, "a number")


def _counted(column: Drafted, reading: str, what: str) -> Drafted:
    if not (unread := column.profile.unread(reading)):
        return column
    return column.doubting(
        f"found {unread:,} of {column.profile.valued:,} values that are not {what}: {BECOMES_NULL}"
    )


def _by_values(column: Drafted) -> Drafted:
    """Personal data and ids that only their values betray."""
    profile = column.profile
    if column.logical_type != "string":
        return column
    for reading, (pii, kind) in _PII_BY_VALUE.items():
        if profile.share(reading) >= 0.8:
            found = replace(column, pii=pii, kind=kind or column.kind, knobs={})
            return found.doubting(f"its values look like {pii}, its header does not say so")
    if max(profile.share("email"), profile.share("phone")) >= _SOME:
        return replace(column, pii="free_text").doubting(
            "some values look like e-mail addresses or telephone numbers"
        )
    if profile.longest >= 60 and profile.share("word") < 0.5:
        return replace(column, pii="free_text", kind="free_text").doubting(
            "long texts may hold personal data"
        )
    about_ids = any(_ABOUT_IDS.search(each) for each in spellings(column.header))
    if column.kind is None and profile.share("word") == 1 and about_ids:
        return replace(column, kind="identifier")
    return column


def _with_losses(column: Drafted) -> Drafted:
    profile = column.profile
    scientific = profile.counts.get("scientific", 0)
    if scientific and column.kind in ("identifier", "code", "phone"):
        column = column.doubting(
            f"found {scientific:,} of {profile.valued:,} in scientific notation: their digits are "
            "lost and these rows are quarantined; have the column exported as text"
        )
    lost = profile.counts.get("lost_zero", 0)
    if lost and column.kind == "phone":
        column = replace(column, knobs={**column.knobs, "repair": "jp_mobile"}).doubting(
            f"found {lost:,} of {profile.valued:,} mobile numbers without their first 0: repaired"
        )
    return column


def _with_tokens(column: Drafted) -> Drafted:
    typed = column.logical_type != "string" or column.kind in ("email", "phone", "identifier")
    accepted = None if typed else set(EMPTY_ANYWHERE)
    tokens = [each for each in column.profile.tokens if accepted is None or each in accepted]
    if not tokens:
        return column
    count = sum(column.profile.tokens[each] for each in tokens)
    return replace(column, knobs={**column.knobs, "null_tokens": tokens}).doubting(
        f"found {count:,} of {column.profile.said:,} cells that say so instead of being empty"
    )
