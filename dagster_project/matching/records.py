"""The records to be matched, as columns of numbers: row i is one source record.

Rows stand in the order of their keys, so nothing that follows depends on how they arrived.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.names import NameTable

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Records:
    """One row a party record, implied parties included; a code of -1 means the cell is empty.

    As long as a memory lasts, codes of cells mean the same on every night; those of names do not.
    """

    keys: pa.Table  # source_system, source_object, source_record_id
    first_seen: NDArray[np.int64]  # the delivery that first brought the record
    is_deleted: NDArray[np.bool_]
    makes_customer: NDArray[np.bool_]  # alive, and more than a contact that anybody may have
    merged_into: Ints  # row of the record that its own system merged it into
    name: Ints
    names: NameTable
    email: Ints
    emails: pa.Array
    phones: tuple[Ints, Ints]
    phone_values: pa.Array
    member: Ints
    members: pa.Array
    member_class: Ints  # codes that differ only in leading zeros share one class
    addresses: tuple[Ints, Ints]  # town with block, postal code with block
    address_values: pa.Array  # town with block
    postal: Ints
    postal_values: pa.Array
    street: Ints  # the address line letter by letter, for what a key cannot hold
    streets: pa.Array
    city: Ints
    cities: pa.Array
    birth: Ints  # yyyymmdd, 0 when unknown
    sex: NDArray[np.int8]  # 1 male, 2 female, 0 unknown

    def __len__(self) -> int:
        return len(self.first_seen)

    def key(self, row: int) -> tuple[str, str, str]:
        """(source_system, source_object, source_record_id) of a row."""
        system, kind, record = (column[row].as_py() for column in self.keys.columns)
        return system, kind, record
