"""The RFM map: customers and sales by recency and frequency, small groups kept unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dagster_project.report.bilingual import Text, known_word, said, word
from dagster_project.report.formats import DASH, money, money_scale, number, percent, whole
from dagster_project.report.pictures import HEAT, heat_grid
from dagster_project.report.source import ReleaseContents, Row

SMALLEST_GROUP = 5
FEW = f"<{SMALLEST_GROUP}"
HIDDEN = "※"


@dataclass(frozen=True, slots=True)
class Segment:
    """One RFM segment; customers and amount are withheld for small groups."""

    name: Text
    customers: str
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class RfmMap:
    """The picture, the same as a table (recency 5 to 1 down, frequency 1 to 5 across), segments."""

    wide: Markup
    narrow: Markup
    unit: Text
    table: list[tuple[int, list[str]]]
    segments: list[Segment]
    outside: list[Segment]
    withheld: bool


def rfm_map(contents: ReleaseContents, currency: str) -> RfmMap | None:
    cells = contents.rows("rfm_cells")
    if not cells:
        return None
    labels = withheld_labels(cells)
    divisor, scale = money_scale(max(abs(cell["amount"] or 0) for cell in cells))
    drawn = [_drawn(cell, label, divisor, cells) for cell, label in zip(cells, labels, strict=True)]
    empty = [
        {"recency": r, "frequency": f, "colour": "#f4f5f7", "count_label": "", "amount_label": ""}
        for r in range(1, 6)
        for f in range(1, 6)
        if (r, f) not in {(cell["recency"], cell["frequency"]) for cell in cells}
    ]
    texts = {(d["recency"], d["frequency"]): d["count_label"] for d in drawn}
    return RfmMap(
        heat_grid(drawn + empty, cell=96),
        heat_grid(drawn + empty, cell=60),
        word("rfm.unit", scale=scale, currency=word_of_currency(currency)),
        [(r, [texts.get((r, f), DASH) for f in range(1, 6)]) for r in range(5, 0, -1)],
        _segments(contents.rows("rfm_segments"), currency),
        [_outside(row) for row in contents.rows("rfm_outside")],
        any(label is not None for label in labels),
    )


def word_of_currency(currency: str) -> Text:
    return known_word("currency", currency)


def withheld_labels(groups: Sequence[Row]) -> list[str | None]:
    """Per group: None to show it, `<5` for a small one, `※` for one that would give it away.

    A total less the shown groups is the sum of the withheld ones, so these must be at least two
    and hold at least five customers together.
    """
    labels: list[str | None] = [FEW if g["customers"] < SMALLEST_GROUP else None for g in groups]
    order = sorted(range(len(groups)), key=lambda i: (groups[i]["customers"], i))
    for i in order:
        hidden = [g["customers"] for g, label in zip(groups, labels, strict=True) if label]
        if not hidden or (len(hidden) > 1 and sum(hidden) >= SMALLEST_GROUP):
            break
        labels[i] = labels[i] or HIDDEN
    return labels


def _drawn(cell: Row, label: str | None, divisor: float, cells: Sequence[Row]) -> Row:
    most = max(c["customers"] for c in cells)
    # A withheld cell takes the lightest shade: its colour must not tell what its figure may not.
    depth = 0.0 if label else cell["customers"] / most
    colour, ink = _shade(depth)
    amount = (cell["amount"] or 0) / divisor
    return {
        "recency": cell["recency"],
        "frequency": cell["frequency"],
        "colour": colour,
        "ink": ink,
        "count_label": label or whole(cell["customers"]),
        "amount_label": "" if label else number(amount, 1 if amount < 100 else 0),
    }


def _shade(depth: float) -> tuple[str, str]:
    """A tile's colour and an ink that can be read on it (contrast at least 4.5)."""
    step = min(len(HEAT) - 1, int(len(HEAT) * depth))
    return HEAT[step], "#ffffff" if step > 3 else "#10243b"


def _outside(row: Row) -> Segment:
    shown = FEW if row["customers"] < SMALLEST_GROUP else whole(row["customers"])
    return Segment(known_word("segment", row["segment"]), shown, DASH, DASH)


def _segments(rows: Sequence[Row], currency: str) -> list[Segment]:
    total = sum(row["amount"] or 0 for row in rows)
    return [
        Segment(
            known_word("segment", row["segment"]) if row["segment"] else said(DASH),
            label or whole(row["customers"]),
            DASH if label else money(row["amount"], currency),
            DASH if label or total <= 0 else percent((row["amount"] or 0) / total),
        )
        for row, label in zip(rows, withheld_labels(rows), strict=True)
    ]
