"""A warehouse in which every relation stands and none has a row, so that unit tests can run."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

from tests.dbt import project, raw_layer

SOURCE_FILES = sorted((project.DBT / "models").glob("*/_*__sources.yml")) + sorted(
    (project.DBT / "models").glob("*/_*__normal_forms.yml")
)


def build(warehouse: Path) -> None:
    """Creates the sources that Python fills and, by dbt, all models and seeds above them."""
    raw_layer.write(warehouse, {})
    con = duckdb.connect(str(warehouse))
    try:
        for file in SOURCE_FILES:
            for source in yaml.safe_load(file.read_text("utf-8"))["sources"]:
                con.execute(f"create schema if not exists {source['name']}")
                for table in source["tables"]:
                    columns = ", ".join(
                        f"{each['name']} {each.get('data_type', 'string')}"
                        for each in table["columns"]
                    )
                    con.execute(
                        f"create table if not exists {source['name']}.{table['name']} ({columns})"
                    )
    finally:
        con.close()
    selection = (
        "--select",
        "+path:models/customer",
        "+path:models/kpi",
        "+path:models/journey",
        "+path:models/voice",
    )
    done = project.run(
        warehouse, "build", "--empty", *selection, "--exclude-resource-type", "test", "unit_test",
        parsed=project.compiled(),
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(done.stdout[-4000:])
