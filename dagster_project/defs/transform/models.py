"""The two dbt invocations of a night: entities before identity, marts after it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from dagster_project import dbt_project, dbt_run, outcome
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
def entities(context: dg.AssetExecutionContext, night: Night) -> Iterator[Any]:
    """Staging, canonical entities and orders: everything that needs no customer id."""
    with night.stages.stage(
        "entities", "Typing the extracts and building canonical entities (dbt)"
    ):
        yield from build(context, night)


@dbt_assets(
    manifest=MANIFEST, project=PROJECT, select="tag:phase_2", exclude=NOT_TONIGHT, name="marts"
)
def marts(context: dg.AssetExecutionContext, night: Night) -> Iterator[Any]:
    """The customer 360 and the KPI marts."""
    with night.stages.stage("marts", "Building the customer 360 and the KPI marts (dbt)"):
        yield from build(context, night)


def build(context: dg.AssetExecutionContext, night: Night) -> Iterator[Any]:
    """Runs dbt for the phase; a data test that fails is a refusal, anything else an error."""
    asked = get_updated_cli_invocation_params_for_context(
        context=context, manifest={}, dagster_dbt_translator=DagsterDbtTranslator()
    )
    selection = list(asked.selection_args)
    if asked.indirect_selection:
        selection += ["--indirect-selection", asked.indirect_selection]
    project = asked.dbt_project or PROJECT
    built = dbt_run.build(
        selection,
        night.settings,
        night.settings.logs / "dbt" / context.op_execution_context.op.name,
        project=Path(project.project_dir),
    )
    for event in built.events:
        yield from DbtCoreCliEventMessage(
            raw_event=event, event_history_metadata={}
        ).to_default_asset_events(
            manifest=asked.manifest,
            dagster_dbt_translator=asked.dagster_dbt_translator,
            context=context,
            project=project,
        )
    if broken := built.ended("error"):
        raise dg.Failure(
            "dbt could not build " + ", ".join(each["unique_id"] for each in broken),
            metadata={each["unique_id"]: str(each["message"]) for each in broken},
        )
    if built.ended("fail"):
        outcome.record(night.settings, outcome.refused_by_tests(night.settings, built.results))
        raise dg.Failure("dbt tests do not hold; the release is refused")
