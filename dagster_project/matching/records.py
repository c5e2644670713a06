"""The records to be matched, as columns of numbers: row i is one source record.

Rows stand in the order of their keys, so nothing that follows depends on how they arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.names import NameTable

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Listed:
    """Identifiers of one class that sources list beside their records: (record, value) pairs."""

    kind: str
    is_exclusive: bool
    record: NDArray[np.int64]
    value: NDArray[np.int64]  # place in `values`
    values: pa.Array


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
    listed: tuple[Listed, ...] = ()
    # For each exclusive kind of identifier whose they are, known once it is known who carries them.
    people: dict[str, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.first_seen)

    @property
    def member_class(self) -> Ints:
        """Whose the member codes are: the same number for codes that keep nobody apart."""
        return self.people["member_code"]

    def key(self, row: int) -> tuple[str, str, str]:
        """(source_system, source_object, source_record_id) of a row."""
        system, kind, record = (column[row].as_py() for column in self.keys.columns)
        return system, kind, record
