"""The six name columns of all records, read once for each distinct set of cells."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.names import NameTable
from dagster_project.matching.normalise.parts import NameCells
from dagster_project.matching.normalise.person_name import NAMELESS, NameReader
from dagster_project.matching.records import Ints


def read_names(rows: pa.Table) -> tuple[Ints, NameTable]:
    """A name code for every row (-1: nameless) and what the codes stand for."""
    code: NDArray[np.int64] = np.zeros(len(rows), np.int64)
    columns = []
    for column in NameCells._fields:
        source = {"full": "full_name", "family": "family_name", "given": "given_name"}
        base = source[column.removesuffix("_kana")]
        name = f"{base}_kana" if column.endswith("_kana") else base
        encoded = pa.chunked_array(rows[name], pa.string()).combine_chunks().dictionary_encode()
        words = [*encoded.dictionary.to_pylist(), None]
        cells = encoded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        columns.append((words, cells))
        # Dense after every column, so that the product never leaves 64 bits.
        _, code = np.unique(code * len(words) + cells, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    every = [
        NameCells(*cells)
        for cells in zip(
            *([words[i] for i in cells[first].tolist()] for words, cells in columns), strict=True
        )
    ]
    reader = NameReader(every)
    read = [reader.read(cells) for cells in every]
    distinct = list(dict.fromkeys(name for name in read if name != NAMELESS))
    number = {name: i for i, name in enumerate(distinct)} | {NAMELESS: -1}
    of_cells = np.array([number[name] for name in read], np.int32)
    return of_cells[code], NameTable(distinct, reader.lexicon)
