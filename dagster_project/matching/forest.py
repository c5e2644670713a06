"""The spanning forest of accepted edges, seen from each founding record: why a record is here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order

from dagster_project.matching.evidence import Edges, Longs


@dataclass(frozen=True)
class Links:
    """Per record the neighbour nearer to the founding record and the edge to it; -1 at founders."""

    neighbour: Longs
    edge: Longs


def links_to_founders(size: int, edges: Edges, accepted: Longs, founder: Longs) -> Links:
    """One walk over the whole forest, from a node that stands before all founding records."""
    left, right = edges.left[accepted], edges.right[accepted]
    above = np.full(len(founder), size, np.int64)
    ends = np.concatenate([left, above]), np.concatenate([right, founder])
    graph = coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(size + 1, size + 1))
    _, before = breadth_first_order(graph.tocsr(), size, directed=False)
    neighbour = before[:size].astype(np.int64)
    neighbour[founder] = -1
    row = np.flatnonzero(neighbour >= 0)
    pair = _pair(row, neighbour[row], size)
    by_pair = np.argsort(_pair(left, right, size), kind="stable")
    edge = np.full(size, -1, np.int64)
    edge[row] = accepted[by_pair][np.searchsorted(_pair(left, right, size)[by_pair], pair)]
    return Links(neighbour, edge)


def _pair(a: Longs, b: Longs, size: int) -> Longs:
    return np.minimum(a, b) * size + np.maximum(a, b)
