"""Which records are one person, and the id that person keeps."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from dagster_project import dbt_project
from dagster_project.defs.resources import Night
from dagster_project.matching import (
    Memory,
    Model,
    Registry,
    company_rules,
    resolve,
    resolve_organisations,
    scorer,
)
from dagster_project.warehouse import as_of_day

TABLES = dbt_project.written_tables("identity")
REGISTRY = "identity.parquet"


@dg.multi_asset(
    name="identity",
    specs=[
        dg.AssetSpec(
            ["identity", each["name"]],
            deps=[
                ["canonical", "party"],
                ["canonical", "contact_set"],
                ["canonical", "source_identifier"],
                ["canonical", "as_of"],
                ["canonical", "account"],
            ],
            group_name="identity",
            description=each["description"],
            kinds={"python", "duckdb"},
        )
        for each in TABLES
    ],
)
def identity(night: Night) -> Iterator[dg.MaterializeResult]:
    """Links records by three tiers of evidence and refuses unions that contradict themselves.

    The registry of ids stays beside the warehouse until the release that carries it is published:
    a refused night must not change who anybody is.
    """
    settings = night.settings
    remembered = settings.warehouse_file.parent / "identity_memory"
    memory = Memory() if settings.full_identity else Memory.load(remembered)
    rules = company_rules(settings.company_folder)
    model = Model.of_company(settings.registry)
    with night.stages.stage("identity", "Deciding which records are one person") as stage:
        with night.warehouse() as con:
            resolution = resolve(
                con,
                rules=rules,
                registry=Registry.load(settings.registry / REGISTRY),
                valid_from=as_of_day(con),
                progress=night.stages.say,
                scorer=scorer(model, rules.households),
                memory=memory,
            )
            resolve_organisations(con)
            counts = {
                each["name"]: con.table(f"identity.{each['name']}").count("*").fetchall()[0][0]
                for each in TABLES
            }
        resolution.registry.save(settings.warehouse_file.parent / "registry" / REGISTRY)
        memory.save(remembered)
        summary = asdict(resolution.summary)
        (settings.logs / "identity.json").write_text(json.dumps(summary, default=str) + "\n")
        stage.rows = {"records": summary["records"]}
    for table, count in counts.items():
        yield dg.MaterializeResult(
            asset_key=["identity", table], metadata={"dagster/row_count": count}
        )
