"""The dbt project as the rest of the code sees it: where it lies, its manifest, its asset keys."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from dagster_project.settings import PROJECT, Settings

DBT_FOLDER = PROJECT / "dbt"
TARGETS = DBT_FOLDER / "target"
PARSE = "partial_parse.msgpack"
# The dbt of this environment, whatever the PATH says.
EXECUTABLE = str(Path(sys.executable).with_name("dbt"))

# dbt's own switches for a quiet, offline run.
QUIET = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_VERSION_CHECK": "false",
}


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which dbt finds its profile, the warehouse and the models to build."""
    return {
        **os.environ,
        **QUIET,
        "DBT_PROFILES_DIR": str(DBT_FOLDER),
        "CX360_WAREHOUSE": str(settings.warehouse_file),
        "CX360_OBJECTS": settings.objects,
    }


@cache
def target() -> Path:
    """Where the parsed project of this company lies; a vendor that it does not use is not in it."""
    objects = Settings.from_environment().objects
    return TARGETS / hashlib.sha256(objects.encode()).hexdigest()[:12]


@cache
def prepare(*, force: bool = False) -> Path:
    """Writes manifest.json where it is missing or older than a file it is made from."""
    path = target() / "manifest.json"
    if force or _stale(path):
        done = subprocess.run(
            [EXECUTABLE, "--quiet", "parse", "--target-path", str(target())],
            cwd=DBT_FOLDER,
            env=environment(Settings.from_environment()),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"dbt could not parse the project:\n{done.stdout}{done.stderr}")
    return path


def seed_parse(folder: Path) -> None:
    """Starts a dbt run from a parse at hand; dbt itself checks what of it still holds.

    dbt throws a parse away that was made for another warehouse path, so the other phase's of this
    home is better than the one that was prepared for the default home.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / PARSE).exists():
        return
    others = sorted(folder.parent.glob(f"*/{PARSE}")) or [target() / PARSE]
    if others[0].exists():
        shutil.copyfile(others[0], folder / PARSE)


def _stale(path: Path) -> bool:
    if not path.exists():
        return True
    made = path.stat().st_mtime
    return any(
        each.stat().st_mtime > made
        for pattern in ("*.sql", "*.yml", "*.csv")
        for each in DBT_FOLDER.rglob(pattern)
        if TARGETS not in each.parents
    )


@cache
def manifest() -> dict[str, Any]:
    """The prepared manifest."""
    return json.loads(prepare().read_text())


WRITTEN_BY_PYTHON = ("identity", "insight")


def raw_tables() -> list[dict[str, Any]]:
    """The dbt sources that the landing fills: those of the company's vendors, and its own."""
    objects = Settings.from_environment().objects.split(",")
    vendors = {each.split("/")[0] for each in objects} - {"generic"}
    return [
        each
        for each in _sources()
        if each["source_name"] in vendors | {"landing"}
        or f"{each['source_name']}/{each['name']}" in objects
    ]


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
