"""All distinct names of a night, as sets of tokens that can be compared and joined on.

A token stands for one written form or one reading of one half of a name. Two names are *equal* in
a half when they share a token of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.normalise.lexicon import Lexicon
from dagster_project.matching.normalise.person_name import PersonName

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a name: as written, as the source reads it, as it is probably read."""

    written: frozenset[str] = NOTHING
    read: frozenset[str] = NOTHING
    likely: frozenset[str] = NOTHING

    @property
    def readings(self) -> frozenset[str]:
        """What the source says, else what the company's other customers of that name say."""
        return self.read or self.likely

    @property
    def tokens(self) -> frozenset[str]:
        return self.written | self.readings


@dataclass
class Tokens:
    """Row lengths and flattened token codes: which tokens each name has."""

    counts: NDArray[np.int64]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[frozenset[str] | list[str]], codes: dict[str, int]) -> Tokens:
        flat = [codes.setdefault(token, len(codes)) for row in rows for token in sorted(row)]
        return cls(np.array([len(row) for row in rows], np.int64), np.array(flat, np.int64))

    def explode(self, names: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each position of `names`, once per token: (position, token code); -1 has none."""
        starts = np.concatenate(([0], np.cumsum(self.counts)))
        rows = np.flatnonzero(names >= 0)
        lengths = self.counts[names[rows]]
        positions = np.repeat(rows, lengths)
        before = np.concatenate(([0], np.cumsum(lengths)))[:-1]
        inside = np.arange(len(positions)) - np.repeat(before, lengths)
        return positions, self.codes[np.repeat(starts[names[rows]], lengths) + inside]


@dataclass
class NameTable:
    """Name i of the night, in every form that matching asks for."""

    names: list[PersonName]
    lexicon: Lexicon
    family: list[Half] = field(init=False)
    given: list[Half] = field(init=False)
    given_tokens: Tokens = field(init=False)
    family_tokens: Tokens = field(init=False)
    full_tokens: Tokens = field(init=False)
    surname: NDArray[np.int32] = field(init=False)  # one code a surname, -1 when there is none
    forename: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        kinds = self.lexicon.family, self.lexicon.given
        halves: dict[tuple[int, str | None, str | None], Half] = {}

        def half(kind: int, written: str | None, read: str | None) -> Half:
            key = (kind, written, read)
            if key not in halves:
                likely = kinds[kind].readings(written) if written and not read else ()
                halves[key] = Half(
                    frozenset((written,)) if written else NOTHING,
                    frozenset((read,)) if read else NOTHING,
                    frozenset(likely),
                )
            return halves[key]

        self.family = [half(0, name.family, name.family_reading) for name in self.names]
        self.given = [half(1, name.given, name.given_reading) for name in self.names]
        tokens: dict[str, int] = {}
        self.given_tokens = Tokens.of([each.tokens for each in self.given], tokens)
        self.family_tokens = Tokens.of([each.tokens for each in self.family], tokens)
        pairs = zip(self.family, self.given, strict=True)
        self.full_tokens = Tokens.of([_full(family, given) for family, given in pairs], {})
        self.surname = self._one_code([(n.family_reading, n.family, 0) for n in self.names])
        self.forename = self._one_code([(n.given_reading, n.given, 1) for n in self.names])

    def _one_code(self, forms: list[tuple[str | None, str | None, int]]) -> NDArray[np.int32]:
        """Counts people's names: by reading where there is one, else by what is written."""
        kinds = self.lexicon.family, self.lexicon.given
        codes: dict[str, int] = {}
        result = np.full(len(forms), -1, np.int32)
        for row, (read, written, kind) in enumerate(forms):
            if not read and written:
                read = next(iter(kinds[kind].readings(written)), written)
            if read:
                result[row] = codes.setdefault(read, len(codes))
        return result


def _full(family: Half, given: Half) -> list[str]:
    """Whole names: written with written, read with read; a half alone is no whole name."""
    written = [f"{a} {b}" for a in family.written for b in given.written]
    return written + [f"{a} {b}" for a in family.readings for b in given.readings]
