"""manifest.json: what a release is made of, what it holds and who let it pass."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dagster_project.release.candidate import Candidate
from dagster_project.release.durable import write_json

# Below evidence/, not beside the data: BI folders hold only data.
NAME = Path("evidence") / "manifest.json"


def read(release_folder: Path) -> dict[str, Any]:
    return json.loads((release_folder / NAME).read_text("utf-8"))


def write(
    candidate: Candidate,
    *,
    state: str,
    verdict: Mapping[str, Any],
    inputs: Sequence[Mapping[str, Any]],
    versions: Mapping[str, Any],
    previous: Mapping[str, Any] | None,
    sequence: int,
) -> dict[str, Any]:
    """Names every file of the candidate but itself, with the sha256 of its bytes."""
    (candidate.folder / NAME).unlink(missing_ok=True)
    manifest = {
        "release_id": candidate.release_id,
        "state": state,
        "as_of_on": candidate.as_of.isoformat(),
        # Counts releases of this home, so that their order needs no clock.
        "sequence": sequence,
        "previous_release": previous["release_id"] if previous else None,
        "content_hash": candidate.content_hash,
        # When it was decided: a record of an act. Nothing is computed from it.
        "decided_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": dict(verdict),
        "tables": {
            table.name: {"where": table.where, "rows": table.rows, "row_hash": table.row_hash}
            for table in candidate.tables
        },
        "inputs": [dict(each) for each in inputs],
        "versions": dict(versions),
        "files": _files(candidate.folder),
    }
    write_json(candidate.folder / NAME, manifest)
    return manifest


def damaged(release_folder: Path) -> list[str]:
    """The files of a release that are missing, changed or not its own."""
    expected, found = read(release_folder)["files"], _files(release_folder)
    found.pop(NAME.as_posix(), None)
    names = sorted(expected.keys() | found.keys())
    return [name for name in names if expected.get(name) != found.get(name)]


def _files(folder: Path) -> dict[str, str]:
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): sha256(each) for each in files}


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
