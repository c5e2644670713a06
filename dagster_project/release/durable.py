"""Changes on disk that either happened wholly or did not happen, whenever the power goes."""

from __future__ import annotations

import json
import os
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

# What a crash may leave behind carries this ending, and `sweep` removes it.
UNFINISHED = ".tmp"


def fsync(path: Path) -> None:
    """Asks the disk to keep what was written to a file, or which names a folder holds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Every file first, then the folders from the inside out."""
    for root, _, files in os.walk(folder, topdown=False):
        for name in files:
            fsync(Path(root) / name)
        fsync(Path(root))


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_plain)
    path.write_text(text + "\n", "utf-8")


def _plain(value: Any) -> Any:
    """What JSON has no word for: an amount is a number, a day is its ISO text."""
    return float(value) if isinstance(value, Decimal) else str(value)


def replace_file(source: Path, target: Path) -> None:
    """A copy of `source` as `target`, which at any time holds the old bytes or the new."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = target.with_name(target.name + UNFINISHED)
    copy.unlink(missing_ok=True)
    shutil.copyfile(source, copy)
    fsync(copy)
    os.replace(copy, target)
    fsync(target.parent)


def point(link: Path, target: str) -> None:
    """Lets a symbolic link name another folder, without a moment in which it names none."""
    new = link.with_name(link.name + UNFINISHED)
    new.unlink(missing_ok=True)
    os.symlink(target, new)
    os.replace(new, link)
    fsync(link.parent)


def move(source: Path, target: Path) -> None:
    os.rename(source, target)
    fsync(target.parent)
    if source.parent != target.parent:
        fsync(source.parent)


def remove(path: Path) -> None:
    """Away at one stroke first, so that half a folder never stands under a name that is read."""
    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    if not path.exists():
        return
    if path.suffix != UNFINISHED:
        grave = path.with_name(path.name + ".old" + UNFINISHED)
        if grave.exists():
            shutil.rmtree(grave)
        os.rename(path, grave)
        path = grave
    shutil.rmtree(path)
