"""Writes the pages that follow from the code: docs/kpis.md and docs/schemas/*.json."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from dagster_project.journey import JOURNEY_SCHEMA
from dagster_project.matching import IDENTITY_SCHEMA
from dagster_project.schemas import COMPANY_SCHEMA, SOURCES_SCHEMA
from dagster_project.voice import POLARITY_SCHEMA, THEMES_SCHEMA

DOCS = Path(__file__).parent
KPIS = DOCS.parent / "dbt" / "seeds" / "kpi_definition.csv"


def kpis_page() -> str:
    """Every KPI of the catalogue in both languages, as the marts compute it."""
    with KPIS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    parts = [
        "# KPIs\n",
        "Written from `dbt/seeds/kpi_definition.csv` by `make docs`; the same rows are published",
        "as `kpi_catalogue`. Shares are of 1, `nps` is in points, `ces_ease` runs from 0 to 100,",
        "money is in the company's currency without tax.\n",
    ]
    for row in rows:
        parts.append(f"## `{row['kpi_id']}` {row['name_en']} / {row['name_ja']}\n")
        parts.append(f"{row['formula']}.\n")
        parts.append(f"{row['formula_ja']}。\n")
        parts.append(
            f"Unit {row['unit']}; better when {row['direction']}; grains {row['grain']}; "
            f"owner {row['owner']}; parent {row['parent_kpi_id'] or 'none'}; "
            f"interval {row['interval_method'] or 'none'}; version {row['definition_version']} "
            f"since {row['valid_from_on']}.\n"
        )
    return "\n".join(parts)


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
    return {DOCS / "kpis.md": kpis_page(), **written}


def main() -> None:
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
