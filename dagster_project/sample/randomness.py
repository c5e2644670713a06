"""Chance that is the same on every run: named streams, and dice that belong to a number."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """The stream of one subject; drawing more from one never moves another."""
    key = sha256("/".join(map(str, (seed, *names))).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(key[:16], "big")))


class Dice:
    """Throws that belong to a number, so that what a receipt holds is known in any month.

    A reversal months later has to repeat the basket it undoes; a stream would have moved on.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._subject = f"{seed}/{name}"
        self._key: dict[str, np.uint64] = {}

    def throw(self, ids: NDArray[np.integer], what: str) -> Floats:
        """A number in [0, 1) for each id, the same whenever the same thing is asked."""
        if what not in self._key:
            digest = sha256(f"{self._subject}/{what}".encode()).digest()
            self._key[what] = np.uint64(int.from_bytes(digest[:8], "big"))
        with np.errstate(over="ignore"):
            mixed = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + self._key[what]
            mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
            mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
        mixed ^= mixed >> np.uint64(31)
        return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def pick(cumulative: Floats, chance: Floats) -> Ints:
    """The index that each chance falls on, by cumulative weights that end in 1."""
    found = np.searchsorted(cumulative, chance, side="right")
    return np.minimum(found, len(cumulative) - 1).astype(np.int64)


def cumulated(weights: NDArray[np.floating] | Sequence[float]) -> Floats:
    """Weights as shares of 1, summed up from the first."""
    total = np.cumsum(np.asarray(weights, dtype=np.float64))
    return total / total[-1]
