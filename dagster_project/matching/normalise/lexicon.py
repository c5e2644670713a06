"""What the company's own furigana rows teach: surnames, given names and how each is read."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from dagster_project.matching.normalise.phonetic import reading_key
from dagster_project.matching.normalise.text import fold, script

# From a written form to its likely reading keys.
LookUp = Callable[[str], tuple[str, ...]]
# A reading that fewer than one bearer in five uses would join strangers more often than it helps.
_SHARE = 0.2
_MOST = 3


def no_dictionary(written: str) -> tuple[str, ...]:
    """What a lexicon without a dictionary says of a name that nobody taught it."""
    return ()


@cache
def frequent_surnames() -> tuple[tuple[str, str], ...]:
    """(surname, reading key) of the shipped list: where learning starts from."""
    with (Path(__file__).parent / "surnames.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            (fold(row["surname"]), reading_key(row["reading"])) for row in csv.DictReader(lines)
        ]
    return tuple((surname, reading) for surname, reading in rows if reading)


class NameKind:
    """How often a written form and a reading were seen as one kind of name (family or given).

    Everything is learned first and asked afterwards: answers are remembered, and `asked` lists what
    was looked up since it was last emptied.
    """

    def __init__(self, label: str, look_up: LookUp = no_dictionary) -> None:
        self.label = label
        self._look_up = look_up
        self.written: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self.asked: list[str] = []
        self._readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._likely: dict[str, tuple[str, ...]] = {}
        self._weights: dict[str, tuple[int, str]] = {}

    def learn(self, written: str | None, reading: str | None, bearers: int = 1) -> None:
        """Count one bearer, or several."""
        if written:
            self.written[written] += bearers
        if reading:
            self.read[reading] += bearers
        if written and reading:
            self._readings[written][reading] += bearers

    def readings(self, written: str) -> tuple[str, ...]:
        """The likely readings of a written form, the likeliest first.

        The dictionary, if there is one, is asked only for what no bearer has taught.
        """
        if written not in self._likely:
            seen = self._readings.get(written, Counter())
            enough = _SHARE * seen.total()
            ranked = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
            taught = tuple(r for r, n in ranked if n >= enough)[:_MOST]
            self._likely[written] = taught or self._look_up(written)
        return self._likely[written]

    def weight(self, word: str) -> int:
        """How often a word, in whatever script, was seen as this kind of name, in steps; 0: never.

        Two steps are twice as often. A bearer more or less seldom changes how another person's name
        is read, so that a night need not read them all again.
        """
        if word not in self._weights:
            reading = None if script(word) == "kanji" else reading_key(word)
            if reading:
                count, key = self.read[reading], f"{self.label}/read/{reading}"
            else:
                count, key = self.written[word], f"{self.label}/written/{word}"
            self._weights[word] = _steps(count), key
        weight, key = self._weights[word]
        self.asked.append(key)
        return weight

    def weights(self) -> dict[str, int]:
        """The weight of everything that was learned, by what `asked` calls it."""
        return {
            f"{self.label}/{how}/{word}": _steps(count)
            for how, counts in (("read", self.read), ("written", self.written))
            for word, count in counts.items()
        }


def _steps(count: int) -> int:
    return (count * count).bit_length()


class Lexicon:
    """Family and given names of one company."""

    def __init__(self, look_up: LookUp = no_dictionary) -> None:
        self.family = NameKind("family", look_up)
        self.given = NameKind("given", look_up)
        for surname, reading in frequent_surnames():
            self.family.learn(surname, reading)

    def split(self, name: str) -> tuple[str | None, str | None]:
        """Family and given part of a name written without a space.

        Both parts known beats one part known; among equals the likelier pair, then the longer
        surname, wins. Unknown altogether: two characters of surname, as most have.
        """
        best = max(
            ((self._score(name[:cut], name[cut:]), cut) for cut in range(1, len(name))),
            default=((0, 0), 0),
        )
        (known, _), cut = best
        if known == 0:
            if self.family.weight(name):
                return name, None
            cut = 2 if script(name) == "kanji" and 3 <= len(name) <= 5 else 0
        return (name[:cut], name[cut:]) if cut else (None, None)

    def looks_swapped(self, family: str, given: str) -> bool:
        """Whether the cells seem filled the other way round, by the company's own names."""
        # The swapped row itself was learned too, so "never seen" would never be true.
        return self.family.weight(given) > 2 + self.family.weight(family) and self.given.weight(
            family
        ) > 2 + self.given.weight(given)

    def _score(self, family: str, given: str) -> tuple[int, int]:
        surname, first_name = self.family.weight(family), self.given.weight(given)
        return ((surname > 0) * 2 + (first_name > 0) if surname else 0, surname + first_name)
