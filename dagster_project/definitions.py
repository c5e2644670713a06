"""The one entry point: everything that Dagster discovers under defs/."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),
        # DuckDB admits one writing process, so a run keeps all its steps in one process.
        dg.Definitions(executor=dg.in_process_executor),
    )
