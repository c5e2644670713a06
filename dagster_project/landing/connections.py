"""Connections to the places of a look: each opened once, and one that failed is not tried again."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from dagster_project.addresses import Address, is_loopback
from dagster_project.landing.unreached import LeftTls, Trouble, Unreachable, trouble_of

TRIES = 3
CONNECT_SECONDS, SILENCE_SECONDS = 20, 60
Result = TypeVar("Result")


class Connections:
    """What fsspec opened for this look, by place. Credentials are the libraries' own affair."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self.pause = pause
        self._open: dict[str, Any] = {}
        self._failed: dict[str, Unreachable] = {}

    def to(self, address: Address) -> Any:
        """The fsspec file system of a place; Unreachable says why there is none."""
        if address.place in self._failed:
            raise self._failed[address.place]
        if address.place not in self._open:
            try:
                self._open[address.place] = self.tried(address, "", lambda: _opened(address))
            except Unreachable as error:
                self._failed[address.place] = error
                raise
        return self._open[address.place]

    def tried(self, address: Address, path: str, ask: Callable[[], Result]) -> Result:
        """Asks up to three times, longer apart each time, where waiting can help."""
        for attempt in range(1, TRIES + 1):
            try:
                return ask()
            except Unreachable:
                raise
            except Exception as error:
                trouble = trouble_of(error)
                if trouble.may_pass and attempt < TRIES:
                    self.pause(4.0 ** (attempt - 1))
                    continue
                raise _unreachable(address, path, trouble, attempt) from None
        raise AssertionError("unreachable code")


def _unreachable(address: Address, path: str, trouble: Trouble, tries: int) -> Unreachable:
    times = f", {tries} times" if tries > 1 else ""
    return Unreachable(f"{address.place}{path} {trouble.what}{times}; {trouble.remedy}")


def _opened(address: Address) -> Any:
    return {"s3": _s3, "sftp": _sftp, "https": _web, "http": _web}[address.scheme](address)


def _s3(address: Address) -> Any:
    import s3fs

    system = s3fs.S3FileSystem(
        anon=False,
        skip_instance_cache=True,
        use_listings_cache=False,
        config_kwargs={
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": SILENCE_SECONDS,
            "retries": {"max_attempts": 1},
        },
    )
    # Trying again is ours, with a word about it.
    system.retries = 1
    return system


def _sftp(address: Address) -> Any:
    import asyncssh
    import sshfs

    said: dict[str, Any] = {"host": address.host.strip("[]")}
    if address.user:
        said["username"] = address.user
    if address.port:
        said["port"] = address.port
    config = Path("~/.ssh/config").expanduser()
    said["config"] = [str(config)] if config.exists() else []
    # sshfs leaves host keys unchecked unless told, and so may a line of ~/.ssh/config.
    if asyncssh.SSHClientConnectionOptions(**said).known_hosts is None:
        switched_off = Trouble(
            "is to be trusted unseen: ~/.ssh/config says `UserKnownHostsFile none`",
            "name a file with its host key there",
        )
        raise _unreachable(address, "", switched_off, 1)
    return sshfs.SSHFileSystem(
        said.pop("host"),
        known_hosts=(),
        connect_timeout=CONNECT_SECONDS,
        login_timeout=CONNECT_SECONDS,
        keepalive_interval=15,
        skip_instance_cache=True,
        **said,
    )


def _web(address: Address) -> Any:
    import aiohttp
    import fsspec
    from yarl import URL

    async def stay_encrypted(
        session: Any, context: Any, hop: aiohttp.TraceRequestRedirectParams
    ) -> None:
        target = hop.response.url.join(URL(hop.response.headers.get("Location", "")))
        if target.scheme != "https" and not is_loopback(target.host or ""):
            raise LeftTls

    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(stay_encrypted)
    return fsspec.filesystem(
        "https",
        skip_instance_cache=True,
        # Made now, since SSL_CERT_FILE may have been set after aiohttp was loaded.
        ssl=ssl.create_default_context(),
        client_kwargs={
            # ~/.netrc for credentials, and the proxies of the environment.
            "trust_env": True,
            # What is packed on the way would not have the size that the server tells.
            "headers": {"Accept-Encoding": "identity"},
            "timeout": aiohttp.ClientTimeout(
                total=None, sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS
            ),
            "trace_configs": [trace],
        },
    )
