"""A contract as objects: one vendor object in one variant, with every knob at its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DerivedFrom:
    """Where a column without a header comes from: the file's name or its entry in sources.yaml."""

    file_name: str | None = None
    source: str | None = None


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
    repair: str | None = None
    true_tokens: tuple[str, ...] = ("true", "1")
    false_tokens: tuple[str, ...] = ("false", "0")
    options: dict[str, Any] = field(default_factory=dict)
    derived: tuple[DerivedFrom, ...] = ()
    description: str = ""

    @property
    def refuses(self) -> bool:
        return self.strict or self.required


@dataclass(frozen=True)
class Header:
    """How many records stand above the data, and which of them names the columns."""

    rows: int = 1
    combine: str = "last"
    strip_legend: bool = True


@dataclass(frozen=True)
class Load:
    """What one delivered file says about the rows that it does not hold."""

    mode: str = "upsert"
    cursor: str | None = None
    replace_by: str | None = None
    allow_empty: bool = True


@dataclass(frozen=True)
class Integrity:
    """What must stand beside a file, or at its end, before it counts as whole."""

    done_marker: bool = False
    final_terminator: bool = True


@dataclass(frozen=True)
class RowRule:
    """A claim about every row; a row for which it is false is quarantined with the reason."""

    name: str
    holds: str
    reason: str
    column: str | None = None


@dataclass(frozen=True)
class RowFilter:
    """Rows that are not data: by a condition over the columns, or by the shape of the line."""

    name: str
    where: str | None = None
    line: str | None = None


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
    encodings: tuple[str, ...] = ("utf-8",)
    delimiters: tuple[str, ...] = (",",)
    header: Header = Header()
    load: Load = Load()
    integrity: Integrity = Integrity()
    timezone: str | None = None
    row_rules: tuple[RowRule, ...] = ()
    row_filters: tuple[RowFilter, ...] = ()
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
