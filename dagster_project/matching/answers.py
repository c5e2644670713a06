"""`identity_answers.csv`: what stewards answered to the review queue, one line an answer.

An answer works like a forced link or split of `identity.yaml` from the next night on. A later line
about the same two records replaces an earlier one; nothing is ever deleted from the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dagster_project.matching.lookup import rows_of
from dagster_project.matching.records import Records
from dagster_project.matching.rules import ForcedRule, IdentityRules
from dagster_project.steering import Column, read_table

FILE = "identity_answers.csv"
SAME, DIFFERENT = "same", "different"


def _answer(text: str) -> str:
    if text not in (SAME, DIFFERENT):
        raise ValueError(text)
    return text


COLUMNS = (
    Column("left_source_system", "text", str, "a source name of sources.yaml"),
    Column("left_source_record_id", "text", str, "a record id of that source"),
    Column("right_source_system", "text", str, "a source name of sources.yaml"),
    Column("right_source_record_id", "text", str, "a record id of that source"),
    Column("answer", "text", _answer, f"{SAME} | {DIFFERENT}"),
    Column("by", "text", str, "who answered"),
    Column("on", "date", date.fromisoformat, "a day such as 2026-11-01"),
    Column("why", "text", str, "the reason, or empty", required=False),
)


@dataclass(frozen=True)
class Answer:
    """One steward's word on two records, each named by source and record id."""

    records: tuple[tuple[str, str], tuple[str, str]]
    is_same: bool
    place: str

    @property
    def rule(self) -> ForcedRule:
        """The answer as a rule of identity."""
        return ForcedRule(self.records, self.place)


def read_answers(path: Path) -> tuple[Answer, ...]:
    """The answers in force, in the order of their records; a file that is not there has none."""
    latest: dict[frozenset[tuple[str, str]], Answer] = {}
    for line, row in enumerate(read_table(path, COLUMNS), start=2):
        left = str(row["left_source_system"]), str(row["left_source_record_id"])
        right = str(row["right_source_system"]), str(row["right_source_record_id"])
        low, high = sorted((left, right))
        answer = Answer((low, high), row["answer"] == SAME, f"{path}: answer {line - 1}")
        latest[frozenset((left, right))] = answer
    return tuple(sorted(latest.values(), key=lambda each: each.records))


def company_rules(company_folder: Path) -> IdentityRules:
    """What a company's folder tells matching: `identity.yaml` and the stewards' answers."""
    rules = IdentityRules.read(company_folder / "identity.yaml")
    return rules.with_answers(read_answers(company_folder / FILE))


def labelled_pairs(records: Records, answers: tuple[Answer, ...]) -> list[tuple[int, int, bool]]:
    """(left row, right row, are one person) of the answers whose records were delivered.

    The labels that the training of a matching model may use.
    """
    rows = rows_of(records.keys, [pair for answer in answers for pair in answer.records])
    found = {
        (min(a, b), max(a, b), answer.is_same)
        for answer in answers
        for a in rows[answer.records[0]]
        for b in rows[answer.records[1]]
        if a != b
    }
    return sorted(found)
