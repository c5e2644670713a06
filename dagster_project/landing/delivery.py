"""Which files a source has, in the order of their delivery: a function of their paths."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from dagster_project.landing.afar import Far, listing
from dagster_project.landing.connections import Connections
from dagster_project.landing.unreached import Unreachable
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
    # Where its bytes lie; of a file that lies elsewhere, where they are fetched to.
    file: Path
    # Relative to the company folder where the file lies in it; the same on every machine.
    path: str
    far: Far | None = None

    @property
    def delivered_on(self) -> str | None:
        day = first_date(self.path)
        return day.isoformat() if day else None


def deliveries(
    settings: Settings, source: Source, connections: Connections | None = None
) -> list[Delivery]:
    """The files that a source's pattern finds; what stands beside a file is not a file.

    Unreachable where the source's place cannot be asked: what lies there is not known.
    """
    address = source.address
    if address is None:
        found = _local_files(settings, source)
    else:
        copies = settings.landing / ".work" / "fetched"
        found = [
            Delivery(source, copies / far.copy_name, far.shown, far)
            for far in listing(address, connections or Connections())
            if not far.name.startswith(".") and not far.name.endswith(SIDECARS)
        ]
    return sorted(found, key=lambda each: delivery_order(each.path))


@lru_cache(maxsize=1 << 16)
def delivery_order(path: str) -> tuple[str, list[Any]]:
    """Sorts by the first date in the path, then the way a person counts (part 2 before part 10)."""
    day = first_date(path)
    parts = re.split(r"(\d+)", path)
    return (
        day.isoformat() if day else "",
        [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part],
    )


@lru_cache(maxsize=1 << 16)
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


def _local_files(settings: Settings, source: Source) -> list[Delivery]:
    pattern, folder = source.path.removeprefix("file://"), settings.company_folder
    root = re.split(r"[*?\[]", pattern, maxsplit=1)[0].rpartition("/")[0]
    # Below the company folder a folder may not have been made yet; elsewhere it is a lost disk.
    if root.startswith("/") and not os.path.isdir(root):
        raise Unreachable(f"{root} is not there; look whether its disk is mounted")
    inside, found = f"{folder.as_posix()}/", []
    for each in glob.iglob(pattern, root_dir=folder, recursive=True):
        name = each.rpartition("/")[2]
        if not name.startswith(".") and not name.endswith(SIDECARS):
            file = os.path.join(folder, each)
            if os.path.isfile(file):
                found.append(Delivery(source, Path(file), file.removeprefix(inside)))
    return found
