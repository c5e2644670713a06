"""A person's name as keys: what is written, how it is read, and what remains of an initial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.matching.normalise.lexicon import Lexicon, LookUp, no_dictionary
from dagster_project.matching.normalise.parts import NameCells, NameCleaner, words
from dagster_project.matching.normalise.phonetic import initial_key, reading_key
from dagster_project.matching.normalise.text import script


@dataclass(frozen=True, slots=True)
class PersonName:
    """Written forms are folded kanji; readings are phonetic keys that the source itself gave."""

    family: str | None = None
    family_reading: str | None = None
    given: str | None = None
    given_reading: str | None = None
    initial: str | None = None


NAMELESS = PersonName()


class NameReader:
    """Learns a company's names from all its cells, then reads each distinct set of cells once.

    After each reading `asked` says which weights of the lexicon it hung on: where they are the same
    on a later night, so is the reading.
    """

    def __init__(self, every: Iterable[NameCells] = (), look_up: LookUp = no_dictionary) -> None:
        self._clean = NameCleaner()
        self._readings: dict[str, str | None] = {}
        self.lexicon = Lexicon(look_up)
        for cells in every:
            family, given, family_reading, given_reading = self.sure(cells)
            self.lexicon.family.learn(family, family_reading)
            self.lexicon.given.learn(given, given_reading)

    def read(self, cells: NameCells) -> PersonName:
        """The keys of one name; misplaced or unsplit cells are put right where possible."""
        self.lexicon.family.asked.clear()
        self.lexicon.given.asked.clear()
        family, given = self._halves(cells.full, cells.family, cells.given)
        family_kana, given_kana = self._halves(cells.full_kana, cells.family_kana, cells.given_kana)
        family_written, family_read = self._forms(family, family_kana)
        given_written, given_read = self._forms(given, given_kana)
        initial = None
        if given_read and not given_written and given and len(given.strip(". ")) == 1:
            initial, given_read = initial_key(given.strip(". ")), None
        return PersonName(family_written, family_read, given_written, given_read, initial)

    @property
    def asked(self) -> list[str]:
        """What the last reading looked up, each weight once."""
        return list(dict.fromkeys([*self.lexicon.family.asked, *self.lexicon.given.asked]))

    def _halves(
        self, full: str | None, family: str | None, given: str | None
    ) -> tuple[str | None, str | None]:
        whole, family, given = self._clean(full), self._clean(family), self._clean(given)
        if family and not given and not whole:
            whole, family = (family, None) if self._is_whole(family) else (None, family)
        if whole and not (family and given):
            split_family, split_given = self._split(whole)
            family = family or split_family
            given = given or (split_given if split_given != family else None)
        if not (family and given) or not self.lexicon.family.weight(given):
            return family, given
        return (given, family) if self.lexicon.looks_swapped(family, given) else (family, given)

    def _is_whole(self, family: str) -> bool:
        """Whether a family cell holds the whole name."""
        if len(words(family)) > 1:
            return True
        surname, given = self.lexicon.split(family)
        known = self.lexicon.family.weight(surname or ""), self.lexicon.given.weight(given or "")
        return not self.lexicon.family.weight(family) and all(known)

    def _split(self, name: str) -> tuple[str | None, str | None]:
        parts = words(name)
        if len(parts) == 1:
            # One Latin word may be either name: it says too little.
            return self.lexicon.split(name) if script(name) != "latin" else (None, None)
        first, last = parts[0], parts[-1]
        if script(name) != "latin" or "," in name:
            return first, last
        family = self.lexicon.family
        if first.isupper() != last.isupper() and min(len(first), len(last)) > 1:
            return (first, last) if first.isupper() else (last, first)
        return (first, last) if family.weight(first) > family.weight(last) else (last, first)

    def _forms(self, name: str | None, kana: str | None) -> tuple[str | None, str | None]:
        """Written form and reading; a name column that holds kana or romaji is itself a reading."""
        reading = self._reading(kana) if kana and script(kana) != "kanji" else None
        if name and script(name) == "kanji":
            return name, reading
        return None, reading or (self._reading(name) if name else None)

    def _reading(self, text: str) -> str | None:
        if text not in self._readings:
            self._readings[text] = reading_key(text)
        return self._readings[text]

    def sure(self, cells: NameCells) -> tuple[str | None, str | None, str | None, str | None]:
        """Halves that the source itself split, with readings only where both halves have them."""
        family, given = self._split_by_source(cells.full, cells.family, cells.given)
        family_kana, given_kana = self._split_by_source(
            cells.full_kana, cells.family_kana, cells.given_kana
        )
        if not (family and given):
            return None, None, None, None
        if script(family) == script(given) == "latin" and cells.family and cells.given:
            return None, None, self._reading(family), self._reading(given)
        if script(family) != "kanji":
            return None, None, None, None
        family_written, family_read = self._forms(family, family_kana)
        given_written, given_read = self._forms(given, given_kana)
        return family_written, given_written, family_read, given_read

    def _split_by_source(
        self, full: str | None, family: str | None, given: str | None
    ) -> tuple[str | None, str | None]:
        first, last = self._clean(family), self._clean(given)
        if first and last:
            return first, last
        parts = words(self._clean(full) or "")
        return (parts[0], parts[1]) if len(parts) == 2 else (None, None)
