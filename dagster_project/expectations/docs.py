"""The quality pages: every rule in two languages, and Great Expectations' own pages beside them.

Both open from a disk without a network. Great Expectations' templates load style sheets, scripts
and a logo from other people's servers; those are taken out and our own style sheet put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from dagster_project.expectations.check import Check, Verdict
from dagster_project.expectations.rules import suites

TEMPLATES = Path(__file__).parent / "templates"
# What is not about one table stands first, in the order in which a night goes.
KINDS = {
    "landing": ("取込", "Landing"),
    "identity": ("名寄せ", "Identity"),
    "kpi": ("KPI の変動", "KPI movement"),
    "expectation": ("公開全体", "The release as a whole"),
}
# Scripts, style sheets, logo and advertisement of those pages need a network; a script-driven list
# of run times says nothing without its script.
REMOTE = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<style\b.*?</style>|<footer\b.*?</footer>|<img\b[^>]*>"
    r"|<meta http-equiv[^>]*>|<!--.*?-->|<ol\b.*?</ol>",
    re.DOTALL | re.IGNORECASE,
)
SUITE_LINK = re.compile(r'<a href="[^"]*expectations/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
BACK = '<a href="../index.html">← データ品質 Data quality</a>'
HOME_LINK = re.compile(r'<a href="(?:\.\./)+index\.html">\s*</a>')
OUTSIDE = re.compile(r'\s(?:href|src)="https?:[^"]*"', re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """The rules of one table, or of one stage of the night."""

    anchor: str
    ja: str
    en: str
    page: str
    checks: list[Check]

    @property
    def broken(self) -> int:
        return sum(check.blocks for check in self.checks)


def write_docs(release_folder: Path, verdict: Verdict) -> Path:
    """Writes quality/index.html and a page a table below it; returns the index."""
    folder = release_folder / "quality"
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    style = (TEMPLATES / "quality.css").read_text("utf-8")
    (folder / "quality.css").write_text(style, "utf-8")
    for table, page in _pages(verdict.validations):
        (folder / "tables" / f"{table}.html").write_text(_offline(page), "utf-8")
    written = {validation.suite_name for validation in verdict.validations}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
    )
    index = folder / "index.html"
    index.write_text(
        environment.get_template("quality.html.j2").render(
            release_id=release_folder.name.removesuffix(".tmp"),
            style=style,
            asked=len(verdict.checks),
            broken=len(verdict.broken),
            warned=len(verdict.warnings),
            sections=list(_sections(verdict.checks, written)),
        ),
        "utf-8",
    )
    return index


def _sections(checks: Iterable[Check], written: set[str]) -> Iterable[Section]:
    every = list(checks)
    promised = {rule.name for suite in suites() for rule in suite.rules}
    for kind, (ja, en) in KINDS.items():
        own = [check for check in every if check.kind == kind and check.rule not in promised]
        if own:
            yield Section(kind, ja, en, "", _worst_first(own))
    for suite in suites():
        rules = {rule.name for rule in suite.rules}
        page = f"tables/{suite.table}.html" if suite.table in written else ""
        asked = [check for check in every if check.rule in rules]
        reader = ("BI 用", "BI") if suite.where == "bi" else ("制限付き", "restricted")
        names = (f"{suite.table}({reader[0]})", f"{suite.table}, {reader[1]}")
        yield Section(suite.table, *names, page, _worst_first(asked))


def _worst_first(checks: list[Check]) -> list[Check]:
    return sorted(checks, key=lambda check: (check.passed, not check.blocks))


def _pages(validations: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Each table's name and Great Expectations' own page about it."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    # One view for all: it compiles its templates once, which costs more than filling them in.
    view = DefaultJinjaPageView()
    for validation in validations:
        yield validation.suite_name, view.render(ValidationResultsPageRenderer().render(validation))


def _offline(html: str) -> str:
    html = SUITE_LINK.sub(r"\1", REMOTE.sub("", html))
    html = OUTSIDE.sub("", HOME_LINK.sub(BACK, html))
    style = '<link rel="stylesheet" href="../quality.css">'
    return re.sub(r"\n\s*\n+", "\n", html.replace("</head>", f"{style}\n</head>", 1))
