"""From candidate to release: seal it, give it its name, let `current` point to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dagster_project.release import manifest, registry
from dagster_project.release.candidate import FILES, Candidate
from dagster_project.release.durable import fsync, fsync_tree, move, point, remove
from dagster_project.release.history import (
    CURRENT,
    current_folder,
    next_sequence,
    prune,
    prune_rejected,
)

if TYPE_CHECKING:
    from dagster_project.settings import Settings

# What names people or their record numbers is for the owner of the home alone.
RESTRICTED = (FILES["restricted"], "evidence/registry/", "evidence/identity_changes.csv")

SaveRegistry = Callable[[Path], None]


class NotPublishable(Exception):
    """The gate has not let this candidate pass."""


@dataclass(frozen=True)
class Account:
    """What a manifest says about how a candidate came to be."""

    inputs: Sequence[Mapping[str, Any]] = ()
    versions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a candidate."""

    state: Literal["published", "unchanged", "rejected"]
    release_id: str
    folder: Path


def publish(
    candidate: Candidate,
    verdict: Mapping[str, Any],
    settings: Settings,
    *,
    account: Account | None = None,
    save_registry: SaveRegistry | None = None,
) -> Outcome:
    """Makes the candidate what readers of `current` see; the same content again changes nothing."""
    if not verdict.get("publishable"):
        raise NotPublishable(f"release {candidate.release_id} has not passed the gate")
    account = account or Account()
    final = settings.releases / candidate.release_id
    before = current_folder(settings)
    previous = manifest.read(before) if before else None
    if previous and previous["content_hash"] == candidate.content_hash and before is not None:
        # A night that was killed after the swap left this to be done.
        registry.restore(settings, before)
        prune(settings)
        remove(candidate.folder)
        return Outcome("unchanged", previous["release_id"], before)
    if _holds(final, candidate.content_hash):
        # Kept since before a rollback, or named by a night that was killed before the swap.
        remove(candidate.folder)
    else:
        remove(final)
        if save_registry:
            registry.back_up(candidate.folder, save_registry)
        sealed = _seal(candidate, "published", verdict, settings, account, previous)
        _assert_same_bytes(verdict, sealed)
        move(candidate.folder, final)
    point(settings.releases / CURRENT, final.name)
    registry.restore(settings, final)
    prune(settings)
    return Outcome("published", candidate.release_id, final)


def reject(
    candidate: Candidate,
    verdict: Mapping[str, Any],
    settings: Settings,
    *,
    account: Account | None = None,
) -> Outcome:
    """Keeps a refused candidate with its report for people to look at; `current` is not touched."""
    final = settings.rejected / candidate.release_id
    settings.rejected.mkdir(parents=True, exist_ok=True)
    before = current_folder(settings)
    previous = manifest.read(before) if before else None
    _seal(candidate, "rejected", verdict, settings, account or Account(), previous)
    remove(final)
    move(candidate.folder, final)
    prune_rejected(settings)
    return Outcome("rejected", candidate.release_id, final)


def _seal(
    candidate: Candidate,
    state: str,
    verdict: Mapping[str, Any],
    settings: Settings,
    account: Account,
    previous: Mapping[str, Any] | None,
) -> dict[str, Any]:
    content = manifest.write(
        candidate,
        state=state,
        verdict=verdict,
        inputs=account.inputs,
        versions=account.versions,
        previous=previous,
        sequence=next_sequence(settings),
    )
    for file in (each for each in candidate.folder.rglob("*") if each.is_file()):
        name = file.relative_to(candidate.folder).as_posix()
        file.chmod(0o400 if name.startswith(RESTRICTED) else 0o444)
    fsync_tree(candidate.folder)
    fsync(candidate.folder.parent)
    return content


def _assert_same_bytes(verdict: Mapping[str, Any], sealed: Mapping[str, Any]) -> None:
    """A verdict is about bytes: what was not looked at is not let pass."""
    checked = verdict.get("checked") or {}
    other = [name for name in FILES.values() if checked.get(name) != sealed["files"][name]]
    if other:
        raise NotPublishable(f"the gate has looked at other bytes of {', '.join(other)}")


def _holds(folder: Path, content_hash: str) -> bool:
    try:
        return manifest.read(folder)["content_hash"] == content_hash and not manifest.damaged(
            folder
        )
    except FileNotFoundError:
        return False
