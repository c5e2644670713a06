"""Writes the pages that follow from the code: docs/kpis.md and docs/schemas/*.json.

New versions of KPI definitions are recorded on the way.
"""

from __future__ import annotations

import json
from pathlib import Path

from dagster_project.journey import JOURNEY_SCHEMA
from dagster_project.matching import IDENTITY_SCHEMA
from dagster_project.schemas import COMPANY_SCHEMA, SOURCES_SCHEMA
from dagster_project.voice import POLARITY_SCHEMA, THEMES_SCHEMA
from docs import kpi_definitions
from docs.kpi_page import kpis_page

DOCS = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Every generated page and what it should say."""
    schemas = {
        "company": COMPANY_SCHEMA,
        "sources": SOURCES_SCHEMA,
        "identity": IDENTITY_SCHEMA,
        "journey": JOURNEY_SCHEMA,
        "polarity": POLARITY_SCHEMA,
        "themes": THEMES_SCHEMA,
    }
    written = {
        DOCS / "schemas" / f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2)
        + "\n"
        for name, schema in schemas.items()
    }
    return {DOCS / "kpis.md": kpis_page(kpi_definitions.read()), **written}


def main() -> None:
    kpi_definitions.record(kpi_definitions.read())
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
