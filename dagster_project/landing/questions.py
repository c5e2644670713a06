"""What a survey's columns ask: sources.yaml says so, else the contract's patterns do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from dagster_project.contracts import QuestionPattern, Unpivot
from dagster_project.landing.columns import FileColumn, plain
from dagster_project.landing.quoted import literal

_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}


@dataclass(frozen=True)
class Question:
    """One column of answers; `scale` bounds what counts as an answer."""

    position: int
    key: str
    tag: str
    text: str
    metric: str
    scale: tuple[float, float] | None
    higher_is_better: bool | None
    touchpoint: str | None
    labels: dict[str, int | None] = field(default_factory=dict)

    def answer(self, cell: str) -> str:
        """SQL of what a cell answers: a label's score, the number before its words, or itself."""
        if self.scale is None:
            return cell
        scores = " ".join(
            f"when {literal(label)} then {'null' if score is None else literal(str(score))}"
            for label, score in self.labels.items()
        )
        read = f"coalesce(leading_score({cell}), {cell})"
        return f"case trim({cell}) {scores} else {read} end" if scores else read


def questions_of(
    columns: Iterable[FileColumn], unpivot: Unpivot | None, survey: dict[str, Any] | None
) -> tuple[list[Question], set[int]]:
    """The questions among a file's columns, and the positions of columns known to be no answers."""
    if unpivot is None:
        return [], set()
    said = {plain(key): told for key, told in (survey or {}).get("questions", {}).items()}
    columns = list(columns)
    keys = {column.key for column in columns}
    ignored = {
        column.position
        for column in columns
        if any(
            re.search(each, name) for each in unpivot.ignore for name in (column.key, column.tag)
        )
        and plain(column.key) not in said
    }
    questions = []
    for column in columns:
        told = said.get(plain(column.key), said.get(plain(column.tag)))
        if column.position in ignored or (
            told is None and not re.search(unpivot.columns, column.key)
        ):
            continue
        asked = _told(column, told) if told else _guessed(column, unpivot.patterns, keys)
        labels = (told or {}).get("labels", unpivot.labels.get(asked.metric, {}))
        questions.append(replace(asked, labels=labels))
    return questions, ignored


def _told(column: FileColumn, told: dict[str, Any]) -> Question:
    metric = told["metric"]
    low_high = told.get("scale")
    scale = (low_high[0], low_high[1]) if low_high else _SCALES.get(metric)
    better = told.get("higher_is_better", True if metric in _SCALES else None)
    return _question(column, metric, scale, better, told.get("touchpoint"))


def _guessed(column: FileColumn, patterns: Iterable[QuestionPattern], keys: set[str]) -> Question:
    for pattern in patterns:
        if _fits(column, pattern, keys):
            return _question(column, pattern.metric, pattern.scale, pattern.higher_is_better, None)
    return _question(column, "text", None, None, None)


def _fits(column: FileColumn, pattern: QuestionPattern, keys: set[str]) -> bool:
    if pattern.on == "sibling":
        return column.key + pattern.matches in keys
    subject = {"key": column.key, "tag": column.tag, "text": column.text}[pattern.on]
    return re.search(pattern.matches, subject, re.IGNORECASE) is not None


def _question(
    column: FileColumn,
    metric: str,
    scale: tuple[float, float] | None,
    higher_is_better: bool | None,
    touchpoint: str | None,
) -> Question:
    return Question(
        column.position,
        column.key,
        column.tag,
        column.text,
        metric,
        scale,
        higher_is_better,
        touchpoint,
    )
