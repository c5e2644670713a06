"""Which files a source has, in the order of their delivery: a function of their paths."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dagster_project.documents import ConfigurationError
from dagster_project.settings import Settings, Source

SIDECARS = (".done", ".sha256", ".rows", ".confirmed")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(\d*)")
# A day, or a day with a time behind it to the minute, second or millisecond.
_COMPACT_REST = {0, 2, 4, 6, 9}
_MONTH = re.compile(r"(?<![0-9A-Za-z])(?:(?:19|20)\d{2})[-_.]?(?:0[1-9]|1[0-2])(?![0-9A-Za-z])")
_SHORT_DAY = re.compile(r"(?<![0-9A-Za-z])(\d{2})(\d{2})(\d{2})(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Delivery:
    """One file of one source."""

    source: Source
    file: Path
    # Relative to the company folder where the file lies in it; the same on every machine.
    path: str

    @property
    def delivered_on(self) -> str | None:
        day = first_date(self.path)
        return day.isoformat() if day else None


def deliveries(settings: Settings, source: Source) -> list[Delivery]:
    """The files that a source's pattern finds; what stands beside a file is not a file."""
    found = [
        Delivery(source, file, _shown_path(file, settings.company_folder))
        for file in _local_files(source, settings.company_folder)
        if file.suffix not in SIDECARS and not file.name.startswith(".")
    ]
    return sorted(found, key=lambda each: delivery_order(each.path))


def delivery_order(path: str) -> tuple[str, list[Any]]:
    """Sorts by the first date in the path, then the way a person counts (part 2 before part 10)."""
    day = first_date(path)
    parts = re.split(r"(\d+)", path)
    return (
        day.isoformat() if day else "",
        [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part],
    )


def first_date(path: str) -> date | None:
    return next(_dates(path), None)


def _dates(text: str) -> Iterator[date]:
    for match in _DATE.finditer(text):
        year, separator, month, day, rest = match.groups()
        if (len(rest) in _COMPACT_REST) if not separator else not rest:
            try:
                yield date(int(year), int(month), int(day))
            except ValueError:
                continue


def logical_name(path: str) -> str | None:
    """The base name, where it names the window it holds; a later file of that name corrects it."""
    name = path.rsplit("/", 1)[-1]
    if first_date(name) or _MONTH.search(name):
        return name
    for year, month, day in _SHORT_DAY.findall(name):
        try:
            date(2000 + int(year), int(month), int(day))
        except ValueError:
            continue
        return name
    return None


def _local_files(source: Source, folder: Path) -> list[Path]:
    pattern = source.path.removeprefix("file://")
    if "://" in pattern:
        raise ConfigurationError(
            f"sources.yaml: {source.name}: found the path `{source.path}`; accepted: a path below "
            "the company folder, an absolute path or file://; copy the files there first"
        )
    found = glob.glob(pattern, root_dir=folder, recursive=True)
    return [path for each in found if (path := folder / each).is_file()]


def _shown_path(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_posix()
