"""Files that come packed: opened once here, so that everything after sees plain bytes."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from dagster_project.landing.refusal import RefusedFile

# A packed file may grow this much; beyond it somebody wants the disk rather than to send data.
LARGEST_GROWTH = 200
SMALLEST_LIMIT = 64 << 20
_CHUNK = 1 << 20


def open_bytes(file: Path, work: Path) -> Path:
    """The path of the plain bytes: the file itself, or an unpacked copy in the work folder."""
    name = file.name.lower()
    if name.endswith(".gz"):
        return _unpacked(lambda: gzip.open(file, "rb"), file, work)
    if name.endswith(".zip"):
        return _unpacked(lambda: _only_member(file), file, work)
    return file


def _only_member(file: Path) -> IO[bytes]:
    archive = zipfile.ZipFile(file)
    members = [
        each
        for each in archive.infolist()
        if not each.is_dir() and each.file_size and not each.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise RefusedFile(
            "not one file in the zip",
            f"found {len(members)} files in the zip; accepted: exactly one; unpack it beside",
        )
    return archive.open(members[0])


def _unpacked(opened: Callable[[], Any], file: Path, work: Path) -> Path:
    target = work / "unpacked.part"
    limit = max(SMALLEST_LIMIT, file.stat().st_size * LARGEST_GROWTH)
    try:
        with opened() as source, target.open("wb") as copy:
            while chunk := source.read(_CHUNK):
                copy.write(chunk)
                if copy.tell() > limit:
                    raise RefusedFile(
                        "unpacks to too much",
                        f"found more than {limit >> 20} MB in {file.stat().st_size:,} packed "
                        "bytes; accepted: a file that grows at most "
                        f"{LARGEST_GROWTH} times; send it unpacked",
                    )
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise RefusedFile(
            "container broken",
            f"the packed file ends early or is damaged ({error}); have it sent again",
        ) from error
    shutil.copystat(file, target)
    return target
