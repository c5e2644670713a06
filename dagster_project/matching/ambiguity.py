"""Groups that look like one person but hold two: namesakes, or a parent and a child of one name.

Such a group cannot say to whom its other records belong, so none of its pairs is linked by it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dagster_project.matching.evidence import Longs
from dagster_project.matching.normalise.birth import could_be_one_day
from dagster_project.matching.records import Records

# More bearers of one name at one address, or one birthday, than one person leaves behind.
_CROWD = 25


def ambiguous_rows(
    group: Longs, record: Longs, records: Records, *, by_sex: bool
) -> NDArray[np.bool_]:
    """Which rows of (group, record) belong to a group with contradicting bearers."""
    if not len(group):
        return np.zeros(0, bool)
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_group[1:] != sorted_group[:-1])))
    sizes = np.diff(np.append(starts, len(group)))
    bearers = record[order]
    bad = sizes > _CROWD
    births = records.birth[bearers].astype(np.int64)
    for person in records.people.values():
        codes = person[bearers].astype(np.int64)
        for number in np.flatnonzero(_differs(codes, starts, -1) & ~bad).tolist():
            rows = slice(starts[number], starts[number] + sizes[number])
            bad[number] = not _registered_anew(births[rows][codes[rows] >= 0])
    if by_sex:
        bad |= _differs(records.sex[bearers].astype(np.int64), starts, 0)
    for number in np.flatnonzero(_differs(births, starts, 0) & ~bad).tolist():
        days = set(births[starts[number] : starts[number] + sizes[number]].tolist()) - {0}
        bad[number] = not all(could_be_one_day(a, b) for a in days for b in days if a < b)
    result = np.zeros(len(group), bool)
    result[order] = np.repeat(bad, sizes)
    return result


def _registered_anew(births: Longs) -> bool:
    """Whether bearers of two codes are one person with a new card: all born on the same known day.

    Their codes keep them two customers until a steward decides, but a record without a code is that
    person's either way.
    """
    return bool(births[0] > 0 and (births == births[0]).all())


def _differs(code: Longs, starts: Longs, nothing: int) -> NDArray[np.bool_]:
    """Whether the known codes of a group differ."""
    far = np.iinfo(np.int64).max
    lowest = np.minimum.reduceat(np.where(code == nothing, far, code), starts)
    highest = np.maximum.reduceat(np.where(code == nothing, -far, code), starts)
    return lowest < highest
