"""What one part of a text says; both languages divide a text into these."""

from __future__ import annotations

from dataclasses import dataclass

# What follows a `but` is what the writer came to say.
BEFORE_CONTRAST, AFTER_CONTRAST = 0.6, 1.4


@dataclass(frozen=True)
class Said:
    """A score from -2 to 2 and the word it rests on; no word where the grammar alone says it."""

    score: float
    word: str


@dataclass(frozen=True)
class Part:
    """A stretch of text without a contrast in it, and how much it weighs among its neighbours."""

    text: str
    said: tuple[Said, ...]
    weight: float

    @property
    def good(self) -> float:
        return self.weight * sum(each.score for each in self.said if each.score > 0)

    @property
    def bad(self) -> float:
        return self.weight * -sum(each.score for each in self.said if each.score < 0)
