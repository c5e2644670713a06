"""A contract as objects: one vendor object in one variant, with every knob at its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Stands in a header for the number of a repeated group: `商品ID{n}`.
REPEATED = "{n}"


@dataclass(frozen=True)
class DerivedFrom:
    """Where a column without a header comes from: the file's name or its entry in sources.yaml."""

    file_name: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Combined:
    """The two columns, by our names, that say a moment's day and its time of day."""

    date: str
    time: str
    # How a time of day in digits alone is meant, leading zeros lost or not: hhmmss or hhmm.
    digits: str | None = None


@dataclass(frozen=True)
class Column:
    """One column of the raw view: our name, the vendor's header, and how its cells are read."""

    name: str
    header: str | None
    logical_type: str = "string"
    aliases: tuple[str, ...] = ()
    # A row without a value here cannot be used; the row is quarantined.
    required: bool = False
    # A file without this column cannot be used; the file is quarantined.
    needed: bool = False
    primary_key: bool = False
    # A cell that cannot be read refuses its row; otherwise it becomes NULL with a flag.
    strict: bool = False
    null_tokens: tuple[str, ...] = ()
    kind: str | None = None
    pii: str | None = None
    formats: tuple[str, ...] = ()
    basis: str | None = None
    combine: Combined | None = None
    repair: str | None = None
    true_tokens: tuple[str, ...] = ("true", "1")
    false_tokens: tuple[str, ...] = ("false", "0")
    options: dict[str, Any] = field(default_factory=dict)
    derived: tuple[DerivedFrom, ...] = ()
    # The columns that a row without an id of its own is known by.
    record_key: tuple[str, ...] = ()
    description: str = ""

    @property
    def refuses(self) -> bool:
        return self.strict or self.required

    @property
    def repeats(self) -> bool:
        """One of a group of columns that stands several times in a line, numbered from 1."""
        return REPEATED in (self.header or "")


@dataclass(frozen=True)
class Header:
    """Where the header stands, how many records it has, and which of them names the columns."""

    rows: int = 1
    combine: str = "last"
    strip_legend: bool = True
    # Labels that tell the header from the banners above it.
    scan_for: tuple[str, ...] = ()
    scan_rows: int = 50
    duplicates: str = "refuse"


@dataclass(frozen=True)
class Load:
    """What one delivered file says about the rows that it does not hold."""

    mode: str = "upsert"
    # The column by which the staging models tell the latest version of a key.
    cursor: str | None = None
    # The column whose values a newer file replaces as a whole.
    partition: str | None = None
    # For whoever writes the export's query; the landing takes whatever comes.
    lookback_days: int | None = None
    allow_empty: bool = True


@dataclass(frozen=True)
class Integrity:
    """What must stand beside a file, or at its end, before it counts as whole."""

    done_marker: bool = False
    final_terminator: bool = True
    min_rows: int = 0
    # By how much a snapshot may shrink before a person must confirm it.
    max_drop_pct: float | None = None


@dataclass(frozen=True)
class Container:
    """Which members of a zip are the file: a glob over their names; without one, the only one."""

    members: str | None = None


@dataclass(frozen=True)
class RowRule:
    """A claim about every row; a row for which it is false is quarantined with the reason."""

    name: str
    holds: str
    reason: str
    column: str | None = None


@dataclass(frozen=True)
class RowFilter:
    """Rows that are not data: by a condition, by the line's shape, or all behind a blank line."""

    name: str
    where: str | None = None
    line: str | None = None
    stop_at: str | None = None


@dataclass(frozen=True)
class CarryForward:
    """Columns that stand only on the first line of a record of several lines."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    key_blank: bool = False


@dataclass(frozen=True)
class Repeat:
    """Numbered groups of columns that become one row each; `number` is the column for the n."""

    number: str


@dataclass(frozen=True)
class QuestionPattern:
    """What a survey question measures when nobody said so: the first pattern that fits decides."""

    on: str
    matches: str
    metric: str
    scale: tuple[float, float] | None = None
    higher_is_better: bool | None = None


@dataclass(frozen=True)
class Unpivot:
    """Columns beyond the contract that become rows of a child: one row an answered question."""

    object: str
    parent_key: str
    columns: str
    ignore: tuple[str, ...] = ()
    null_tokens: tuple[str, ...] = ()
    touchpoint: str | None = None
    # What a label scores, by metric; None is a label that is no answer.
    labels: dict[str, dict[str, int | None]] = field(default_factory=dict)
    patterns: tuple[QuestionPattern, ...] = ()
    child_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """One vendor object in one variant; `ref` is vendor/object@variant."""

    ref: str
    vendor: str
    object: str
    path: Path
    # Changes whenever a landed file might come out differently; such files are landed again.
    fingerprint: str
    columns: tuple[Column, ...]
    version: str = "1.0.0"
    # csv, tsv, xlsx, json, jsonl or parquet: decides the reader, packed or not.
    format: str = "csv"
    container: Container = Container()
    # The sheet of a workbook, by name or by number from 1; none is the first that is visible.
    sheet: str | int | None = None
    # The dotted path to the list of records in a JSON document.
    records: str | None = None
    encodings: tuple[str, ...] = ("utf-8",)
    delimiters: tuple[str, ...] = (",",)
    header: Header = Header()
    load: Load = Load()
    integrity: Integrity = Integrity()
    timezone: str | None = None
    row_rules: tuple[RowRule, ...] = ()
    row_filters: tuple[RowFilter, ...] = ()
    skip_lines: tuple[str, ...] = ()
    # Headers of the file whose values are never stored, not even as text that no column holds.
    withheld: tuple[str, ...] = ()
    # Headers that the vendor is known to send and no column takes: kept, but no news.
    unused: tuple[str, ...] = ()
    pad_short: bool = False
    carry_forward: CarryForward | None = None
    repeat: Repeat | None = None
    unpivot: Unpivot | None = None
    business_day_start: str | None = None

    @property
    def grain(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def objects(self) -> dict[str, tuple[str, ...]]:
        """The tables that a file becomes, with their columns: the object, and the child if any."""
        found = {self.object: tuple(column.name for column in self.columns)}
        if self.unpivot:
            found[self.unpivot.object] = self.unpivot.child_columns
        return found

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
