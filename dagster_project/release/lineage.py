"""From a published table back to the files it rests on: models, sources, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

# What Python makes between the two dbt phases is a source to dbt; what it is made from stands here.
MADE_FROM = {
    "identity": ("canonical.party", "canonical.contact_set", "canonical.source_identifier"),
    "insight": ("commerce.orders", "identity.party_customer", "canonical.as_of"),
    "insight.churn_risk": (
        "commerce.orders",
        "identity.party_customer",
        "canonical.as_of",
        "canonical.message_activity",
        "canonical.survey_answer",
        "canonical.survey_response",
        "canonical.support_case",
    ),
    "insight.experiment_readout": (
        "commerce.orders",
        "identity.customer_identity",
        "landing.experiment",
        "landing.experiment_assignment",
        "landing.experiment_variant",
    ),
}
MADE_FROM["insight.churn_backtest"] = MADE_FROM["insight.churn_risk"]
# The as-of day rests on every dated row there is. It is named as what a table is made from, and not
# followed: else every table would rest on every file.
NOT_FOLLOWED = ("canonical.as_of",)
# What dbt reads from the company folder rather than from an extract.
COMPANY_FILES = {
    "landing.company": ["company.yaml"],
    "landing.store": ["company.yaml"],
    "landing.kpi_target": ["kpi_targets.csv"],
    "landing.initiative": ["initiatives.csv"],
    "landing.experiment": ["experiments.csv"],
    "landing.experiment_variant": ["experiment_variants.csv"],
    "landing.experiment_assignment": ["experiment_assignments.csv"],
    "landing.opening_hour": ["company.yaml"],
    "landing.holiday": ["company.yaml"],
    "landing.journey_rule": ["journey.yaml"],
    "landing.journey_touchpoint": ["journey.yaml"],
    "landing.onboarding_step": ["journey.yaml"],
    "landing.journey_setting": ["journey.yaml"],
    "landing.campaign_touch": ["journey.yaml"],
    "landing.funnel_step": ["journey.yaml"],
    "landing.funnel_sign": ["journey.yaml"],
    "landing.lead_signal": ["journey.yaml"],
    "landing.lead_grade": ["journey.yaml"],
    "landing.event_meaning": ["company.yaml", "journey.yaml"],
    "insight.theme": ["voice/themes.yaml"],
    "landing.load": [],
}


def lineage(manifest_path: Path, con: duckdb.DuckDBPyConnection, warehouse: str) -> dict[str, Any]:
    """Every published table with its models and sources, and the files behind each source."""
    manifest = json.loads(manifest_path.read_text("utf-8"))
    names, parents = _graph(manifest)
    tables: dict[str, Any] = {}
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] != "model" or not _publishes(node):
            continue
        upstream = _upstream(names[unique_id], parents)
        tables[node["name"]] = {
            "models": sorted(each for each in upstream if each in parents),
            "sources": sorted(each for each in upstream if each not in parents),
        }
    sources = {each for table in tables.values() for each in table["sources"]}
    files = {**_files(con, warehouse), **COMPANY_FILES}
    return {
        "tables": dict(sorted(tables.items())),
        "source_files": {source: files.get(source, []) for source in sorted(sources)},
    }


def files_behind(lineage: dict[str, Any], table: str) -> list[str]:
    """The files that a published table rests on."""
    sources = lineage["tables"].get(table, {}).get("sources", [])
    return sorted({file for source in sources for file in lineage["source_files"][source]})


def _graph(manifest: dict[str, Any]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Names of nodes as schema.table, and what each is directly made from."""
    names: dict[str, str] = {}
    for unique_id, node in {**manifest["nodes"], **manifest["sources"]}.items():
        if node["resource_type"] in ("model", "seed", "snapshot", "source"):
            names[unique_id] = f"{node['schema']}.{node['name']}"
    parents: dict[str, set[str]] = {}
    for unique_id, name in names.items():
        schema = name.split(".")[0]
        if unique_id in manifest["nodes"]:
            above = manifest["nodes"][unique_id].get("depends_on", {}).get("nodes", [])
            parents[name] = {names[each] for each in above if each in names}
        elif schema in MADE_FROM:
            parents[name] = set(MADE_FROM.get(name, MADE_FROM[schema]))
    return names, parents


def _upstream(name: str, parents: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for each in parents.get(waiting.pop(), set()) - found:
            found.add(each)
            if each not in NOT_FOLLOWED:
                waiting.append(each)
    return found


def _publishes(node: dict[str, Any]) -> bool:
    meta = {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}
    return bool(meta.get("publish"))


def _files(con: duckdb.DuckDBPyConnection, warehouse: str) -> dict[str, list[str]]:
    """vendor.object → the paths of its active loads."""
    rows = con.execute(
        f"select contract, source_object, path from {warehouse}.landing.load order by load_seq"
    ).fetchall()
    files: dict[str, list[str]] = {}
    for contract, source_object, path in rows:
        vendor = contract.split("/")[0]
        files.setdefault(f"{vendor}.{source_object}", []).append(path)
    return files
