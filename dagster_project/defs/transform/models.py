"""The two dbt invocations of a night: entities before identity, marts after it."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from dagster_project import dbt_project, outcome
from dagster_project.defs.resources import Night

PROJECT = DbtProject(
    project_dir=dbt_project.DBT_FOLDER,
    profiles_dir=dbt_project.DBT_FOLDER,
    target_path=dbt_project.target(),
)
MANIFEST = dbt_project.prepare()
# Unit tests state what the SQL means, not what tonight's data is; CI runs them.
NOT_TONIGHT = "resource_type:unit_test"


@dbt_assets(
    manifest=MANIFEST, project=PROJECT, select="tag:phase_1", exclude=NOT_TONIGHT, name="entities"
)
def entities(context: dg.AssetExecutionContext, dbt: DbtCliResource, night: Night) -> Iterator[Any]:
    """Staging, canonical entities and orders: everything that needs no customer id."""
    with night.stages.stage(
        "entities", "Typing the extracts and building canonical entities (dbt)"
    ):
        yield from build(context, dbt, night)


@dbt_assets(
    manifest=MANIFEST, project=PROJECT, select="tag:phase_2", exclude=NOT_TONIGHT, name="marts"
)
def marts(context: dg.AssetExecutionContext, dbt: DbtCliResource, night: Night) -> Iterator[Any]:
    """The customer 360 and the KPI marts."""
    with night.stages.stage("marts", "Building the customer 360 and the KPI marts (dbt)"):
        yield from build(context, dbt, night)


def build(context: dg.AssetExecutionContext, dbt: DbtCliResource, night: Night) -> Iterator[Any]:
    """Runs dbt for the phase; a data test that fails is a refusal, anything else an error."""
    folder = night.settings.logs / "dbt" / context.op_execution_context.op.name
    dbt_project.seed_parse(folder, night.settings.warehouse_file)
    invocation = dbt.cli(["build"], context=context, target_path=folder, raise_on_error=False)
    yield from invocation.stream()
    if invocation.process.returncode:
        results = json.loads((folder / "run_results.json").read_text())["results"]
        if broken := [each for each in results if each["status"] == "error"]:
            raise dg.Failure(
                "dbt could not build " + ", ".join(each["unique_id"] for each in broken),
                metadata={each["unique_id"]: str(each["message"]) for each in broken},
            )
        outcome.record(night.settings, outcome.refused_by_tests(night.settings, results))
        raise dg.Failure("dbt tests do not hold; the release is refused")
