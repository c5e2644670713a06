"""Files that are either wholly there or not there, whenever the power goes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

# What quarantine and landing hold is personal data: nobody but the owner reads it.
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def private_folder(path: Path) -> Path:
    """The folder, made with all that is missing above it for the owner alone."""
    if not path.is_dir():
        private_folder(path.parent)
        path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    return path


def fresh_work_folder(path: Path) -> Path:
    """An empty folder for half-written files; what a crash left in it is gone."""
    shutil.rmtree(path, ignore_errors=True)
    return private_folder(path)


def settle(unfinished: Path, final: Path) -> None:
    """Gives a finished file its name, once the disk has its bytes."""
    os.chmod(unfinished, PRIVATE_FILE)
    _sync(unfinished)
    private_folder(final.parent)
    os.replace(unfinished, final)
    _sync(final.parent)


def write_json(path: Path, value: Any, *, work: Path) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    unfinished = work / f"{path.name}.json.part"
    unfinished.write_text(text + "\n", "utf-8")
    settle(unfinished, path)


def copy(source: Path, final: Path, *, work: Path) -> None:
    unfinished = work / f"{final.name}.part"
    shutil.copyfile(source, unfinished)
    settle(unfinished, final)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
