"""Is the file whole: does it stand still, and do the notes beside it agree with its bytes?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dagster_project.contracts import Contract
from dagster_project.landing.refusal import RefusedFile, WaitingFile

_CHUNK = 4 << 20


@dataclass(frozen=True)
class Stamp:
    """What the file system says of a file; any writing changes it."""

    size: int
    modified: int
    changed: int
    inode: int

    @classmethod
    def of(cls, file: Path) -> Stamp:
        stat = file.stat()
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def still(file: Path, stamp: Stamp) -> None:
    """Between two looks nothing was written."""
    if Stamp.of(file) != stamp:
        raise WaitingFile("the file changed while it was read; it is landed when it stands still")


def digest(file: Path) -> str:
    sha = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        buffer = bytearray(_CHUNK)
        view = memoryview(buffer)
        while count := stream.readinto(buffer):
            sha.update(view[:count])
    return sha.hexdigest()


def beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def check_notes(file: Path, sha256: str, contract: Contract) -> None:
    """The done-marker that the contract asks for, and the checksum where one was delivered."""
    if contract.integrity.done_marker and not beside(file, ".done").exists():
        raise WaitingFile(f"{file.name}.done is not there yet; the contract asks for it")
    note = beside(file, ".sha256")
    if note.exists():
        words = note.read_text("utf-8", "replace").split()
        said = words[0].lower().removeprefix("sha256:") if words else ""
        if said != sha256:
            raise RefusedFile(
                "checksum differs",
                f"{note.name} says {said[:12] or 'nothing'}…, the bytes have {sha256[:12]}…; the "
                "file was cut or changed on its way: have it sent again",
            )


def confirm(file: Path) -> None:
    """Says beside a snapshot, for its bytes as they are now, that it lost its rows rightly."""
    beside(file, ".confirmed").write_text(f"{digest(file)[:16]}\n", "utf-8")


def confirmed(file: Path, load_id: str) -> bool:
    """Somebody wrote the load id of these very bytes beside the file."""
    note = beside(file, ".confirmed")
    return note.exists() and load_id in note.read_text("utf-8", "replace").split()


def declared_rows(file: Path) -> int | None:
    note = beside(file, ".rows")
    if not note.exists():
        return None
    text = note.read_text("utf-8", "replace").strip()
    if not text.isdecimal():
        raise RefusedFile("row count unreadable", f"{note.name}: accepted: one whole number")
    return int(text)
