"""The registry of customer ids moves with the release: each carries the one it was made with.

The backup inside the release is the truth. The copy in the home is made from it after the swap, and
made again by the next night if the first was killed in between.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.release.durable import replace_file

if TYPE_CHECKING:
    from dagster_project.settings import Settings

BACKUP = Path("evidence") / "registry"


def back_up(folder: Path, save: Callable[[Path], None]) -> None:
    backup = folder / BACKUP
    backup.mkdir(parents=True, exist_ok=True)
    save(backup)


def restore(settings: Settings, release_folder: Path) -> bool:
    """Lets the home's registry be the release's; true if it was another."""
    changed = False
    for file in sorted((release_folder / BACKUP).rglob("*")):
        if not file.is_file():
            continue
        target = settings.registry / file.relative_to(release_folder / BACKUP)
        if not target.exists() or target.read_bytes() != file.read_bytes():
            replace_file(file, target)
            changed = True
    return changed
