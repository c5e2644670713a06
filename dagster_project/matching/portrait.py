"""What a cluster says about its person, and what makes two portraits those of two people."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.matching.names import NOTHING, Half
from dagster_project.matching.normalise.birth import could_be_one_day
from dagster_project.matching.normalise.birth import edits as edits_between

NONE: frozenset[int] = frozenset()
# A person has a handful of addresses and numbers; a chain that gathers more is a chain of people.
MOST_IDENTIFIERS = 6
# Without a name nothing but the identifiers holds a cluster together, so it may not wander.
MOST_IDENTIFIERS_NAMELESS = 2
# A slip in a reading this long still leaves it the same name; in a short one it makes another.
_LONG_READING = 6

TWO_MEMBER_CODES = "two_member_codes"
TWO_EXCLUSIVE_IDS = "two_exclusive_ids"
FORCE_SPLIT = "force_split"
REASONS = (
    TWO_MEMBER_CODES,
    TWO_EXCLUSIVE_IDS,
    FORCE_SPLIT,
    "birth_dates",
    "given_names",
    "sex_and_given_name",
    "too_many_identifiers",
)


@dataclass(frozen=True, slots=True)
class Portrait:
    """The known attributes of a cluster's records, each as a set."""

    members: frozenset[int] = NONE
    births: frozenset[int] = NONE
    sexes: frozenset[int] = NONE
    given: Half = Half()
    initials: frozenset[str] = NOTHING
    emails: frozenset[int] = NONE
    phones: frozenset[int] = NONE
    others: frozenset[tuple[str, int]] = frozenset()  # (exclusive kind, person)
    sides: frozenset[tuple[int, int]] = frozenset()  # (forced split, which side of it)

    def joined(self, other: Portrait) -> Portrait:
        """The portrait of both clusters together."""
        return Portrait(
            self.members | other.members,
            self.births | other.births,
            self.sexes | other.sexes,
            self.given.joined(other.given),
            self.initials | other.initials,
            self.emails | other.emails,
            self.phones | other.phones,
            self.others | other.others,
            self.sides | other.sides,
        )


def hard_contradiction(a: Portrait, b: Portrait) -> str | None:
    """What no evidence outweighs: a second member code or exclusive id, a steward's word."""
    if a.members and b.members and len(a.members | b.members) > 1:
        return TWO_MEMBER_CODES
    if (
        a.others
        and b.others
        and any(
            kind == other and person != theirs
            for kind, person in a.others
            for other, theirs in b.others
        )
    ):
        return TWO_EXCLUSIVE_IDS
    if (
        a.sides
        and b.sides
        and any(
            rule == other and side != place for rule, side in a.sides for other, place in b.sides
        )
    ):
        return FORCE_SPLIT
    return None


def contradiction(a: Portrait, b: Portrait, *, limited: bool) -> str | None:
    """Why the two cannot be one person; `limited` evidence may not gather identifiers endlessly."""
    if hard := hard_contradiction(a, b):
        return hard
    if not all(could_be_one_day(x, y) for x in a.births for y in b.births):
        return "birth_dates"
    if given_names_differ(a, b):
        return "given_names"
    if len(a.sexes | b.sexes) > 1 and not a.given.tokens & b.given.tokens:
        return "sex_and_given_name"
    if limited:
        named = a.given.tokens or b.given.tokens
        most = MOST_IDENTIFIERS if named else MOST_IDENTIFIERS_NAMELESS
        if len(a.emails | b.emails) > most or len(a.phones | b.phones) > most:
            return "too_many_identifiers"
    return None


def given_names_differ(a: Portrait, b: Portrait) -> bool:
    """Whether the names share no written form, reading, full form, beginning and initial."""
    mine, yours = a.given, b.given
    if mine.written & yours.written or mine.readings & yours.readings:
        return False
    if mine.formal & yours.formal:
        return False
    if a.initials and yours.readings and not _begin_with(yours.readings, a.initials):
        return True
    if b.initials and mine.readings and not _begin_with(mine.readings, b.initials):
        return True
    comparable = (mine.written and yours.written) or (mine.readings and yours.readings)
    if not comparable:
        return False
    return not (
        _one_begins_the_other(mine.written, yours.written)
        or _one_begins_the_other(mine.readings, yours.readings)
        or any(
            min(len(x), len(y)) >= _LONG_READING and edits_between(x, y) <= 1
            for x in mine.read
            for y in yours.read
        )
    )


def _begin_with(readings: frozenset[str], initials: frozenset[str]) -> bool:
    return any(reading.startswith(tuple(initials)) for reading in readings)


def _one_begins_the_other(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(x.startswith(y) or y.startswith(x) for x in a for y in b)
