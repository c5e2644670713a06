"""Salesforce Bulk API 2.0 query results: every cell in quotes, LF, UTC with milliseconds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dagster_project.sample.randomness import Ints
from dagster_project.sample.text import Text, escaped, glue

_DIGITS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8)
_SUFFIX = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", np.uint8)
_FIRST_NUMBER = 3_141_592


def header(columns: list[str]) -> str:
    return ",".join(f'"{column}"' for column in columns) + "\n"


def line(cells: list[Text]) -> Text:
    """One line a row; booleans, dates and numbers stand in quotes too."""
    return glue('"', glue(*map(_inside, cells), by='","'), '"\n')


def _inside(cell: Text) -> Text:
    return cell if isinstance(cell, str) else escaped(cell)


def ids(prefix: str, rows: Ints) -> Text:
    """18-character ids: numbers in base 62, so some differ from others only in case.

    The last three characters tell such ids apart where case is lost: one for each five, with
    a bit for each capital letter.
    """
    number = rows + _FIRST_NUMBER
    letters = np.empty((len(rows), 18), np.uint8)
    letters[:, :10] = np.frombuffer(prefix.encode(), np.uint8)
    for place in range(14, 9, -1):
        letters[:, place] = _DIGITS[number % 62]
        number = number // 62
    capital = (letters >= ord("A")) & (letters <= ord("Z"))
    for chunk in range(3):
        bits = capital[:, chunk * 5 : chunk * 5 + 5] @ (1 << np.arange(5))
        letters[:, 15 + chunk] = _SUFFIX[bits]
    offsets = np.arange(len(rows) + 1, dtype=np.int32) * 18
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters))]
    return pa.Array.from_buffers(pa.string(), len(rows), buffers)
