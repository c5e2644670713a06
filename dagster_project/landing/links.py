"""Links that lead out of the place where sources.yaml says the files lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dagster_project.landing.refusal import RefusedFile, shown


def refuse_link_out(file: Path, pattern: str, folder: Path) -> None:
    """Whoever may write into the folder must not choose which other files are read from it."""
    pattern = pattern.removeprefix("file://")
    if "://" in pattern:
        return
    named = Path(os.path.normpath(file))
    root = folder if named.is_relative_to(folder) else _start(folder / pattern)
    target = file.resolve()
    if not target.is_relative_to(root.resolve()):
        raise RefusedFile(
            "link out of the folder",
            f"found a link to {shown(str(target), 200)}; accepted: files in {root}; name the "
            "place itself in sources.yaml",
        )


def _start(pattern: Path) -> Path:
    """The folders of a pattern before its first glob sign."""
    parts = pattern.parent.parts
    plain = next((n for n, part in enumerate(parts) if re.search(r"[*?\[]", part)), len(parts))
    return Path(*parts[:plain])
