"""The dbt project as the rest of the code sees it: where it lies, its manifest, its asset keys."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pprint
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dagster_project.settings import PROJECT, Settings

DBT_FOLDER = PROJECT / "dbt"
TARGETS = DBT_FOLDER / "target"
PARSE = "partial_parse.msgpack"
# The checksum of the connection in a parse, in MessagePack: a short map, its text of 64 hex digits.
PARSED_FOR = re.compile(rb"(profile_hash.{1,24}checksum\xd9\x40)[0-9a-f]{64}", re.DOTALL)
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
        with _alone():
            # Another process may have written it while this one waited for its turn.
            if force or _stale(path):
                _parse()
    return path


def _parse() -> None:
    done = subprocess.run(
        [EXECUTABLE, "--quiet", "parse", "--target-path", str(target())],
        cwd=DBT_FOLDER,
        env=environment(Settings.from_environment()),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"dbt could not parse the project:\n{done.stdout}{done.stderr}")


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time parses; the lock ends with the process."""
    target().mkdir(parents=True, exist_ok=True)
    with (target() / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def seed_parse(folder: Path, warehouse_file: Path, parsed: Path | None = None) -> None:
    """Starts a dbt run in `folder` from the parse in `parsed`, the prepared one if none is named.

    dbt throws a parse away that was made for another connection, since a model may print the
    connection it is parsed for. Ours print of it only the database, which is the file's name and
    the same in every home (tests/dbt/test_project_rules.py holds them to it), so the copy is told
    to be for this connection. All else dbt checks as ever: see docs/decisions/0010.
    """
    prepared = (parsed or target()) / PARSE
    if not prepared.exists():
        return
    checksum = _connection_checksum(warehouse_file).encode()
    parse = PARSED_FOR.sub(lambda found: found[1] + checksum, prepared.read_bytes(), count=1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PARSE).write_bytes(parse)


def _connection_checksum(warehouse_file: Path) -> str:
    """What dbt compares to know whether a parse was made for this connection.

    Were it computed differently one day, dbt would parse anew and the result be the same.
    """
    from dbt.adapters.duckdb.credentials import DuckDBCredentials
    from dbt.config.renderer import ProfileRenderer
    from dbt_common.context import set_invocation_context

    profiles = yaml.safe_load((DBT_FOLDER / "profiles.yml").read_text("utf-8"))
    set_invocation_context({**os.environ, "CX360_WAREHOUSE": str(warehouse_file)})
    output = ProfileRenderer({}).render_data(profiles["cx360"]["outputs"]["duckdb"])
    connection = sorted(DuckDBCredentials.from_dict(output).connection_info())
    return hashlib.sha256(pprint.pformat(connection).encode()).hexdigest()


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
