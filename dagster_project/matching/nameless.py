"""Records without a given name: a guest's e-mail, a till's phone number, an initial.

They follow an identifier only where exactly one person is known to carry it; where nobody is known
at all, records with the same personal identifier belong together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.carriers import Carriers
from dagster_project.matching.composite import surnames_agree
from dagster_project.matching.evidence import EMAIL_ONLY, PHONE_ONLY, Edges, Longs, pairs_within
from dagster_project.matching.records import Records

# More than one known record of the person is tried, in case the first contradicts.
_TRIED = 3


def by_identifier_alone(carriers: Carriers, records: Records) -> Edges:
    """Nameless records joined to the one bearer of a personal identifier, or to each other."""
    tier = EMAIL_ONLY if carriers.kind == "email" else PHONE_ONLY
    value, record = carriers.pairs(carriers.personal)
    named = _has_given_name(record, records)
    known_value, known = value[named], record[named]
    left, right = [], []
    start = np.searchsorted(known_value, value[~named], "left")
    end = np.searchsorted(known_value, value[~named], "right")
    for step in range(_TRIED):
        there = np.flatnonzero(start + step < end)
        left.append(record[~named][there])
        right.append(known[(start + step)[there]])
    # Two surnames on one identifier, and no given name to tell whose it is: nobody's.
    unknown = ~named & ((carriers.given_count == 0) & (carriers.surname_count <= 1))[value]
    _, a, b = pairs_within(value[unknown], record[unknown])
    edges = Edges.of(tier, np.concatenate([*left, a]), np.concatenate([*right, b]))
    fits = surnames_agree(edges.left, edges.right, records)
    return Edges(*(getattr(edges, c)[fits] for c in ("left", "right", "tier", "weight")))


def _has_given_name(record: Longs, records: Records) -> NDArray[np.bool_]:
    counts = np.append(records.names.given_tokens.counts, 0)
    return counts[records.name[record]] > 0
