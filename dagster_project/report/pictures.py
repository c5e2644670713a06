"""Charts as static SVG: drawn by Altair, no text in any language, colours that CSS can turn dark.

Numbers and dates are the only writing inside a picture, so one picture serves both languages;
titles, units and legends are words on the page. A data string never reaches a picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from dagster_project.report.source import Row

# style.css names these very values again to restate them for a dark screen.
INK, MUTED, LINE, ACCENT = "#22272e", "#5f6875", "#dfe3e8", "#1f3a5f"
DETRACTOR, PASSIVE, PROMOTER = "#d55e00", "#9aa3ad", "#0072b2"
CATEGORIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#9aa3ad")
HEAT = ("#f1f6fb", "#cde0f0", "#98bedd", "#6f9fc8", "#2c6197", "#123a66")
CONFIG: dict[str, Any] = {
    "aria": False,  # the figure around the picture speaks for it
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED, "domainColor": LINE, "tickColor": LINE, "gridColor": LINE,
        "labelFontSize": 11, "title": None, "ticks": False, "labelPadding": 6,
    },
}  # fmt: skip


def svg(chart: alt.Chart | alt.LayerChart | dict[str, Any]) -> Markup:
    spec = chart if isinstance(chart, dict) else chart.to_dict()
    drawn = vl_convert.vegalite_to_svg({**spec, "config": CONFIG}, allowed_base_urls=[])
    # Scaled by the page, not by fixed pixels; hidden from readers that hear the caption.
    drawn = re.sub(
        r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>',
        r'<svg viewBox="0 0 \1 \2" width="\1" height="\2" aria-hidden="true" focusable="false">',
        drawn,
    )
    return Markup(drawn)  # noqa: S704 - our own drawing of numbers


class Sparklines:
    """Small trends with their 95 % band; one specification, drawn again for each series."""

    def __init__(self, *, width: int = 220, height: int = 44) -> None:
        x = alt.X("i:Q", axis=None, scale=alt.Scale(nice=False))
        y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, padding=4))
        base = alt.Chart(alt.NamedData("points")).properties(width=width, height=height)
        gaps: Any = "break-paths-filter-domains"
        band = base.mark_area(color=ACCENT, opacity=0.14, invalid=gaps).encode(
            x, alt.Y("ci_low:Q", axis=None), alt.Y2("ci_high:Q")
        )
        line = base.mark_line(color=ACCENT, strokeWidth=1.6, invalid=gaps).encode(x, y)
        weak = base.mark_point(size=14, filled=False, color=ACCENT, strokeWidth=1).encode(x, y)
        last = base.mark_point(size=42, filled=True, opacity=1, color=ACCENT).encode(x, y)
        self._spec = alt.layer(
            band,
            line,
            weak.transform_filter("datum.flag === 'low_n' && isValid(datum.value)"),
            last.transform_filter("datum.last"),
        ).to_dict()

    def draw(self, series: Sequence[Row]) -> Markup | None:
        """Nothing for fewer than two values: a dot is no trend."""
        if sum(row["value"] is not None for row in series) < 2:
            return None
        points = [
            {
                "i": i,
                "value": row["value"],
                "ci_low": row.get("ci_low"),
                "ci_high": row.get("ci_high"),
                "flag": row.get("quality_flag", "ok"),
                "last": i == len(series) - 1,
            }
            for i, row in enumerate(series)
        ]
        return svg({**self._spec, "datasets": {"points": points}})


def score_bars(rows: Sequence[Row], *, width: int, height: int = 190) -> Markup:
    """Answers by score 0 to 10, in the colours of the three groups, each bar with its count."""
    base = alt.Chart(alt.Data(values=list(rows))).properties(width=width, height=height)
    x = alt.X("score:O", axis=alt.Axis(labelAngle=0, labelFontSize=13, labelColor=INK))
    # Unstacked: rounded stacks are drawn with clip paths, whose ids count on from page to page.
    y = alt.Y("n:Q", axis=None, stack=None)
    colour = alt.Color("colour:N", scale=None)
    bars = base.mark_bar(cornerRadiusEnd=2).encode(x, y, colour)
    labels = base.mark_text(dy=-7, fontSize=11.5, color=MUTED).encode(x, y, alt.Text("label:N"))
    return svg(bars + labels)


def monthly_bars(rows: Sequence[Row], *, width: int, ticks: list[str], height: int = 220) -> Markup:
    """Amounts by month, stacked by channel; a month that still runs is pale."""
    chart = alt.Chart(alt.Data(values=list(rows))).mark_bar().encode(
        alt.X("month:O", sort=None, scale=alt.Scale(paddingInner=0.28),
              axis=alt.Axis(labelAngle=0, values=ticks, labelOverlap=False)),
        alt.Y("amount:Q", stack="zero", axis=alt.Axis(tickCount=4, domain=False, format=",~f")),
        alt.Color("colour:N", scale=None),
        alt.Order("rank:Q"),
        alt.Opacity("opacity:Q", scale=None),
    )  # fmt: skip
    return svg(chart.properties(width=width, height=height))


def heat_grid(rows: Sequence[Row], *, cell: int) -> Markup:
    """Recency down, frequency across; each cell its customers above its amount."""
    base = alt.Chart(alt.Data(values=list(rows))).properties(width=5 * cell, height=4 * cell)
    axis = alt.Axis(labelAngle=0, domain=False, labelFontSize=13, labelColor=INK)
    x = alt.X("frequency:O", axis=axis, scale=alt.Scale(domain=[1, 2, 3, 4, 5]))
    y = alt.Y("recency:O", axis=axis, scale=alt.Scale(domain=[5, 4, 3, 2, 1]))
    tiles = base.mark_rect(stroke="#ffffff", strokeWidth=3, cornerRadius=4).encode(
        x, y, alt.Color("colour:N", scale=None)
    )
    ink = alt.Color("ink:N", scale=None)
    counts = base.mark_text(dy=-6, fontSize=14, fontWeight=600).encode(
        x, y, ink, text=alt.Text("count_label:N")
    )
    amounts = base.mark_text(dy=11, fontSize=10.5).encode(
        x, y, ink, text=alt.Text("amount_label:N")
    )
    return svg(tiles + counts + amounts)
