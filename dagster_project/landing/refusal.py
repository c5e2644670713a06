"""Why a file cannot be landed, in words for the person who must repair it."""

from __future__ import annotations


class RefusedFile(Exception):
    """`reason` groups refusals; `sentence` says line, found, accepted and what to do."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence


class WaitingFile(Exception):
    """The file is not whole yet; a later look will find it."""


def shown(text: str, limit: int = 60) -> str:
    """A header or a byte as it may stand in a message: one line, not too long."""
    plain = " ".join(text.split())
    return f"`{plain[:limit]}…`" if len(plain) > limit else f"`{plain}`"
