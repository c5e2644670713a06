"""Files that lie in other places: listed, looked at and fetched, through fsspec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fsspec.utils import glob_translate

from dagster_project.addresses import Address, is_pattern
from dagster_project.landing.connections import Connections
from dagster_project.landing.refusal import WaitingFile
from dagster_project.landing.unreached import trouble_of

# A copy's name goes through our own file system, whose names are shorter than an object key.
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Far:
    """One file as its place describes it at a look."""

    address: Address
    # As fsspec wants it: bucket/key, a path of the server, or the whole URL.
    path: str
    size: int | None
    # The ETag, else the time of the last change; None where the place tells neither.
    version: str | None
    modified: datetime | None

    @property
    def shown(self) -> str:
        """Its URL, as books and messages have it."""
        if self.address.scheme == "s3":
            return f"s3://{self.path}"
        if self.address.scheme == "sftp":
            return f"{self.address.place}{_sftp_shown(self.path)}"
        return unquote(self.path)

    @property
    def name(self) -> str:
        return self.shown.rsplit("/", 1)[-1]

    @property
    def copy_name(self) -> str:
        return self.name if len(self.name.encode()) < 200 else self.name[-_LONGEST_NAME:]

    @property
    def stamp(self) -> dict[str, Any] | None:
        """What must be the same for the bytes to be known; None where nothing can tell."""
        return {"size": self.size, "version": self.version} if self.version else None


def listing(address: Address, connections: Connections) -> list[Far]:
    """The files that the address's pattern finds now; Unreachable where nobody can say."""
    system = connections.to(address)
    find = {"s3": _find_s3, "sftp": _find_sftp, "https": _find_web, "http": _find_web}
    return connections.tried(
        address, address.pattern, lambda: list(find[address.scheme](system, address))
    )


def fetch(far: Far, target: Path, connections: Connections) -> None:
    """Streams the bytes to `target`; WaitingFile if the file was not the same before and after."""
    system = connections.to(far.address)
    more = {"max_concurrency": 1} if far.address.scheme == "s3" else {}
    path = _behind(far)
    connections.tried(far.address, path, lambda: system.get_file(far.path, str(target), **more))
    after = connections.tried(far.address, path, lambda: _look(system, far.address, far.path))
    if (after.size, after.version) != (far.size, far.version) or (
        far.size is not None and target.stat().st_size != far.size
    ):
        raise WaitingFile("the file changed while it was fetched; it lands when it stands still")


def fetch_note(far: Far, ending: str, target: Path, connections: Connections) -> None:
    """The note beside the file (.done, .sha256, .rows), where there is one."""
    system, path = connections.to(far.address), far.path + ending

    def ask() -> None:
        try:
            system.get_file(path, str(target))
        except FileNotFoundError:
            target.unlink(missing_ok=True)

    connections.tried(far.address, _behind(far) + ending, ask)


def far_note_exists(far: Far, ending: str, connections: Connections) -> bool:
    system = connections.to(far.address)
    return connections.tried(
        far.address, _behind(far) + ending, lambda: bool(system.exists(far.path + ending))
    )


def _behind(far: Far) -> str:
    return far.shown.removeprefix(far.address.place)


def _find_s3(system: Any, address: Address) -> Iterator[Far]:
    path = address.host + address.pattern
    if not is_pattern(path):
        known = system.find(path, detail=True)
        yield from (_far(address, info) for name, info in known.items() if name == path)
        return
    root = _fixed_part(path)
    fits = re.compile(glob_translate(path)).match
    for name, info in sorted(system.find(root, detail=True, prefix="").items()):
        if info["type"] == "file" and fits(name):
            yield _far(address, info)


def _find_sftp(system: Any, address: Address) -> Iterator[Far]:
    path = address.pattern.removeprefix("/~/")
    if not is_pattern(path):
        yield from _one(system, address, path)
        return
    root = _fixed_part(path)
    fits = re.compile(glob_translate(path)).match
    depth = None if "**" in path else path[len(root) :].count("/")
    yield from (
        _far(address, info) for info in _walk(system, root or ".", depth) if fits(info["name"])
    )


def _walk(system: Any, folder: str, depth: int | None) -> Iterator[dict[str, Any]]:
    """Files below a folder; one that may not be read is an error, not an empty one."""
    for info in sorted(system.ls(folder, detail=True), key=lambda info: str(info["name"])):
        info["name"] = info["name"].removeprefix("./")
        if info["type"] == "link":
            info = {**system.info(info["name"]), "name": info["name"], "was_link": True}
        if info["type"] == "file":
            yield info
        # Below `**`, a link to a folder may lead back to where it lies.
        elif info["type"] == "directory" and depth != 0 and (depth or "was_link" not in info):
            yield from _walk(system, info["name"], None if depth is None else depth - 1)


def _find_web(system: Any, address: Address) -> Iterator[Far]:
    url = address.place + quote(address.pattern, safe="/%*[]!~+,;=:@&()'$")
    if not is_pattern(address.pattern):
        yield from _one(system, address, url)
        return
    folder, _, last = address.pattern.rpartition("/")
    fits = re.compile(glob_translate(last)).match
    for link in sorted(system.ls(address.place + quote(folder, safe="/%") + "/", detail=False)):
        # A link with a query may carry a key.
        if not link.endswith("/") and "?" not in link and fits(unquote(link.rsplit("/", 1)[-1])):
            yield _look(system, address, link)


def _one(system: Any, address: Address, path: str) -> Iterator[Far]:
    """The one file of a path without wildcards; not being there yet is no trouble of the place."""
    try:
        yield _look(system, address, path)
    except FileNotFoundError as error:
        if not trouble_of(error).is_absence:
            raise


def _look(system: Any, address: Address, path: str) -> Far:
    return _far(address, {**system.info(path), "name": path})


def _far(address: Address, info: dict[str, Any]) -> Far:
    modified = info.get("LastModified") or info.get("mtime") or info.get("Last-Modified")
    if isinstance(modified, str):
        modified = parsedate_to_datetime(modified) if modified else None
    stamped = modified.astimezone(UTC) if modified else None
    version = info.get("ETag") or (stamped.isoformat() if stamped else None)
    return Far(address, info["name"], info.get("size"), version, stamped)


def _fixed_part(path: str) -> str:
    """The folders before the first wildcard."""
    fixed = re.split(r"[*?\[]", path, maxsplit=1)[0]
    return fixed[: fixed.rfind("/") + 1]


def _sftp_shown(path: str) -> str:
    return path if path.startswith("/") else f"/~/{path}"
