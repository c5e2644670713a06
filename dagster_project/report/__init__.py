"""The page that people look at: one HTML file per release, readable offline, Japanese and English.

`write` reads nothing but the release folder: its `marts.duckdb`, and the gate's and the landing's
accounts in `evidence/`. So the page can only say what the release itself says.
"""

from datetime import date
from pathlib import Path

from dagster_project.report.gate import Verdict

__all__ = ["Verdict", "write"]


def write(release_folder: Path, *, company_name: str, as_of: date, verdict: Verdict) -> Path:
    """`<release_folder>/report/index.html`; the same release always gives the same bytes."""
    # The terminal reads the indicators from here too, and need not wait for the drawing library.
    from dagster_project.report import page

    return page.write(release_folder, company_name=company_name, as_of=as_of, verdict=verdict)
