"""How English turns what its words say: negation, contrast, wishes, questions, degree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.voice.lexicon import Tone
from dagster_project.voice.part import AFTER_CONTRAST, BEFORE_CONTRAST, Part, Said
from dagster_project.voice.words import Words

_SENTENCE = re.compile(r"(?:[^.!?;\n]|[.](?=\w))+[.!?;\n]*")
_CONTRAST = re.compile(
    r"[,\s]*\b(?:but|however|yet(?= )|except|unfortunately|nevertheless|still,)\b"
)
_CONCESSION = re.compile(
    r"\b(?:although|though|even though|while|whilst|despite|in spite of|whereas|"
    r"apart from|aside from|other than)\b"
)
_NOT = re.compile(
    r"\b(?:not|no|never|without|hardly|barely|neither|nor|cannot|lack(?:s|ed|ing)?(?: of)?|"
    r"far from|\w+n't|isnt|wasnt|dont|didnt|cant|wont)(?: (?!only\b|just\b)[\w'-]+){0,3} ?$"
)
_VERY = re.compile(
    r"\b(?:very|so|really|extremely|absolutely|incredibly|super|totally|completely|truly|most) $"
)
_A_LITTLE = re.compile(r"\b(?:a bit|a little|slightly|somewhat|fairly|rather|quite) $")
_WISH = re.compile(
    r"\b(?:should|could (?:be|have|use|do|offer|add)|would(?: also)? be "
    r"(?:nice|great|good|better|helpful|useful|appreciated|lovely)|"
    r"would(?:'ve| have) (?:been|liked|preferred|loved|appreciated)|would (?:like|love|prefer)|"
    r"i'd (?:like|love|prefer)|wish|i hope|hopefully|"
    r"please|needs?(?= to| more| some| a )|if only|could you|it'd be)\b"
)
_MEANT = re.compile(
    r"would (?:like to (?:thank|say|praise|commend)|love to (?:come|return|visit|stay|go))|"
    r"please (?:thank|pass on|give)"
)
_TOO = re.compile(r"(?<!me )\btoo (?=\w)")
_UNABLE = re.compile(
    r"\b(?:can't|cannot|couldn't|could not|won't|doesn't|does not|didn't|did not|never|"
    r"isn't|wasn't|aren't|weren't|hasn't|haven't|"
    r"no one|nobody)\b(?! (?:wait|know|mind|matter|think|remember|used?\b|expect))"
)
_MINE = re.compile(
    r"\b(?:i|we) (?:didn't|did not|haven't|don't|wasn't|never) "
    r"(?:use|used|try|tried|eat|have breakfast|visit)"
)


def parts(text: str, words: Words[Tone]) -> Iterator[Part]:
    """The parts of a text between contrasts, in order, each with what it says."""
    for found in _SENTENCE.finditer(text):
        sentence = found[0]
        asked = sentence.rstrip().endswith("?")
        for piece, weight in _weighed(sentence):
            yield Part(piece, tuple(_said(piece, words)), weight * (0.3 if asked else 1.0))


def _weighed(sentence: str) -> Iterator[tuple[str, float]]:
    if contrast := _CONTRAST.search(sentence):
        if sentence[: contrast.start()].strip():
            yield sentence[: contrast.start()], BEFORE_CONTRAST
            yield sentence[contrast.end() :], AFTER_CONTRAST
        else:
            yield sentence, 1.0
    elif concession := _CONCESSION.search(sentence):
        comma = sentence.find(",", concession.end())
        if not sentence[: concession.start()].strip() and comma > 0:
            yield sentence[:comma], BEFORE_CONTRAST
            yield sentence[comma:], AFTER_CONTRAST
        else:
            # What is conceded last is still the afterthought that one writes for.
            yield sentence[: concession.start()], 1.0
            yield sentence[concession.start() :], 0.8
    else:
        yield sentence, 1.0


def _said(piece: str, words: Words[Tone]) -> Iterator[Said]:
    hits = words.find(piece)
    wish = _WISH.search(piece)
    if wish is not None and (_MEANT.match(piece, wish.start()) or _covered(hits, wish.start())):
        wish = None
    silent = True
    last = 0
    for start, end, tone in hits:
        score = tone.of(piece, start, end)
        if score == 0:
            last = end
            continue
        clause = max(piece.rfind(",", last, start), last - 1) + 1
        before = piece[clause:start]
        if wish is not None and score > 0 and start >= wish.start():
            last = end
            continue
        if _NOT.search(before):
            score = -0.9 * score if score > 0 else -0.6 * score
        elif score > 0 and _TOO.search(before[-5:]):
            score = -0.7
        elif _VERY.search(before):
            score *= 1.3
        elif _A_LITTLE.search(before):
            score *= 0.75
        silent = False
        last = end
        yield Said(score, piece[start:end])
    lacking = silent and not _MINE.search(piece) and (_TOO.search(piece) or _UNABLE.search(piece))
    if wish is not None or lacking:
        yield Said(-0.5, "")


def _covered(hits: list[tuple[int, int, Tone]], at: int) -> bool:
    return any(start <= at < end and tone.score for start, end, tone in hits)
