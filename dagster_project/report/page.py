"""Puts the page together: reads the release, asks each part for its view, fills the template."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.report.arrivals import source_books, totals
from dagster_project.report.bilingual import word
from dagster_project.report.campaigns import influence
from dagster_project.report.contacts import contacts
from dagster_project.report.formats import day
from dagster_project.report.funnels import funnels
from dagster_project.report.gate import Verdict, gate
from dagster_project.report.glossary import definitions
from dagster_project.report.indicators import indicators
from dagster_project.report.pictures import Sparklines
from dagster_project.report.retention import triangle
from dagster_project.report.sales import sales
from dagster_project.report.segments import rfm_map
from dagster_project.report.source import ReleaseContents, read
from dagster_project.report.surveys import nps_distribution
from dagster_project.report.targets import targets
from dagster_project.report.units import unit_of

TEMPLATES = Path(__file__).parent / "templates"
PARTS = ("indicators", "nps", "retention", "rfm", "sales", "funnel", "contacts", "campaigns",
         "targets", "landing", "checks", "glossary")  # fmt: skip
# A company without a web site, a help desk or campaigns misses nothing: these parts come with their
# data. Part -> the view that it shows.
OPTIONAL = {"funnel": "funnels", "contacts": "contacts", "campaigns": "influence"}
RELEASE_NAME = re.compile(r"\d{8}-[0-9a-f]{10}")


def write(release_folder: Path, *, company_name: str, as_of: date, verdict: Verdict) -> Path:
    """Writes the page beside the tables that it shows."""
    page = _rendered(read(release_folder), company_name, as_of, verdict, release_folder.name)
    target = release_folder / "report" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def _rendered(
    contents: ReleaseContents, company_name: str, as_of: date, verdict: Verdict, folder_name: str
) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = word
    name = RELEASE_NAME.match(folder_name)
    script = (TEMPLATES / "switch.js").read_text("utf-8")
    views = _views(contents, as_of)
    return environment.get_template("index.html.j2").render(
        company_name=company_name,
        as_of=day(as_of),
        release_id=name.group() if name else None,
        style=Markup((TEMPLATES / "style.css").read_text("utf-8")),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=_content_hash(script),
        gate=gate(contents, verdict),
        parts=[part for part in PARTS if part not in OPTIONAL or views[OPTIONAL[part]]],
        **views,
    )


def _views(contents: ReleaseContents, as_of: date) -> dict[str, Any]:
    currency = _currency(contents)
    sparklines = Sparklines()
    tiles = indicators(contents)
    return {
        "tiles": [(tile, sparklines.draw(tile.trend)) for tile in tiles],
        "nps": nps_distribution(contents),
        "triangle": triangle(contents, "retention_rate"),
        "returned": triangle(contents, "cumulative_return_rate"),
        "rfm": rfm_map(contents, currency),
        "sales": sales(contents, as_of, currency, Sparklines(width=160, height=28)),
        "funnels": funnels(contents, as_of),
        "contacts": contacts(contents, as_of),
        "influence": influence(contents, as_of, currency),
        "targets": targets(contents),
        "sources": source_books(contents),
        "source_totals": totals(contents),
        "definitions": definitions(contents),
    }


def _currency(contents: ReleaseContents) -> str:
    """The code that the catalogue gives as the unit of order value."""
    for row in contents.rows("kpi_catalogue"):
        if row["kpi_id"] == "aov":
            return unit_of(row.get("unit")).currency
    return "JPY"


def _content_hash(script: str) -> str:
    """For the page's security policy: this script may run, and nothing that data smuggles in."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
