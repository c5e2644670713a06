"""The dbt project as the rest of the code sees it: where it lies, its manifest, its asset keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.settings import DEFAULT_HOME, PROJECT

DBT_FOLDER = PROJECT / "dbt"
TARGET = DBT_FOLDER / "target"
MANIFEST = TARGET / "manifest.json"
PARSE = "partial_parse.msgpack"
# The dbt of this environment, whatever the PATH says.
EXECUTABLE = str(Path(sys.executable).with_name("dbt"))

# dbt's own switches for a quiet, offline run.
QUIET = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_VERSION_CHECK": "false",
}


def environment(warehouse_file: Path) -> dict[str, str]:
    """The environment in which dbt finds its profile and the warehouse."""
    return {
        **os.environ,
        **QUIET,
        "DBT_PROFILES_DIR": str(DBT_FOLDER),
        "CX360_WAREHOUSE": str(warehouse_file),
    }


def prepare(*, force: bool = False) -> Path:
    """Writes manifest.json where it is missing or older than a file it is made from."""
    if force or _stale():
        done = subprocess.run(
            [EXECUTABLE, "--quiet", "parse", "--target-path", str(TARGET)],
            cwd=DBT_FOLDER,
            env=environment(DEFAULT_HOME / "warehouse" / "warehouse.duckdb"),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"dbt could not parse the project:\n{done.stdout}{done.stderr}")
    return MANIFEST


def seed_parse(target: Path) -> None:
    """Starts a dbt run from a parse at hand; dbt itself checks what of it still holds.

    dbt throws a parse away that was made for another warehouse path, so the other phase's of this
    home is better than the one that was prepared for the default home.
    """
    target.mkdir(parents=True, exist_ok=True)
    if (target / PARSE).exists():
        return
    others = sorted(target.parent.glob(f"*/{PARSE}")) or [TARGET / PARSE]
    if others[0].exists():
        shutil.copyfile(others[0], target / PARSE)


def _stale() -> bool:
    if not MANIFEST.exists():
        return True
    made = MANIFEST.stat().st_mtime
    return any(
        path.stat().st_mtime > made
        for pattern in ("*.sql", "*.yml", "*.csv")
        for path in DBT_FOLDER.rglob(pattern)
        if TARGET not in path.parents
    )


@cache
def manifest() -> dict[str, Any]:
    """The prepared manifest."""
    return json.loads(prepare().read_text())


WRITTEN_BY_PYTHON = ("identity", "insight")


def raw_tables() -> list[dict[str, Any]]:
    """The dbt sources that the landing fills: all that Python does not write later in the night."""
    return [each for each in _sources() if each["source_name"] not in WRITTEN_BY_PYTHON]


def written_tables(schema: str) -> list[dict[str, Any]]:
    """The dbt sources of a schema that Python writes between the two dbt phases."""
    return [each for each in _sources() if each["source_name"] == schema]


def _sources() -> list[dict[str, Any]]:
    return sorted(
        manifest()["sources"].values(), key=lambda each: (each["source_name"], each["name"])
    )


def published_models() -> list[dict[str, Any]]:
    """The dbt models that a release holds."""
    return sorted(
        (
            each
            for each in manifest()["nodes"].values()
            if each["resource_type"] == "model"
            and (each["config"].get("meta") or {}).get("publish")
        ),
        key=lambda each: each["name"],
    )
