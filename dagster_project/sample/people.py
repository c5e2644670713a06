"""The people of the sample: who lives with whom, their names, sexes and birth dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.sample.names import given_names, surnames
from dagster_project.sample.randomness import Floats, Ints, Mask, pick, stream
from dagster_project.sample.span import Span

_SIZES = (0.66, 0.2, 0.09, 0.05)
_TWINS = 0.02
_LEGAL_VARIANT = 0.4
_YEAR = 365.25


@dataclass(frozen=True)
class People:
    """One row a person; members of a household stand together and share a surname."""

    household: Ints
    role: Ints
    size: Ints
    is_twin: Mask
    sex: Ints
    birth: Ints
    surname: Ints
    form: Ints
    given: Ints
    satisfaction: Floats

    @property
    def count(self) -> int:
        return len(self.sex)

    @property
    def head(self) -> Ints:
        return np.arange(self.count) - self.role


def born(count: int, seed: int, span: Span) -> People:
    rng = stream(seed, "people")
    sizes = rng.choice(4, size=count, p=_SIZES) + 1
    household = np.repeat(np.arange(count), sizes)[:count]
    starts = np.searchsorted(household, household, side="left")
    role = np.arange(count) - starts
    size = sizes[household]
    head = np.arange(count) - role
    is_twin = (size == 2) & (rng.random(count)[head] < _TWINS)
    sex, birth = _sexes_and_births(rng, role, size, head, is_twin, span)
    surname = pick(surnames().shares, rng.random(count))[head]
    variant = rng.random(count)[head] < _LEGAL_VARIANT
    forms = surnames().form_count[surname]
    other = 1 + (rng.random(count)[head] * (forms - 1)).astype(np.int64)
    form = np.where(variant & (forms > 1), other, 0)
    return People(
        household=household,
        role=role,
        size=size,
        is_twin=is_twin,
        sex=sex,
        birth=birth,
        surname=surname,
        form=form,
        given=_given(rng, sex, birth, head),
        satisfaction=rng.standard_normal(count),
    )


def _sexes_and_births(
    rng: np.random.Generator, role: Ints, size: Ints, head: Ints, is_twin: Mask, span: Span
) -> tuple[Ints, Ints]:
    """Couples first, then their children; twins share a birthday. Everybody is 16 or older."""
    count = len(role)
    own = (rng.random(count) < 0.56).astype(np.int64)
    partner = np.where(is_twin & (rng.random(count) < 0.5), own[head], 1 - own[head])
    sex = np.where(role == 1, partner, own)
    age = np.clip(18 + 62 * rng.beta(1.5, 2.1, count) + 6 * rng.random(count), 18, 88)
    parents = np.clip(age, 42, 74)
    head_age = np.where(size >= 3, parents, age)[head]
    beside = np.where(is_twin, 0.0, rng.normal(0, 3, count))
    child = head_age - 24 - 10 * rng.random(count)
    years = np.select([role == 0, role == 1], [head_age, head_age + beside], child)
    years = np.maximum(years, 16.2)
    birth = span.last - (years * _YEAR).astype(np.int64)
    return sex, np.where(is_twin, birth[head], birth)


def _given(rng: np.random.Generator, sex: Ints, birth: Ints, head: Ints) -> Ints:
    """A name of one's sex and time; nobody has the given name of the head of the household."""
    names = given_names()
    chance, again = rng.random((2, len(sex)))
    given = np.zeros(len(sex), dtype=np.int64)
    second = given.copy()
    year = birth / _YEAR + 1970
    era: NDArray[np.integer] = np.digitize(year, [1965, 1990])
    for one_sex in (0, 1):
        for one_era in (0, 1, 2):
            rows = (sex == one_sex) & (era == one_era)
            given[rows] = pick(names.shares[one_sex][one_era], chance[rows])
            second[rows] = pick(names.shares[one_sex][one_era], again[rows])
    same = (given == given[head]) & (head != np.arange(len(sex)))
    return np.where(same, second, given)
