"""What one night of matching leaves to the next, so that only what changed is worked out anew.

Nothing here decides anything: a night without memory comes to the same customers, only later. It
holds personal data and lies in a folder beside the warehouse.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather as feather
from numpy.typing import NDArray

_VERSION = "version"
_PURPOSE = "purpose"
# Their rules are part of what was remembered.
_LIBRARIES = ("duckdb", "numpy", "phonenumbers", "pyarrow", "scipy", "splink")


class Memory:
    """Tables by name: `last` night's, and those that tonight `keep`s for the next one."""

    def __init__(self, last: dict[str, pa.Table] | None = None) -> None:
        self._last = last or {}
        self._kept: dict[str, pa.Table] = {}
        self._forgets = False

    def last(self, name: str) -> pa.Table | None:
        """The table as the last night kept it; None: everything has to be worked out."""
        return self._last.get(name)

    def keep(self, name: str, table: pa.Table) -> None:
        """Remember it for the next night."""
        self._kept[name] = table

    def serve(self, purpose: str) -> None:
        """Remember nothing of a night that served another purpose."""
        last = self._last.get(_PURPOSE)
        if last is None or last["purpose"].to_pylist() != [purpose]:
            self._last = {}
        self.keep(_PURPOSE, pa.table({"purpose": [purpose]}))

    def forget(self) -> None:
        """Leave nothing: the next night is a full one, and tables that have grown start afresh."""
        self._forgets = True

    def next_night(self) -> Memory:
        """What a night that follows this one remembers."""
        return Memory({} if self._forgets else self._kept)

    @classmethod
    def load(cls, folder: Path) -> Memory:
        """The memory of a folder; an empty one if it is lost, damaged or of other code."""
        try:
            if (folder / _VERSION).read_text() != fingerprint():
                return cls()
            tables = {
                file.stem: feather.read_table(file, memory_map=True)
                for file in sorted(folder.glob("*.arrow"))
            }
        except (OSError, ValueError):
            return cls()
        return cls(tables)

    def save(self, folder: Path) -> None:
        """Replace the folder. A night killed here leaves none, which costs one full night.

        Uncompressed, so that a night reads of it only what it asks for.
        """
        draft = folder.with_name(folder.name + ".tmp")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, table in ({} if self._forgets else self._kept).items():
            feather.write_feather(table, str(draft / f"{name}.arrow"), compression="uncompressed")
        (draft / _VERSION).write_text(fingerprint())
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)


@cache
def fingerprint() -> str:
    """Changes with every line of this package, and with the libraries it computes with."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in {".py", ".csv"}:
            digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    told = [platform.python_version(), unicodedata.unidata_version]
    told += [f"{name} {version(name)}" for name in _LIBRARIES]
    digest.update("|".join(told).encode())
    return digest.hexdigest()


def places(words: Any, among: Any) -> NDArray[np.int64]:
    """Where each word stands in `among` (both Arrow columns of text); -1: nowhere, or null.

    `among` holds each word once.
    """
    words, among = _flat(words), _flat(among)
    if 4 * len(words) < len(among):
        # To look every one of many up among few is cheaper than to sort many out for few.
        encoded = words.dictionary_encode()
        found = pc.index_in(among, value_set=encoded.dictionary, skip_nulls=True)
        there = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
        at = np.full(len(encoded.dictionary) + 1, -1, np.int64)
        at[found.take(pa.array(there)).to_numpy()] = there
        return at[encoded.indices.fill_null(len(at) - 1).to_numpy(zero_copy_only=False)]
    found = pc.index_in(words, value_set=among, skip_nulls=True)
    return found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def _flat(words: Any) -> Any:
    return words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
