"""What the cells of one column are, found by the landing's own readings of a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

# So many different cells are read; with more, the rest is of the same kind.
_MOST_DIFFERENT = 3_000
_DAYS = ("iso", "slash", "compact", "japanese", "wareki", "us", "european", "english")
_EPOCHS = ("epoch_seconds", "epoch_milliseconds", "epoch_microseconds")
# Texts that systems write for "no value". The first group means it in any column.
EMPTY_ANYWHERE = (
    "NULL",
    "null",
    "\\N",
    "N/A",
    "n/a",
    "#N/A",
    "NaN",
    "nan",
    "-",
    "--",
    "−",
    "―",
    "ー",
)
EMPTY_IF_TYPED = (
    *EMPTY_ANYWHERE,
    *("None", "none", "なし", "無し", "不明", "未設定", "未定", "未入力", "未", "0000-00-00"),
    *("0000/00/00", "0000-00-00 00:00:00", "?", "？", "#VALUE!", "#REF!", "#DIV/0!"),
)
_PREFECTURE = "(北海道|東京都|京都府|大阪府|.{2,3}県)."
_PATTERNS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "phone": r"0\d{1,4}-\d{1,4}-\d{3,4}|0[5789]0\d{8}|\+81[-\d ]{9,14}",
    "lost_zero": r"[6-9]0\d{8}",
    "postal": r"〒?\d{3}-\d{4}",
    "address": rf"{_PREFECTURE}.*",
    "name": r"[一-龠々ぁ-んァ-ヶー]{1,6}[ 　][一-龠々ぁ-んァ-ヶー]{1,6}",
    "kana": r"[ァ-ヶーｦ-ﾟ]{1,10}[ 　][ァ-ヶーｦ-ﾟ]{1,10}",
    "ip": r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    "digits": r"\d+",
    "zero_first": r"0\d+",
    "marked": r".*[¥￥\\$円△▲,()].*",
    "word": r"[A-Za-z0-9_.:-]{1,64}",
    "scientific": r"\d(\.\d+)?[eE]\+\d+",
    "timed": r".*\d\s*[:時]\s*\d.*",
}


@dataclass(frozen=True)
class Profile:
    """How many cells of a column are readable in which way; every count is of cells with a text."""

    rows: int
    said: int
    different: int
    counts: dict[str, int] = field(default_factory=dict)
    # The texts for "no value" and how often each stands there.
    tokens: dict[str, int] = field(default_factory=dict)
    # Lower case, where there are few.
    few: tuple[str, ...] = ()
    longest: int = 0

    def share(self, *readings: str) -> float:
        """Of the cells that mean a value, the part readable in the likeliest of these ways."""
        valued = self.said - sum(self.tokens.values())
        return max((self.counts.get(each, 0) for each in readings), default=0) / max(1, valued)

    @property
    def valued(self) -> int:
        return self.said - sum(self.tokens.values())

    def unread(self, reading: str) -> int:
        return self.valued - self.counts.get(reading, 0)

    @property
    def unique(self) -> bool:
        """Every row has a value of its own."""
        return self.rows > 0 and self.different == self.rows and not self.tokens


Cells = tuple[str | None, ...]


def profiles_of(con: duckdb.DuckDBPyConnection, columns: Sequence[Cells]) -> list[Profile]:
    """One profile a column; all are read by one query, since planning it costs the most."""
    counted = [Counter(each for each in cells if each is not None) for cells in columns]
    valued = [
        {text: count for text, count in each.items() if text not in EMPTY_IF_TYPED}
        for each in counted
    ]
    some = [
        {text: each[text] for text in sorted(each)[:: max(1, -(-len(each) // _MOST_DIFFERENT))]}
        for each in valued
    ]
    counts = _read(con, some)
    return [
        _profile(len(columns[place]), counted[place], valued[place], some[place], counts[place])
        for place in range(len(columns))
    ]


def _profile(
    rows: int,
    counted: Counter[str],
    valued: dict[str, int],
    some: dict[str, int],
    counts: dict[str, int],
) -> Profile:
    if len(some) < len(valued):
        # Counts of a part, scaled to the whole; nothing that misses a reading is scaled away.
        looked, whole = sum(some.values()), sum(valued.values())
        counts = {k: whole if c == looked else c * whole // looked for k, c in counts.items()}
    lengths = [len(each) for each in valued]
    few = tuple(sorted({each.strip().lower() for each in valued})) if len(valued) <= 4 else ()
    return Profile(
        rows=rows,
        said=sum(counted.values()),
        different=len(counted),
        counts=counts,
        tokens={each: counted[each] for each in EMPTY_IF_TYPED if counted[each]},
        few=few,
        longest=max(lengths, default=0),
    )


def _read(
    con: duckdb.DuckDBPyConnection, columns: Sequence[dict[str, int]]
) -> list[dict[str, int]]:
    places = [place for place, each in enumerate(columns) for _ in each]
    if not places:
        return [{} for _ in columns]
    readings = _readings()
    sums = ", ".join(f"coalesce(sum(n) filter ({each}), 0)" for each in readings.values())
    rows = con.execute(
        f"select place, {sums} from (select place, trim(x) as x, n, moment_pieces(x) as pieces "
        "from (select unnest(?) as place, unnest(?) as x, unnest(?) as n)) group by place",
        [places, [x for each in columns for x in each], [n for e in columns for n in e.values()]],
    ).fetchall()
    found = {
        int(row[0]): {k: int(n) for k, n in zip(readings, row[1:], strict=True)} for row in rows
    }
    return [found.get(place, {}) for place in range(len(columns))]


def _readings() -> dict[str, str]:
    """Name → condition over a cell `x` and its `pieces`."""
    found = {f"day_{each}": f"date_{each}(x) is not null" for each in _DAYS}
    usual = ", ".join(f"date_{each}(x)" for each in ("iso", "slash", "japanese", "wareki"))
    found["day_usual"] = f"coalesce({usual}) is not null"
    found["serial"] = "date_excel_serial(x) between date '1925-01-01' and date '2100-01-01'"
    found["moment"] = "coalesce(moment_naive(x), moment_offset(x)) is not null"
    found["moment_apart"] = (
        "moment_offset(x) is not null or (pieces.apart <> '' and pieces.h <> '')"
    )
    for each in _DAYS:
        found[f"moment_{each}"] = (
            f"date_{each}(pieces.day) is not null and pieces.h <> '' and "
            f"coalesce(moment_naive_on(date_{each}(pieces.day), pieces), "
            f"moment_offset_on(date_{each}(pieces.day), pieces)) is not null"
        )
    for each in _EPOCHS:
        found[each] = f"moment_{each}(x) between timestamp '2000-01-01' and timestamp '2100-01-01'"
    found["number"] = "number_text(x) is not null"
    found["integer"] = "integer_text(x) is not null"
    for name, pattern in _PATTERNS.items():
        quoted = pattern.replace("'", "''")
        found[name] = f"regexp_full_match(x, '{quoted}', 's')"
    return found
