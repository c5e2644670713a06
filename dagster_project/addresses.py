"""Where a source's files lie: in a folder, or at an address that holds no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

ACCEPTED = (
    "a path below the company folder, an absolute path, file:///folder/…, s3://bucket/…, "
    "sftp://host/… or https://host/…"
)
_URL = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*)?$", re.DOTALL)
_AUTHORITY = re.compile(r"^(?:(?P<who>.*)@)?(?P<host>\[[^\]]*\]|[^:@]*)(?::(?P<port>\d{1,5}))?$")
_MAGIC = re.compile(r"[*?\[]")
_ELSEWHERE = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ~/.aws",
    "sftp": "an SSH agent, or ~/.ssh/config",
    "https": "~/.netrc",
    "http": "~/.netrc",
}


class BadAddress(Exception):
    """The reason and what is accepted. Never the address: it may hold a secret."""


@dataclass(frozen=True)
class Address:
    """A pattern of paths in one place: a bucket, or a host with port and user."""

    scheme: str
    host: str
    port: int | None
    user: str | None
    # Behind the host, with its leading slash; may hold the wildcards of a shell.
    pattern: str

    @property
    def place(self) -> str:
        """The place as it may be shown: a user's name is no secret."""
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}"


def address_of(path: str) -> Address | None:
    """None for a path of this machine; BadAddress where it is none or holds a secret."""
    match = _URL.match(path)
    if match is None or match[1].lower() == "file":
        return None
    scheme, authority, pattern = match[1].lower(), match[2], match[3] or "/"
    if scheme not in _ELSEWHERE:
        raise BadAddress(f"found an address that begins with `{scheme}://`; accepted: {ACCEPTED}")
    said = _AUTHORITY.match(authority)
    if said is None or not said["host"]:
        raise BadAddress(f"found no host or bucket behind `{scheme}://`; accepted: {ACCEPTED}")
    user, host = said["who"], said["host"]
    if user is not None and (scheme != "sftp" or ":" in user or not user):
        raise BadAddress(
            f"found a user or password in the address; accepted: none; credentials for {scheme} "
            f"come from {_ELSEWHERE[scheme]}"
        )
    if scheme in ("http", "https"):
        _check_web(scheme, host, pattern)
    if scheme == "s3" and pattern == "/":
        raise BadAddress("found a bucket without a path; accepted: s3://bucket/folder/*.csv")
    return Address(scheme, host, int(said["port"]) if said["port"] else None, user, pattern)


def is_pattern(path: str) -> bool:
    return _MAGIC.search(path) is not None


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_web(scheme: str, host: str, pattern: str) -> None:
    if "?" in pattern or "#" in pattern:
        raise BadAddress(
            "found a query (`?…`) in the address, which may carry a key; accepted: the address of "
            "a file or a listing page alone; credentials for https come from ~/.netrc"
        )
    if is_pattern(pattern.rpartition("/")[0]):
        raise BadAddress(
            "found a wildcard in a folder of an https address; accepted: one behind the last "
            "slash, where the folder answers with a page of links"
        )
    if scheme == "http" and not is_loopback(host):
        raise BadAddress(
            "found http://, which anybody on the way can read and change; accepted: https://…"
        )
