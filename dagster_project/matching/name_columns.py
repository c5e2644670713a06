"""The six name columns of all records, read once for each distinct set of cells.

How a name is read hangs on the company's other names where its cells leave a question open
(unsplit, swapped, Latin). Each reading is kept with the weights of the lexicon that it asked for,
and done again when one of them is another than last night.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.memory import Memory, places
from dagster_project.matching.names import NameTable
from dagster_project.matching.normalise.lexicon import LookUp, NameKind, no_dictionary
from dagster_project.matching.normalise.parts import NameCells
from dagster_project.matching.normalise.person_name import NameReader
from dagster_project.matching.records import Ints

Flags = NDArray[np.bool_]

NAME_COLUMNS = (
    "full_name", "family_name", "given_name",
    "full_name_kana", "family_name_kana", "given_name_kana",
)  # fmt: skip
_SURE = ("sure_family", "sure_given", "sure_family_reading", "sure_given_reading")
_READ = ("family", "family_reading", "given", "given_reading", "initial")
_SURE_SCHEMA = [(name, pa.string()) for name in _SURE]
_READ_SCHEMA = pa.schema([(name, pa.string()) for name in _READ])
_MEMORY = pa.schema([("cells", pa.string()), *_SURE_SCHEMA, *_READ_SCHEMA, ("is_read", pa.bool_())])
_BETWEEN, _NULL = "\x1f", "\x00"
_OURS = "[\x00\x1f]"
# Which weight (text) each reading (row of the names) asked for.
_QUESTIONS = pa.schema([("row", pa.int32()), ("asked", pa.dictionary(pa.int32(), pa.string()))])
_WEIGHTS = pa.schema([("asked", pa.string()), ("weight", pa.int8())])


class NameCellsOfNights:
    """The distinct sets of name cells, each with one code from night to night."""

    def __init__(self, memory: Memory, look_up: LookUp = no_dictionary) -> None:
        self._memory = memory
        last = memory.last("names")
        self._known = _MEMORY.empty_table() if last is None else last.combine_chunks()
        self._last_count = len(self._known)
        self._new: list[NameCells] = []
        self._reader = NameReader(look_up=look_up)

    def codes(self, rows: pa.Table) -> Ints:
        """A code for the name cells of every row."""
        code, first = _distinct([rows[name] for name in NAME_COLUMNS], len(rows))
        every = rows.select(NAME_COLUMNS).take(pa.array(first))
        texts = [
            pc.replace_substring_regex(column.combine_chunks(), _OURS, " ")
            for column in every.columns
        ]
        keys = pc.binary_join_element_wise(
            *texts, _BETWEEN, null_handling="replace", null_replacement=_NULL
        )
        at = places(keys, self._known["cells"])
        new = np.flatnonzero(at < 0)
        at[new] = len(self._known) + np.arange(len(new))
        fresh = keys.take(pa.array(new))
        sure = [self._reader.sure(cells) for cells in _cells(fresh)]
        columns = list(zip(*sure, strict=True)) or [()] * len(_SURE)
        unread = [pa.nulls(len(new), pa.string()) for _ in _READ]
        found = [pa.array(column, pa.string()) for column in columns]
        is_read = pa.array(np.zeros(len(new), bool))
        table = pa.table([fresh, *found, *unread, is_read], _MEMORY)
        self._known = pa.concat_tables([self._known, table]).combine_chunks()
        return at[code].astype(np.int32)

    def names(self, codes: Ints) -> tuple[Ints, NameTable]:
        """A name code for every row (-1: nameless) and what the codes stand for."""
        used = np.bincount(codes, minlength=len(self._known)) > 0
        lexicon, known = self._reader.lexicon, self._known.filter(pa.array(used))
        _learn(lexicon.family, known["sure_family"], known["sure_family_reading"])
        _learn(lexicon.given, known["sure_given"], known["sure_given_reading"])
        questions = _Questions(self._reader, self._memory)
        stale = ~self._known["is_read"].to_numpy().astype(bool)
        stale[questions.answered_otherwise] = True
        # Cells that nobody has tonight wait until somebody has them again.
        to_read = np.flatnonzero(stale & used)
        fresh, asked = [], []
        for cells in _cells(self._known["cells"].take(pa.array(to_read))):
            name = self._reader.read(cells)
            fresh.append((name.family, name.family_reading, name.given, name.given_reading,
                          name.initial))  # fmt: skip
            asked.append(self._reader.asked)
        questions.remember(to_read, asked, stale)
        self._replace(to_read, fresh, is_read=used | ~stale)
        self._memory.keep("names", self._known)
        if int(used.sum()) * 2 < len(used):
            self._memory.forget()
        read = self._known.select(_READ).filter(pa.array(used))
        of_cells, one = _distinct([read[name] for name in _READ], len(read))
        names = read.take(pa.array(one))
        is_name = np.zeros(len(names), bool)
        for column in names.columns:
            is_name |= column.is_valid().to_numpy(zero_copy_only=False)
        number = np.where(is_name, np.cumsum(is_name) - 1, -1).astype(np.int32)
        of_code = np.full(len(used), -1, np.int32)
        of_code[used] = number[of_cells]
        return of_code[codes], NameTable(names.filter(pa.array(is_name)), lexicon)

    def _replace(
        self, rows: Longs, fresh: Sequence[tuple[str | None, ...]], is_read: Flags
    ) -> None:
        columns = list(zip(*fresh, strict=True)) or [()] * len(_READ)
        table = pa.table([pa.array(column, pa.string()) for column in columns], _READ_SCHEMA)
        source = np.arange(len(self._known))
        source[rows] = len(self._known) + np.arange(len(rows))
        read = pa.concat_tables([self._known.select(_READ), table]).take(pa.array(source))
        sure = self._known.select(["cells", *_SURE])
        columns = [*sure.columns, *read.columns, pa.array(is_read)]
        self._known = pa.table(columns, _MEMORY).combine_chunks()


class _Questions:
    """What earlier readings asked the lexicon, and which of them it answers otherwise now."""

    def __init__(self, reader: NameReader, memory: Memory) -> None:
        self._memory = memory
        weights = reader.lexicon.family.weights() | reader.lexicon.given.weights()
        now = pa.table([list(weights), pa.array(weights.values(), pa.int8())], _WEIGHTS)
        memory.keep("name_weights", now)
        last, then = memory.last("name_questions"), memory.last("name_weights")
        self._last = _QUESTIONS.empty_table() if last is None else last.combine_chunks()
        self.answered_otherwise = np.zeros(0, np.int64)  # rows
        if then is None or not len(self._last):
            return
        asked = self._last["asked"].combine_chunks()
        changed = self._weight(asked.dictionary, now) != self._weight(asked.dictionary, then)
        self.answered_otherwise = self._last["row"].to_numpy()[changed[asked.indices.to_numpy()]]

    def remember(self, read: Longs, asked: list[list[str]], stale: Flags) -> None:
        """For the next night: what tonight's readings asked, and the others that still hold."""
        kept = self._last.filter(pa.array(~stale[self._last["row"].to_numpy()]))
        texts = pa.array([key for keys in asked for key in keys], pa.string())
        rows = np.repeat(read, [len(keys) for keys in asked])
        fresh = pa.table([pa.array(rows, pa.int32()), texts.dictionary_encode()], _QUESTIONS)
        every = pa.concat_tables([kept, fresh]).unify_dictionaries().combine_chunks()
        self._memory.keep("name_questions", every)

    def _weight(self, words: pa.Array, table: pa.Table) -> NDArray[np.int8]:
        return np.append(table["weight"].to_numpy(), np.int8(0))[places(words, table["asked"])]


def _distinct(
    columns: list[pa.ChunkedArray], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(a code for every row's set of cells, the first row of each code)."""
    code: NDArray[np.int64] = np.zeros(size, np.int64)
    for column in columns:
        encoded = pa.chunked_array(column, pa.string()).combine_chunks().dictionary_encode()
        words = len(encoded.dictionary) + 1
        cells = encoded.indices.fill_null(words - 1).to_numpy(zero_copy_only=False)
        # Dense after every column, so that the product never leaves 64 bits.
        _, code = np.unique(code * words + cells, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    return code, first


def _cells(keys: pa.Array) -> list[NameCells]:
    return [
        NameCells(*(None if cell == _NULL else cell for cell in key.split(_BETWEEN)))
        for key in keys.to_pylist()
    ]


def _learn(kind: NameKind, written: pa.ChunkedArray, reading: pa.ChunkedArray) -> None:
    pairs = pa.table({"written": written, "reading": reading})
    counted = pairs.group_by(["written", "reading"]).aggregate([([], "count_all")])
    for row in counted.to_pylist():
        kind.learn(row["written"], row["reading"], row["count_all"])
