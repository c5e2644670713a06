"""Files that come packed: opened once here, so that everything after sees plain bytes."""

from __future__ import annotations

import errno
import gzip
import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO

from dagster_project.landing.allowance import Allowance
from dagster_project.landing.archives import is_encrypted, member_name, opened_archive
from dagster_project.landing.delivery import delivery_order
from dagster_project.landing.refusal import RefusedFile, shown

_CHUNK = 1 << 20
# A zip in a zip in a zip is how exporters pack; deeper is a trap.
DEEPEST = 3
_OF_THE_SYSTEM = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_BROKEN = (
    *(EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, ValueError, OverflowError),
)


@dataclass(frozen=True)
class Part:
    """Plain bytes of one delivered file; `name` is its member name, empty where nothing was packed.

    `work` is a folder for copies of this part alone.
    """

    name: str
    file: Path
    work: Path


@dataclass
class Opened:
    """The parts that are read, in order, and the fate of each member of the container."""

    parts: list[Part] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)


def opened(file: Path, members: str | None, work: Path) -> Opened:
    """The file itself, or unpacked copies of the members that fit the glob `members`."""
    folder = work / "packed"
    shutil.rmtree(folder, ignore_errors=True)
    if not file.name.lower().endswith((".gz", ".zip")):
        return Opened([Part("", file, work)])
    folder.mkdir()
    found = Opened()
    _Unpacking(found, members, folder, Allowance.of(file)).open(file, file.name, [], 0)
    if len(found.parts) != 1 and (not found.parts or members is None):
        told = "; ".join(f"{name}: {fate}" for name, fate in sorted(found.members.items()))
        raise RefusedFile(
            "no member fits" if members else "not one file in the zip",
            f"found {len(found.parts)} files to read in the zip ({shown(told, 300)}); accepted: "
            + (f"a file that fits `{members}`" if members else "exactly one, or container.members"),
        )
    return found


@dataclass
class _Unpacking:
    found: Opened
    members: str | None
    folder: Path
    allowance: Allowance

    def open(self, file: Path, name: str, above: list[str], depth: int) -> None:
        """Unpacks `file`, known as `name`, which stands in the members `above`."""
        lower = name.lower()
        if depth > DEEPEST:
            raise RefusedFile(
                "packed too deeply",
                f"found {shown('/'.join(above))} packed more than {DEEPEST} times; accepted: less",
            )
        if lower.endswith(".zip"):
            with _told(name), opened_archive(file) as archive:
                self._open_members(archive, above, depth)
        elif lower.endswith(".gz"):
            with _told(name), gzip.open(file, "rb") as source:
                copy = self._copied(source)
            self.open(copy, name[:-3], above, depth + 1)
        else:
            self.found.parts.append(Part("/".join(above), file, file.parent))

    def _open_members(self, archive: zipfile.ZipFile, above: list[str], depth: int) -> None:
        infos = {member_name(info): info for info in archive.infolist()}
        if len(infos) < len(archive.infolist()):
            raise RefusedFile(
                "a member stands twice",
                "found one name for two members of the zip; accepted: each name once",
            )
        for name in sorted(infos, key=delivery_order):
            names = [*above, name]
            skipped = self._skipped(infos[name], names)
            if skipped is not None:
                self.found.members["/".join(names)] = skipped
                continue
            if is_encrypted(infos[name]):
                raise RefusedFile(
                    "encrypted",
                    f"the member {shown(name)} is encrypted; accepted: a zip without a password",
                )
            with archive.open(infos[name]) as source:
                copy = self._copied(source)
            if not name.lower().endswith(".zip"):
                self.found.members["/".join(names)] = "read"
            self.open(copy, name, names, depth + 1)

    def _skipped(self, info: zipfile.ZipInfo, names: list[str]) -> str | None:
        parts = names[-1].split("/")
        if info.is_dir():
            return "a folder"
        if parts[-1].startswith(".") or any(each in _OF_THE_SYSTEM for each in parts):
            return "written by the operating system"
        if not info.file_size:
            return "0 bytes"
        fits = self.members is None or any(_fits(each, self.members) for each in names)
        return None if fits or parts[-1].lower().endswith(".zip") else "not asked for"

    def _copied(self, source: IO[bytes] | gzip.GzipFile) -> Path:
        place = self.folder / str(len(list(self.folder.iterdir())))
        place.mkdir()
        with (place / "unpacked.part").open("wb") as copy:
            while chunk := source.read(_CHUNK):
                self.allowance.spend(len(chunk))
                copy.write(chunk)
        return place / "unpacked.part"


def _fits(name: str, pattern: str) -> bool:
    """By its whole name or its last part, and as if a .gz around it were not there."""
    names = {name, name.rsplit("/", 1)[-1]}
    names |= {each[:-3] for each in names if each.lower().endswith(".gz")}
    return any(fnmatchcase(each, pattern) for each in names)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, OSError) as error:
        # A place before the file's begin is the archive's fault; a full disk is not.
        if not isinstance(error, _BROKEN) and error.errno != errno.EINVAL:
            raise
        raise RefusedFile(
            "container broken",
            f"{shown(name)} ends early or is damaged ({error}); have it sent again",
        ) from error
