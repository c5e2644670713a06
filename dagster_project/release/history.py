"""The releases of a home: which is current, which are kept, how to go back, what a crash left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.release import manifest, registry
from dagster_project.release.durable import UNFINISHED, point, remove

if TYPE_CHECKING:
    from dagster_project.settings import Settings

CURRENT = "current"


class NoSuchRelease(Exception):
    """There is no release to go back to; the message lists those there are."""


def current_folder(settings: Settings) -> Path | None:
    """The release that readers see, if there is one."""
    link = settings.releases / CURRENT
    return link.resolve() if link.exists() else None


def kept(settings: Settings) -> list[Path]:
    """The sealed releases, newest first."""
    return _sealed(settings.releases)


def next_sequence(settings: Settings) -> int:
    """One more than any release kept or refused, so that their order needs no clock."""
    folders = [*kept(settings), *_sealed(settings.rejected)]
    return 1 + max((int(manifest.read(each)["sequence"]) for each in folders), default=0)


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


def rollback(settings: Settings, release: str | None = None) -> str:
    """Lets `current` be an earlier release: the named one, else the one that this one replaced."""
    folders = {each.name: each for each in kept(settings)}
    if release is None:
        release = _before_current(settings, folders)
    if release not in folders:
        raise NoSuchRelease(
            f"no release `{release}` is kept; kept are: {', '.join(folders) or '(none)'}"
        )
    if broken := manifest.damaged(folders[release]):
        raise NoSuchRelease(f"release `{release}` is damaged: {', '.join(broken)}")
    point(settings.releases / CURRENT, release)
    registry.restore(settings, folders[release])
    return release


def status(settings: Settings) -> dict[str, Any]:
    """`current`, `kept` and `last_rejected`, each as its manifest tells without the long lists."""
    current = current_folder(settings)
    rejected = _sealed(settings.rejected)
    return {
        "current": _summary(current) if current else None,
        "kept": [_summary(each) for each in kept(settings)],
        "last_rejected": _summary(rejected[0]) if rejected else None,
    }


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


def _before_current(settings: Settings, folders: Mapping[str, Path]) -> str:
    """The release that the current one replaced; if it is gone, the next older one kept."""
    names, current = list(folders), current_folder(settings)
    if current is None or current.name not in folders:
        earlier = names
    else:
        replaced = manifest.read(current)["previous_release"]
        earlier = [name for name in names if name == replaced]
        earlier = earlier or names[names.index(current.name) + 1 :]
    if not earlier:
        raise NoSuchRelease("there is no earlier release to go back to")
    return earlier[0]


def _summary(folder: Path) -> dict[str, Any]:
    content = manifest.read(folder)
    short = ("release_id", "state", "as_of_on", "decided_at", "previous_release", "verdict")
    tables = {name: table["rows"] for name, table in content["tables"].items()}
    return {**{key: content[key] for key in short}, "tables": tables, "folder": str(folder)}


def _sealed(folder: Path) -> list[Path]:
    """Folders with a readable manifest, newest first."""
    found: list[tuple[int, Path]] = []
    for each in folder.glob(f"*/{manifest.NAME.as_posix()}"):
        release = each.parent.parent
        if release.is_symlink() or release.suffix == UNFINISHED:
            continue
        content = json.loads(each.read_text("utf-8"))
        found.append((int(content["sequence"]), release))
    return [release for _, release in sorted(found, reverse=True)]
