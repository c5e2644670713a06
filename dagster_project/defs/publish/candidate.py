"""The files that would be published, written where nobody reads yet."""

import json

import dagster as dg

from dagster_project import dbt_project, release, steering
from dagster_project.defs.resources import Night
from dagster_project.release import evidence, pending

TABLES = release.published_tables(dbt_project.prepare())


@dg.asset(
    key=["release", "candidate"],
    deps=[dg.AssetKey(["marts", table.name]) for table in TABLES],
    group_name="publish",
    kinds={"duckdb", "parquet"},
)
def candidate(night: Night) -> dg.MaterializeResult:
    """The published tables as BI would read them, with their Parquet copies and their evidence."""
    settings = night.settings
    with night.stages.stage("candidate", "Writing the candidate release") as stage:
        built = release.build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
        evidence.write(
            built,
            settings,
            warehouse_file=settings.warehouse_file,
            manifest_path=dbt_project.prepare(),
            books=json.loads((settings.logs / "books.json").read_text("utf-8")),
            notes=steering.read_table(settings.company_folder / "kpi_notes.csv", steering.NOTES),
        )
        pending.keep_candidate(settings, built)
        stage.rows = {table.name: table.rows for table in built.tables}
    return dg.MaterializeResult(
        metadata={"release_id": built.release_id, "folder": str(built.folder), **stage.rows}
    )
