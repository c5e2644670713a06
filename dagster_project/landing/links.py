"""Links that lead out of the place where sources.yaml says the files lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dagster_project.landing.refusal import RefusedFile, shown


def refuse_link_out(file: Path, pattern: str, folder: Path, followed: dict[str, str]) -> None:
    """Whoever may write into the folder must not choose which other files are read from it.

    `followed` holds the folders whose links this look has followed already.
    """
    pattern = pattern.removeprefix("file://")
    if "://" in pattern:
        return
    within = os.path.normpath(file).startswith(f"{folder}/")
    root = str(folder if within else _start(folder / pattern))
    parent, name = os.path.split(file)
    real_root, real_parent = (_real(each, followed) for each in (root, parent))
    target = os.path.realpath(file) if os.path.islink(file) else f"{real_parent}/{name}"
    if not target.startswith(f"{real_root.rstrip('/')}/"):
        raise RefusedFile(
            "link out of the folder",
            f"found a link to {shown(target, 200)}; accepted: files in {root}; name the "
            "place itself in sources.yaml",
        )


def _real(path: str, followed: dict[str, str]) -> str:
    if path not in followed:
        followed[path] = os.path.realpath(path)
    return followed[path]


def _start(pattern: Path) -> Path:
    """The folders of a pattern before its first glob sign."""
    parts = pattern.parent.parts
    plain = next((n for n, part in enumerate(parts) if re.search(r"[*?\[]", part)), len(parts))
    return Path(*parts[:plain])
