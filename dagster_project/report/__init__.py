"""The page that people look at: one HTML file per release, readable offline, Japanese and English.

`write` reads nothing but the release folder: its `marts.duckdb`, and the gate's and the landing's
accounts in `evidence/`. So the page can only say what the release itself says.
"""

from dagster_project.report.page import Verdict, write

__all__ = ["Verdict", "write"]
