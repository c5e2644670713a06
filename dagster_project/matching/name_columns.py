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

from dagster_project.matching.memory import Memory, places
from dagster_project.matching.names import NameTable
from dagster_project.matching.normalise.lexicon import NameKind
from dagster_project.matching.normalise.parts import NameCells
from dagster_project.matching.normalise.person_name import NameReader
from dagster_project.matching.records import Ints

_COLUMNS = (
    "full_name", "family_name", "given_name",
    "full_name_kana", "family_name_kana", "given_name_kana",
)  # fmt: skip
_SURE = ("sure_family", "sure_given", "sure_family_reading", "sure_given_reading")
_READ = ("family", "family_reading", "given", "given_reading", "initial")
_SURE_SCHEMA = pa.schema([(name, pa.string()) for name in _SURE])
_READ_SCHEMA = pa.schema([(name, pa.string()) for name in _READ])
_MEMORY = pa.schema([("cells", pa.string()), *_SURE_SCHEMA, *_READ_SCHEMA])
# Which weight (text) each reading (row of the names) asked for.
_QUESTIONS = pa.schema([("row", pa.int32()), ("asked", pa.dictionary(pa.int32(), pa.string()))])
_WEIGHTS = pa.schema([("asked", pa.string()), ("weight", pa.int8())])


def read_names(rows: pa.Table, memory: Memory) -> tuple[Ints, NameTable]:
    """A name code for every row (-1: nameless) and what the codes stand for."""
    code, first = _distinct([rows[name] for name in _COLUMNS], len(rows))
    every = pa.table({name: rows[name].take(pa.array(first)) for name in _COLUMNS})
    texts = [column.combine_chunks() for column in every.columns]
    keys = pc.binary_join_element_wise(
        *texts, "\x1f", null_handling="replace", null_replacement="\x00"
    )
    last = memory.last("names")
    last = _MEMORY.empty_table() if last is None else last
    at = places(keys, last["cells"])
    reader = NameReader()

    new = np.flatnonzero(at < 0)
    sure = [reader.sure(cells) for cells in _cells(every, new)]
    sure_table = _filled(last.select(_SURE), at, new, sure, _SURE_SCHEMA)
    _learn(reader.lexicon.family, sure_table["sure_family"], sure_table["sure_family_reading"])
    _learn(reader.lexicon.given, sure_table["sure_given"], sure_table["sure_given_reading"])

    questions = _Questions(reader, memory, len(last))
    to_read = np.flatnonzero(np.append(questions.open, True)[at])
    fresh, asked = [], []
    for cells in _cells(every, to_read):
        name = reader.read(cells)
        fresh.append((name.family, name.family_reading, name.given, name.given_reading,
                      name.initial))  # fmt: skip
        asked.append(reader.asked)
    questions.remember(at, to_read, asked)
    read = _filled(last.select(_READ), at, to_read, fresh, _READ_SCHEMA)
    columns = [keys, *sure_table.columns, *read.columns]
    memory.keep("names", pa.table(columns, schema=_MEMORY))

    of_cells, one = _distinct([read[name] for name in _READ], len(read))
    names = read.take(pa.array(one))
    is_name = np.zeros(len(names), bool)
    for column in names.columns:
        is_name |= column.is_valid().to_numpy(zero_copy_only=False)
    number = np.where(is_name, np.cumsum(is_name) - 1, -1).astype(np.int32)
    return number[of_cells][code], NameTable(names.filter(pa.array(is_name)), reader.lexicon)


class _Questions:
    """What last night's readings asked the lexicon, and which of them it answers otherwise now."""

    def __init__(self, reader: NameReader, memory: Memory, size: int) -> None:
        self._memory = memory
        weights = reader.lexicon.family.weights() | reader.lexicon.given.weights()
        now = pa.table([list(weights), pa.array(weights.values(), pa.int8())], _WEIGHTS)
        memory.keep("name_weights", now)
        last, then = memory.last("name_questions"), memory.last("name_weights")
        self._last = _QUESTIONS.empty_table() if last is None else last.combine_chunks()
        self.open = np.full(size, then is None)
        if then is None or not len(self._last):
            return
        asked = self._last["asked"].combine_chunks()
        changed = self._weight(asked.dictionary, now) != self._weight(asked.dictionary, then)
        self.open[self._last["row"].to_numpy()[changed[asked.indices.to_numpy()]]] = True

    def remember(
        self, at: NDArray[np.int64], to_read: NDArray[np.int64], asked: list[list[str]]
    ) -> None:
        """For the next night: `asked` tonight by the rows `to_read`, last night by the others."""
        stays = at.copy()
        stays[to_read] = -1
        row_now = np.full(len(self.open) + 1, -1, np.int64)
        row_now[stays] = np.arange(len(at))
        row_now[-1] = -1
        row = row_now[self._last["row"].to_numpy()]
        kept = self._last.set_column(0, "row", pa.array(row, pa.int32())).filter(pa.array(row >= 0))
        texts = pa.array([key for keys in asked for key in keys], pa.string())
        rows = np.repeat(to_read, [len(keys) for keys in asked])
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


def _cells(every: pa.Table, rows: NDArray[np.int64]) -> list[NameCells]:
    columns = (column.to_pylist() for column in every.take(pa.array(rows)).columns)
    return [NameCells(*cells) for cells in zip(*columns, strict=True)]


def _filled(
    last: pa.Table,
    at: NDArray[np.int64],
    rows: NDArray[np.int64],
    fresh: Sequence[tuple[str | None, ...]],
    schema: pa.Schema,
) -> pa.Table:
    """Last night's values at `at`, the fresh ones in `rows`."""
    columns = list(zip(*fresh, strict=True)) or [()] * len(schema)
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)
    source = at.copy()
    source[rows] = len(last) + np.arange(len(rows))
    return pa.concat_tables([last.cast(schema), table]).take(pa.array(source)).combine_chunks()


def _learn(kind: NameKind, written: pa.ChunkedArray, reading: pa.ChunkedArray) -> None:
    pairs = pa.table({"written": written, "reading": reading})
    counted = pairs.group_by(["written", "reading"]).aggregate([([], "count_all")])
    for row in counted.to_pylist():
        kind.learn(row["written"], row["reading"], row["count_all"])
