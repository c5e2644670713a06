"""The dbt project, compiled once a test run against a warehouse without rows."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from dagster_project import dbt_project
from tests.dbt import raw_layer
from tests.shared import once

DBT = raw_layer.PROJECT / "dbt"


def run(
    warehouse: Path, *arguments: str, parsed: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs dbt on a warehouse; target and logs go beside it; `parsed` saves the parse."""
    if parsed:
        dbt_project.seed_parse(warehouse.parent / "target", warehouse, parsed)
    environment = {
        **os.environ,
        "CX360_WAREHOUSE": str(warehouse),
        "DBT_PROFILES_DIR": str(DBT),
        "DBT_TARGET_PATH": str(warehouse.parent / "target"),
        "DBT_LOG_PATH": str(warehouse.parent / "logs"),
        "CX360_OBJECTS": "all",
        "DO_NOT_TRACK": "1",
    }
    return subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", *arguments],
        cwd=DBT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def compiled() -> Path:
    """The target folder of a run that compiled every model."""

    def make(folder: Path) -> None:
        warehouse = folder / "warehouse.duckdb"
        raw_layer.write(warehouse, {})
        done = run(warehouse, "compile")
        if done.returncode:
            raise AssertionError(done.stdout[-4000:])

    return once("compiled", make) / "target"


@functools.cache
def manifest() -> dict[str, Any]:
    """manifest.json with the compiled SQL of every model."""
    return json.loads((compiled() / "manifest.json").read_text(encoding="utf-8"))


def models() -> dict[str, dict[str, Any]]:
    """The project's models by name."""
    return {
        node["name"]: node
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "model"
    }


def tests_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    """The generic data tests that stand on a model or its columns."""
    return [
        node
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node") == model["unique_id"]
    ]


def singular_test(name: str) -> dict[str, Any]:
    """A test of the project that is a query of its own, with its compiled SQL."""
    return manifest()["nodes"][f"test.cx360.{name}"]


def models_of(node: dict[str, Any]) -> set[str]:
    """The names of the models that a node reads."""
    wanted = set(node["depends_on"]["nodes"])
    return {name for name, model in models().items() if model["unique_id"] in wanted}


def with_parents(nodes: Iterable[str]) -> set[str]:
    """The nodes and everything they are built from."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += manifest()["parent_map"].get(node, [])
    return found


def build(warehouse: Path, tag: str, only: Iterable[str] = ()) -> None:
    """Runs the compiled SQL of a phase, parents first, without paying for a dbt process.

    `only` names the models that are wanted; without it, all of the phase are. The file must be
    called warehouse.duckdb, since dbt wrote that name into the SQL.
    """
    waiting = {node["unique_id"]: node for node in models().values() if tag in node["tags"]}
    if only:
        wanted = with_parents([models()[name]["unique_id"] for name in only])
        waiting = {key: node for key, node in waiting.items() if key in wanted}
    con = duckdb.connect(str(warehouse))
    try:
        con.execute("set TimeZone = 'UTC'")
        while waiting:
            ready = [
                node
                for node in waiting.values()
                if not set(node["depends_on"]["nodes"]) & waiting.keys()
            ]
            for node in sorted(ready, key=lambda each: each["name"]):
                con.execute(f"create schema if not exists {node['schema']}")
                kind = "view" if node["config"]["materialized"] == "view" else "table"
                con.execute(f"create {kind} {node['relation_name']} as {node['compiled_code']}")
                del waiting[node["unique_id"]]
    finally:
        con.close()
