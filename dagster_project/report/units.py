"""How a KPI's value, its interval and its change read, by the unit its definition names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.report.bilingual import Text, said, word
from dagster_project.report.formats import DASH, SPACE, money, number

# Units that are written out beside the figure, and how many decimals that then has.
NAMED = {"seconds": 0, "minutes": 0, "hours": 1, "days": 1, "orders": 2, "stars": 2}
KINDS = {"share", "points", "count", *NAMED}


@dataclass(frozen=True, slots=True)
class Unit:
    """One of KINDS, money or number; money knows its currency."""

    kind: str
    currency: str = "JPY"

    def figure(self, value: float | None) -> tuple[str, Text | None]:
        """The figure for large type, and the unit that stands small beside it."""
        if value is None:
            return DASH, None
        match self.kind:
            case "share":
                return number(100 * value, 1), said("%")
            case "points":
                return number(value, 1), word("unit.points")
            case "money":
                return money(value, self.currency), None
            case "count":
                return number(value), word("unit.customers")
            case kind if kind in NAMED:
                return number(value, NAMED[kind]), word(f"unit.{kind}")
            case _:
                return number(value, 2), None

    def plain(self, value: float | None) -> str:
        """The figure in running text."""
        figure, _ = self.figure(value)
        return f"{figure}{SPACE}%" if self.kind == "share" and value is not None else figure

    def interval(self, low: float | None, high: float | None) -> Text | None:
        if low is None or high is None:
            return None
        return Text(
            f"{self.plain(low)} 〜 {self.plain(high)}", f"{self.plain(low)} to {self.plain(high)}"
        )

    def change(self, now: float, before: float) -> Text | None:
        """Shares and points move by points; money and counts by a share of what they were."""
        if self.kind == "share":
            return word("unit.change_points", change=number(100 * (now - before), 1, signed=True))
        if self.kind == "points":
            return word("unit.change_points", change=number(now - before, 1, signed=True))
        if before <= 0:
            return None
        return said(f"{number(100 * (now / before - 1), 1, signed=True)}{SPACE}%")


def unit_of(declared: str | None) -> Unit:
    """The unit as the catalogue writes it: a word of KINDS, or a currency's code."""
    unit = declared or "number"
    if re.fullmatch("[A-Z]{3}", unit):
        return Unit("money", unit)
    return Unit(unit if unit in KINDS else "number")
