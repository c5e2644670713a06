"""What a text says: one sentiment, and each theme with the sentiment of the parts that name it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.voice import english, japanese
from dagster_project.voice.lexicon import Lexicon
from dagster_project.voice.masking import masked
from dagster_project.voice.part import Part
from dagster_project.voice.words import normalised

NEUTRAL_TO = 0.35
MOST_WORDS = 12
_JAPANESE = re.compile("[ぁ-ヿ一-龠]")


@dataclass(frozen=True)
class Mention:
    """A theme that a text speaks of, how, and the words that this rests on."""

    theme: str
    sentiment: str
    matched_words: str


@dataclass(frozen=True)
class Reading:
    """Score from -1 to 1; within 0.35 of 0 the text is neutral."""

    sentiment: str
    score: float
    mentions: tuple[Mention, ...]


def read(text: str, lexicon: Lexicon) -> Reading:
    """The same text and lexicon always give the same reading.

    Only words of the lexicon are kept as reasons, and names are hidden before it is looked for
    them, so that no reason can hold what a customer wrote of a person.
    """
    plain = normalised(masked(text))
    grammar = japanese if _JAPANESE.search(plain) else english
    parts = list(grammar.parts(plain, lexicon.tone_words))
    score = _score(parts)
    return Reading(_sentiment(score), score, tuple(_mentions(parts, score, lexicon)))


def _score(parts: list[Part]) -> float:
    good = sum(part.good for part in parts)
    bad = sum(part.bad for part in parts)
    return round((good - bad) / max(1.0, good + bad), 4)


def _sentiment(score: float) -> str:
    if abs(score) <= NEUTRAL_TO:
        return "neutral"
    return "positive" if score > 0 else "negative"


def _mentions(parts: list[Part], overall: float, lexicon: Lexicon) -> list[Mention]:
    """Themes in the order of their names; a part that says nothing takes the whole text's score."""
    spoken: dict[str, list[Part]] = {}
    named: dict[str, dict[str, None]] = {}
    for part in parts:
        for start, end, themes in lexicon.theme_words.find(part.text):
            for theme in themes:
                spoken.setdefault(theme, []).append(part)
                named.setdefault(theme, {})[part.text[start:end]] = None
    mentions = []
    for theme in sorted(spoken):
        own = list(dict.fromkeys(spoken[theme]))
        telling = [part for part in own if part.said]
        words = dict(named[theme])
        words.update(
            dict.fromkeys(each.word for part in telling for each in part.said if each.word)
        )
        score = _score(telling) if telling else overall
        mentions.append(Mention(theme, _sentiment(score), " ".join(list(words)[:MOST_WORDS])))
    return mentions
