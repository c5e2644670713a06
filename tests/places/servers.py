"""Real servers on the loopback, each on a free port, ended with the tests that asked for it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

WEED = Path(sys.executable).with_name("weed")
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
    # Installed by unpacking, or never started: as root it wants that folder.
    SSHD = None


def free_ports(count: int) -> list[int]:
    """Ports that nobody has, and nobody has the one 10,000 above, where weed listens as well."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        while len(found) < count:
            with contextlib.suppress(OSError):
                low = held.enter_context(socket.socket())
                low.bind(("127.0.0.1", 0))
                port = low.getsockname()[1] % 20_000 + 20_000
                for each in (port, port + 10_000):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", each))
                found.append(port)
    return found


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program while it listens; its own words where it ends too early."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            if answers(port):
                break
            assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.1)
        yield process
    finally:
        # Nothing it holds is wanted again, so it need not end well.
        process.kill()
        process.wait()


@dataclass(frozen=True)
class S3Server:
    """Keys, and the address that AWS_ENDPOINT_URL takes."""

    endpoint: str
    key: str = "cx360reader"
    secret: str = "the-right-secret"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


@contextlib.contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """SeaweedFS, which checks every signature."""
    master, volume, filer, s3 = free_ports(4)
    server = S3Server(f"http://127.0.0.1:{s3}")
    keys = [{"accessKey": server.key, "secretKey": server.secret}]
    may = {"name": "reader", "credentials": keys, "actions": ["Admin", "Read", "List", "Write"]}
    (folder / "keys.json").write_text(json.dumps({"identities": [may]}))
    (folder / "data").mkdir()
    command = [str(WEED), "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1"]
    command += ["-ip.bind=127.0.0.1", f"-master.port={master}", f"-volume.port={volume}"]
    command += ["-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}", "-volume.max=8"]
    command += [f"-s3.config={folder / 'keys.json'}", "-s3.port.iceberg=0"]
    command += ["-s3.port.lance=0"]
    command += ["-master.volumeSizeLimitMB=16", "-master.telemetry=false"]
    try:
        with running(command, s3, folder / "weed.log"):
            yield server
    finally:
        # It leaves the sockets of its inner doors behind.
        for port in (master, volume, filer, s3):
            for each in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                each.unlink(missing_ok=True)
            for each in Path("/tmp").glob(f"seaweedfs-*-{port + 10_000}.sock"):
                each.unlink(missing_ok=True)


@dataclass(frozen=True)
class SftpServer:
    """A server over a folder, and a home whose .ssh may enter it."""

    port: int
    drops: Path
    home: Path
    host_key: str

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}{self.drops}"

    def trust(self) -> None:
        line = f"[127.0.0.1]:{self.port} {self.host_key}\n"
        (self.home / ".ssh" / "known_hosts").write_text(line)


def _keys(folder: Path) -> tuple[Path, SftpServer]:
    home, drops = folder / "home", folder / "drops"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    drops.mkdir()
    host, client = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    for key, path in ((host, folder / "host_key"), (client, home / ".ssh" / "id_ed25519")):
        key.write_private_key(str(path))
        path.chmod(0o600)
    client.write_public_key(str(folder / "authorized_keys"))
    (port,) = free_ports(1)
    public = host.export_public_key().decode().strip()
    return folder / "host_key", SftpServer(port, drops, home, public)


@contextlib.contextmanager
def openssh_server(folder: Path) -> Iterator[SftpServer]:
    host_key, server = _keys(folder)
    said = {
        "Port": server.port,
        "ListenAddress": "127.0.0.1",
        "HostKey": host_key,
        "AuthorizedKeysFile": folder / "authorized_keys",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "UsePAM": "no",
        "StrictModes": "no",
        "PidFile": "none",
        "Subsystem": "sftp internal-sftp",
    }
    config = folder / "sshd_config"
    config.write_text("".join(f"{key} {value}\n" for key, value in said.items()))
    assert SSHD
    with running([SSHD, "-D", "-e", "-f", str(config)], server.port, folder / "sshd.log"):
        yield server


@contextlib.contextmanager
def asyncssh_server(folder: Path) -> Iterator[SftpServer]:
    host_key, server = _keys(folder)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            server.port,
            server_host_keys=[str(host_key)],
            authorized_client_keys=str(folder / "authorized_keys"),
            sftp_factory=True,
        )

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(acceptor.close)
        asyncio.run_coroutine_threadsafe(acceptor.wait_closed(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)


@dataclass
class WebServer:
    """Files over https: who asked for what, and what stands in the way."""

    drops: Path
    port: int
    authority: Path
    scheme: str = "https"
    asked: list[tuple[str, str]] = field(default_factory=list)
    # Basic credentials that are wanted, paths that are sent elsewhere, statuses that come first.
    wanted: str = ""
    moved: dict[str, str] = field(default_factory=dict)
    failing: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"

    def fetched(self) -> list[str]:
        return [path for method, path in self.asked if method == "GET" and path[-1] != "/"]


@contextlib.contextmanager
def web_server(folder: Path) -> Iterator[WebServer]:
    """https with a certificate of its own making."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _write_certificate(certificate, key)
    server = WebServer(folder / "drops", 0, certificate)
    server.drops.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *said: object) -> None:
            super().__init__(*said, directory=str(server.drops))  # type: ignore[arg-type]

        def log_message(self, *said: object) -> None:
            """Says nothing between the tests' own lines."""

        def send_head(self) -> object:  # type: ignore[override]
            server.asked.append((self.command, self.path))
            entry = base64.b64encode(server.wanted.encode()).decode()
            if server.failing:
                return self.send_error(server.failing.pop(0))
            if server.wanted and self.headers.get("Authorization") != f"Basic {entry}":
                return self.send_error(401)
            if target := server.moved.get(self.path):
                self.send_response(302)
                self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return None
            return super().send_head()

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    server.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join(20)


def _write_certificate(certificate: Path, key: Path) -> None:
    from datetime import datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2024, 1, 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    certificate.write_bytes(made.public_bytes(pem))
    key.write_bytes(private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
