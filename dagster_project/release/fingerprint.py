"""What a table holds, as one short text that any engine can compute again.

A row is written as text (cells parted by the unit separator, NULL as the record separator, doubles
in ten significant digits so that the order of a parallel sum does not show), the text is hashed
with md5, and the two halves of the digests, read as little-endian numbers, are added up over all
rows: no sort, one pass, and two equal rows count twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import duckdb

_NULL, _BETWEEN = "chr(30)", "chr(31)"


def row_hash(con: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    """The number of rows of a table, and the fingerprint of its columns and rows in any order."""
    columns = con.execute(f"describe {table}").fetchall()
    cells = ", ".join(f"coalesce({_text(name, kind)}, {_NULL})" for name, kind, *_ in columns)
    # concat_ws wants a second text, also for a table of one column.
    row = f"concat_ws({_BETWEEN}, '', {cells})"
    count, first, second = con.execute(
        "select count(*), sum(md5_number_upper(row)::hugeint), sum(md5_number_lower(row)::hugeint) "
        f"from (select {row} as row from {table})"
    ).fetchall()[0]
    schema = ",".join(f"{name} {kind}" for name, kind, *_ in columns)
    text = f"{schema}\n{count}\n{first or 0}\n{second or 0}\n"
    return count, hashlib.sha256(text.encode()).hexdigest()


def content_hash(tables: Iterable[tuple[str, str]]) -> str:
    """One fingerprint of a whole release, from (table, row hash)."""
    lines = [f"{name}:{fingerprint}" for name, fingerprint in sorted(tables)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind in ("DOUBLE", "FLOAT"):
        # Adding zero makes one of the two zeros.
        return f"format('{{:.10g}}', {column} + 0.0)"
    if kind.startswith("TIMESTAMP"):
        return f"strftime({column}, '%Y-%m-%d %H:%M:%S.%f')"
    return f"cast({column} as varchar)"
