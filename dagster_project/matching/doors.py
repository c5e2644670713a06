"""Whether people share a door in these records, from what the records at one door say.

Two records of one family name at one address are relatives when they differ clearly in given name
and birth date, and one person written twice when they do not. In a shop's customers most such pairs
are relatives; in a register that holds everybody once, with slips, hardly any is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.matching.evidence import Longs, distinct
from dagster_project.matching.normalise.birth import could_be_one_day
from dagster_project.matching.portrait import Portrait, given_names_differ
from dagster_project.matching.records import Records

# Fewer pairs prove nothing, and to take a sibling for a slip is the worse mistake.
FEWEST_PAIRS = 200
# Slips make up to 0.017 of FEBRL's pairs look like relatives; of the sample's 0.51 are, of the
# invented companies' at least 0.68 (bench/identity.py prints it). Few are enough to be careful.
MOST_RELATIVES = 0.05
# More pairs, spread evenly over the records, would say nothing else.
_ENOUGH_PAIRS = 10_000


@dataclass(frozen=True)
class Doors:
    """Pairs at one door whose names and birth dates are known, and how many are relatives."""

    pairs: int
    relatives: int

    @property
    def share(self) -> float:
        """Of all pairs."""
        return self.relatives / max(self.pairs, 1)

    @property
    def are_shared(self) -> bool:
        """Whether people share a door; too few pairs cannot say that they do not."""
        return self.pairs < FEWEST_PAIRS or self.share > MOST_RELATIVES


@dataclass(frozen=True)
class Assumption:
    """What tonight is assumed of households, and why."""

    has_households: bool
    because: str  # told, learned, measured or too_few_pairs
    doors: Doors

    @property
    def in_words(self) -> str:
        """One sentence for the log."""
        share = "people share doors" if self.has_households else "nobody shares a door"
        why = {
            "told": "as identity.yaml says",
            "learned": "as the company's own model learned",
            "measured": f"of {self.doors.pairs:,} pairs at one door {self.doors.share:.1%} are "
            f"relatives (limit {MOST_RELATIVES:.0%})",
            "too_few_pairs": f"{self.doors.pairs:,} pairs at one door say nothing else "
            f"(at least {FEWEST_PAIRS} would)",
        }
        return f"{share}: {why[self.because]}"


def assumption(records: Records, told: bool | None, learned: bool | None) -> Assumption:
    """A company's word goes before what its model learned, and that before tonight's records."""
    doors = doors_of(records)
    for word, because in ((told, "told"), (learned, "learned")):
        if word is not None:
            return Assumption(word, because, doors)
    because = "too_few_pairs" if doors.pairs < FEWEST_PAIRS else "measured"
    return Assumption(doors.are_shared, because, doors)


def doors_of(records: Records) -> Doors:
    """Each record beside the next one at its door: a function of the records, not of last night."""
    names = records.names
    surname, forename = (
        np.append(codes, np.int32(-1))[records.name] for codes in (names.surname, names.forename)
    )
    usable = (records.birth > 0) & (surname >= 0) & (forename >= 0)
    left, right = _beside(records, usable)
    family = surname[left] == surname[right]
    step = int(family.sum()) // _ENOUGH_PAIRS + 1
    left, right = left[family][::step], right[family][::step]
    differ = (records.birth[left] != records.birth[right]) & (forename[left] != forename[right])
    of_pair = (
        column[rows[differ]].tolist()
        for rows in (left, right)
        for column in (records.name, records.birth)
    )
    relatives = sum(
        not could_be_one_day(born, other_born)
        and given_names_differ(
            Portrait(given=names.given[name]), Portrait(given=names.given[other])
        )
        for name, born, other, other_born in zip(*of_pair, strict=True)
    )
    return Doors(len(left), relatives)


def _beside(records: Records, usable: np.ndarray) -> tuple[Longs, Longs]:
    """Neighbouring records of one block, or of one street as written and one postal code."""
    streets = np.where(
        records.street >= 0,
        records.street.astype(np.int64) * (len(records.postal_values) + 1) + records.postal + 1,
        -1,
    )
    size, found = len(records), []
    for door in (records.addresses[0], streets):
        rows = np.flatnonzero(usable & (door >= 0))
        rows = rows[np.argsort(door[rows], kind="stable")]
        same = np.flatnonzero(door[rows][1:] == door[rows][:-1])
        found.append(rows[same] * size + rows[same + 1])
    pairs = distinct(np.concatenate(found))
    return pairs // max(size, 1), pairs % max(size, 1)
