"""Unions that last night tried and tonight would try again with the same end.

A union depends on nothing outside its component, the records that chains of evidence connect. Where
no record of a component and no pair of it is another than last night, and they are tried in the
same order, every union of it ends as it ended then.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dagster_project.matching.evidence import Edges, Longs
from dagster_project.matching.nights import Column, Nights
from dagster_project.matching.overrides import Overrides
from dagster_project.matching.records import Records

UNTRIED = -1


def earlier_outcomes(
    records: Records, edges: Edges, forced: Overrides, nights: Nights
) -> NDArray[np.int8]:
    """For each edge what last night's trial of it came to; UNTRIED where it has to be tried."""
    touched = nights.changed("portrait", _portrait(records, forced))
    touched[list(forced.sides)] = True
    result = np.full(len(edges), UNTRIED, np.int8)
    last = nights.memory.last("edges")
    if last is None or not len(edges):
        return result
    size = len(records)
    ends = [nights.now[last[side].to_numpy()] for side in ("left", "right")]
    both = (ends[0] >= 0) & (ends[1] >= 0)
    place = np.full(len(last), -1, np.int64)
    place[both] = _places(ends[0][both] * size + ends[1][both], edges.left * size + edges.right)
    found = np.flatnonzero(place >= 0)
    found = found[last["tier"].to_numpy()[found] == edges.tier[place[found]]]
    vanished = np.ones(len(last), bool)
    vanished[found] = False
    fresh = np.ones(len(edges), bool)
    fresh[place[found]] = False
    for end in ends:
        gone = end[vanished]
        touched[gone[gone >= 0]] = True
    touched[edges.left[fresh]] = True
    touched[edges.right[fresh]] = True

    component = components(size, edges.left, edges.right)
    touched_component = np.zeros(size + 1, bool)
    touched_component[component[touched]] = True
    at = place[found]
    of = component[edges.left[at]]
    order = np.argsort(of, kind="stable")
    of, at_in_order = of[order], at[order]
    swapped = (of[1:] == of[:-1]) & (at_in_order[1:] < at_in_order[:-1])
    touched_component[of[1:][swapped]] = True
    settled = ~touched_component[component[edges.left[at]]]
    result[at[settled]] = last["outcome"].to_numpy()[found[settled]]
    return result


def remember(edges: Edges, outcome: NDArray[np.int8], nights: Nights) -> None:
    """For the next night."""
    columns = {"left": edges.left, "right": edges.right, "tier": edges.tier, "outcome": outcome}
    nights.memory.keep("edges", pa.table(columns))


def components(size: int, left: Longs, right: Longs) -> Longs:
    """A number for every record, the same for records that these pairs connect."""
    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(size, size))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _places(wanted: Longs, among: Longs) -> Longs:
    """Where each number stands in `among`, which holds each once; -1: nowhere."""
    order = np.argsort(among, kind="stable")
    at = np.minimum(np.searchsorted(among[order], wanted), len(among) - 1)
    return np.where(among[order][at] == wanted, order[at], -1)


def _portrait(records: Records, forced: Overrides) -> dict[str, Column]:
    """All that a portrait of a single record is painted from."""
    given = records.names.halves["given"]
    first_letters = sorted({each for each in records.names.initial if each})
    letter = {word: code for code, word in enumerate(first_letters)} | {None: -1}
    initial = np.array([*(letter[each or None] for each in records.names.initial), -1], np.int32)
    sided = np.zeros(len(records), np.int8)
    sided[list(forced.sides)] = 1
    return {
        **{f"whose {kind}": (person, None) for kind, person in records.people.items()},
        "given": (np.append(given.code, -1)[records.name].astype(np.int32), given.spelled()),
        "initial": (initial[records.name], first_letters),
        "birth": (records.birth, None),
        "sex": (records.sex, None),
        "email": (records.email, None),
        "phone": (records.phones[0], None),
        "other_phone": (records.phones[1], None),
        "sided": (sided, None),
    }
