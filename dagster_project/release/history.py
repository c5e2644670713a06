"""The releases of a home: which is current, which are kept, how to go back, what a crash left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.release import manifest, registry
from dagster_project.release.durable import UNFINISHED, point, remove

if TYPE_CHECKING:
    from dagster_project.settings import Settings

CURRENT = "current"


class NoSuchRelease(Exception):
    """There is no release to go back to; the message lists those there are."""


@dataclass(frozen=True)
class Status:
    """What `cx360 status` tells."""

    current: dict[str, Any] | None
    kept: list[dict[str, Any]]
    last_rejected: dict[str, Any] | None


def current_folder(settings: Settings) -> Path | None:
    """The release that readers see, if there is one."""
    link = settings.releases / CURRENT
    return link.resolve() if link.exists() else None


def kept(settings: Settings) -> list[Path]:
    """The sealed releases, newest first."""
    return _sealed(settings.releases)


def sweep(settings: Settings) -> list[str]:
    """Removes what a killed night left behind, and lets the registry fit the current release."""
    left = [
        each
        for folder in (settings.releases, settings.rejected, settings.registry)
        for each in sorted(folder.glob(f"*{UNFINISHED}"))
    ]
    for each in left:
        remove(each)
    if current := current_folder(settings):
        registry.restore(settings, current)
    return [each.name for each in left]


def rollback(settings: Settings, release: str | None = None) -> Path:
    """Lets `current` be an earlier release: the named one, else the one published before this."""
    folders = {each.name: each for each in kept(settings)}
    current = current_folder(settings)
    if release is None:
        names = list(folders)
        position = names.index(current.name) if current and current.name in folders else -1
        earlier = names[position + 1 :]
        if not earlier:
            raise NoSuchRelease("there is no earlier release to go back to")
        release = earlier[0]
    if release not in folders:
        raise NoSuchRelease(
            f"no release `{release}` is kept; kept are: {', '.join(folders) or '(none)'}"
        )
    if broken := manifest.damaged(folders[release]):
        raise NoSuchRelease(f"release `{release}` is damaged: {', '.join(broken)}")
    point(settings.releases / CURRENT, release)
    registry.restore(settings, folders[release])
    return folders[release]


def status(settings: Settings) -> Status:
    """Current, kept and last rejected, each as its manifest tells without the long lists."""
    current = current_folder(settings)
    rejected = _sealed(settings.rejected)
    return Status(
        current=_summary(current) if current else None,
        kept=[_summary(each) for each in kept(settings)],
        last_rejected=_summary(rejected[0]) if rejected else None,
    )


def prune(settings: Settings) -> list[str]:
    """Removes the oldest releases beyond those to keep; never the current one."""
    current = current_folder(settings)
    extra = [each for each in kept(settings)[settings.company.keep_releases :] if each != current]
    for each in extra:
        remove(each)
    return [each.name for each in extra]


def prune_rejected(settings: Settings) -> list[str]:
    extra = _sealed(settings.rejected)[settings.company.keep_releases :]
    for each in extra:
        remove(each)
    return [each.name for each in extra]


def _summary(folder: Path) -> dict[str, Any]:
    content = manifest.read(folder)
    short = ("release_id", "state", "as_of_on", "decided_at", "previous_release", "verdict")
    tables = {name: table["rows"] for name, table in content["tables"].items()}
    return {**{key: content[key] for key in short}, "tables": tables, "folder": str(folder)}


def _sealed(folder: Path) -> list[Path]:
    """Folders with a readable manifest, newest first."""
    found: list[tuple[int, str, Path]] = []
    for each in folder.glob(f"*/{manifest.NAME.as_posix()}"):
        release = each.parent.parent
        if release.is_symlink() or release.suffix == UNFINISHED:
            continue
        content = json.loads(each.read_text("utf-8"))
        found.append((int(content["sequence"]), content["decided_at"], release))
    return [release for _, _, release in sorted(found, reverse=True)]
