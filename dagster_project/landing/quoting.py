"""Which bytes of a block stand inside quotes: a quote opens only where a field begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dagster_project.landing.refusal import RefusedFile

QUOTE, LF, CR = 34, 10, 13
# Each stray quote costs a look at the block; so many are no accident of a few cells.
MOST_STRAYS = 1_000
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Quoting:
    """`outside` is None where no byte is quoted; `strays` are quotes within unquoted fields."""

    outside: npt.NDArray[np.bool_] | None
    strays: Places


def quoting_of(block: Bytes, delimiter: int, inside: bool, before: int) -> Quoting:
    """`inside` and `before` tell how the block before ended."""
    quotes = block == QUOTE
    if not quotes.any():
        return Quoting(np.zeros(len(block), bool) if inside else None, _NONE)
    places, strays = np.flatnonzero(quotes), []
    while (stray := _first_stray(block, places, delimiter, inside, before)) is not None:
        strays.append(stray)
        if len(strays) > MOST_STRAYS:
            raise RefusedFile(
                "stray quotes",
                f"found more than {MOST_STRAYS:,} quotes within fields that are not quoted; "
                "accepted: fields with a quote stand in quotes, and the quote is doubled",
            )
        places = places[places != stray]
        quotes[stray] = False
        block = block.copy()
        block[stray] = 0
    parity = np.cumsum(quotes, dtype=np.uint8) & 1
    return Quoting(parity == (1 if inside else 0), np.array(strays, np.int64))


def _first_stray(
    block: Bytes, places: Places, delimiter: int, inside: bool, before: int
) -> int | None:
    """The first quote that opens although no field begins there; a doubled quote opens again."""
    openings = places[(1 if inside else 0) :: 2]
    previous = block[openings - 1]
    if len(openings) and openings[0] == 0:
        previous[0] = before
    begins = (previous == delimiter) | (previous == LF) | (previous == CR) | (previous == QUOTE)
    wrong = np.flatnonzero(~begins)
    return int(openings[wrong[0]]) if len(wrong) else None
