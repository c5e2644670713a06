"""The candidate under way, from one step of a night to the next: beside the warehouse, never read
by anyone else."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.release.candidate import Candidate, TableContent
from dagster_project.release.durable import write_json

if TYPE_CHECKING:
    from dagster_project.settings import Settings


class NothingPending(Exception):
    """A step of publishing was asked for without the step before it."""


def keep_candidate(settings: Settings, candidate: Candidate) -> None:
    write_json(_file(settings, "candidate"), asdict(candidate))
    _file(settings, "verdict").unlink(missing_ok=True)


def candidate(settings: Settings) -> Candidate:
    kept = _read(settings, "candidate")
    return Candidate(
        folder=Path(kept["folder"]),
        release_id=kept["release_id"],
        as_of=date.fromisoformat(kept["as_of"]),
        content_hash=kept["content_hash"],
        tables=tuple(TableContent(**each) for each in kept["tables"]),
    )


def keep_verdict(settings: Settings, verdict: dict[str, Any]) -> None:
    write_json(_file(settings, "verdict"), verdict)


def verdict(settings: Settings) -> dict[str, Any]:
    return _read(settings, "verdict")


def _file(settings: Settings, name: str) -> Path:
    return settings.warehouse_file.parent / f"{name}.json"


def _read(settings: Settings, name: str) -> dict[str, Any]:
    try:
        return json.loads(_file(settings, name).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NothingPending(f"there is no {name} yet; run the whole night") from error
