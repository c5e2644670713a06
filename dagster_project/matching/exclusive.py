"""Identifiers of which a person's records may carry only that person's own."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.matching.carriers import Carriers
from dagster_project.matching.earlier_unions import components
from dagster_project.matching.evidence import Longs
from dagster_project.matching.records import Ints


def people_of(carriers: Carriers, record_count: int) -> Ints:
    """For each record a number for the person whose codes it carries; -1: it carries none.

    Codes that differ only in leading zeros, or that one record carries together, are one person's:
    they keep nobody apart. What strangers share is no person's.
    """
    value, record = carriers.pairs(~carriers.over_shared)
    code = _bare(carriers.values)[value]
    if np.bincount(record, minlength=1).max(initial=0) > 1:
        code = _together(code, record)
    person = np.full(record_count, -1, np.int32)
    person[record] = code
    return person


def _together(code: Longs, record: Longs) -> Longs:
    """The least code of those that records carry together: the same one on every night."""
    order = np.argsort(record, kind="stable")
    again = np.flatnonzero(record[order][1:] == record[order][:-1])
    one, other = code[order][again], code[order][again + 1]
    _, first, of = np.unique(
        components(int(code.max()) + 1, one, other), return_index=True, return_inverse=True
    )
    return first[of][code].astype(np.int64)


def _bare(words: pa.Array) -> Longs:
    """A number for each code, the same for those that differ only in leading zeros."""
    bare = pc.utf8_ltrim(words, "0")
    bare = pc.if_else(pc.equal(bare, ""), words, bare)
    return bare.dictionary_encode().indices.to_numpy().astype(np.int64)
