"""All distinct names of a night, as sets of tokens that can be compared and joined on.

A token stands for one written form or one reading of one half of a name. Two names are *equal* in
a half when they share a token of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.normalise.lexicon import Lexicon, NameKind
from dagster_project.matching.normalise.nicknames import formal_names

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a name: as written, as the source reads it, as it is probably read."""

    written: frozenset[str] = NOTHING
    read: frozenset[str] = NOTHING
    likely: frozenset[str] = NOTHING
    formal: frozenset[str] = NOTHING  # what it may be short for: Bob is a Robert

    @property
    def readings(self) -> frozenset[str]:
        """What the source says, else what the company's other customers of that name say."""
        return self.read or self.likely

    @property
    def forms(self) -> frozenset[str]:
        """As written and as read."""
        return self.written | self.readings

    @property
    def tokens(self) -> frozenset[str]:
        """All by which somebody of this name may be found again."""
        return self.forms | self.formal

    def joined(self, other: Half) -> Half:
        """What two records of one person say together. Bert who is Al as well is an Albert."""
        if self == other:
            return self
        both = self.formal & other.formal
        return Half(
            self.written | other.written,
            self.read | other.read,
            self.likely | other.likely,
            both if self.formal and other.formal else self.formal | other.formal,
        )


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


class NameTable:
    """Name i of the night, in every form that matching asks for.

    Names share their halves: whatever can be said of a half is worked out once for each.
    """

    def __init__(self, names: pa.Table, lexicon: Lexicon) -> None:
        self._family = Halves(names["family"], names["family_reading"], lexicon.family)
        self._given = Halves(names["given"], names["given_reading"], lexicon.given)
        codes: dict[str, int] = {}
        family, given = self._family, self._given
        self.family_tokens = family.tokens([half.tokens for half in family.halves], codes)
        self.given_tokens = given.tokens([half.tokens for half in given.halves], codes)
        self.full_tokens, self.full_halves = _crossed(
            (
                family.tokens([half.written for half in family.halves], codes),
                given.tokens([half.written for half in given.halves], codes),
            ),
            (
                family.tokens([half.readings for half in family.halves], codes),
                given.tokens([half.readings for half in given.halves], codes),
            ),
            size=len(names),
            words=len(codes),
        )
        self.words = list(codes)  # what the codes of tokens stand for
        self.surname = family.one_code()  # one code a surname, -1 when there is none
        self.forename = given.one_code()
        self.family = family.of_names()
        self.given = given.of_names()
        self.initial: list[str | None] = names["initial"].to_pylist()

    @property
    def halves(self) -> dict[str, Halves]:
        """Family and given names apart."""
        return {"family": self._family, "given": self._given}


class Halves:
    """The distinct halves of one kind, and which of them each name has."""

    def __init__(self, written: pa.ChunkedArray, read: pa.ChunkedArray, kind: NameKind) -> None:
        coded = [column.combine_chunks().dictionary_encode() for column in (written, read)]
        forms = [[*each.dictionary.to_pylist(), None] for each in coded]
        cells = [
            each.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
            for each, words in zip(coded, forms, strict=True)
        ]
        distinct, code = np.unique(cells[0] * len(forms[1]) + cells[1], return_inverse=True)
        self.code: NDArray[np.int64] = code  # the half of each name
        self.forms: list[tuple[str | None, str | None]] = [
            (forms[0][pair // len(forms[1])], forms[1][pair % len(forms[1])])
            for pair in distinct.tolist()
        ]
        self.halves = [_half(*form, kind) for form in self.forms]
        self._kind = kind

    def of_names(self) -> list[Half]:
        """The half of each name."""
        return [self.halves[code] for code in self.code.tolist()]

    def tokens(self, rows: list[frozenset[str]], codes: dict[str, int]) -> Tokens:
        """The tokens of each name, from those of each half."""
        at, token = Tokens.of(rows, codes).explode(self.code.astype(np.int32))
        return Tokens(np.bincount(at, minlength=len(self.code)), token)

    def one_code(self) -> NDArray[np.int32]:
        """Counts people's names: by reading where there is one, else by what is written."""
        codes: dict[str, int] = {}
        result = np.full(len(self.forms), -1, np.int32)
        for row, (written, read) in enumerate(self.forms):
            if not read and written:
                read = next(iter(self._kind.readings(written)), written)
            if read:
                result[row] = codes.setdefault(read, len(codes))
        return result[self.code]

    def spelled(self) -> list[str]:
        """All that can be said of each half as one text: two that differ in it differ."""
        return [
            "\x1f".join((written or "", read or "", *sorted(half.likely)))
            for (written, read), half in zip(self.forms, self.halves, strict=True)
        ]


def _half(written: str | None, read: str | None, kind: NameKind) -> Half:
    likely = kind.readings(written) if written and not read else ()
    short = formal_names(read) if read and kind.label == "given" else ()
    return Half(
        frozenset((written,)) if written else NOTHING,
        frozenset((read,)) if read else NOTHING,
        frozenset(likely),
        frozenset(f"{name} in full" for name in short),
    )


def _crossed(
    *kinds: tuple[Tokens, Tokens], size: int, words: int
) -> tuple[Tokens, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Whole names: written with written, read with read; a half alone is no whole name.

    With them, for each code of a whole name, the codes of its two halves.
    """
    every = np.arange(size, dtype=np.int32)
    rows, pairs = [], []
    for family, given in kinds:
        at, first = family.explode(every)
        again, second = given.explode(at.astype(np.int32))
        rows.append(at[again])
        pairs.append(first[again] * max(words, 1) + second)
    row, pair = np.concatenate(rows), np.concatenate(pairs)
    order = np.argsort(row, kind="stable")
    distinct, codes = np.unique(pair, return_inverse=True)
    tokens = Tokens(np.bincount(row, minlength=size), codes[order].astype(np.int64))
    return tokens, (distinct // max(words, 1), distinct % max(words, 1))
