"""Debian's nginx with deploy/nginx.conf on loopback, in a folder of its own."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import random
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.attacks.sockets import DEADLINE, Line

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "deploy/nginx.conf"
NAME = "clinics.example"


def ports(folder: Path, *, tls: int, plain: int, site: str) -> dict[str, str]:
    """What a test changes in nginx.conf beside paths: the account, ports, folders of pieces."""
    spare = "".join(
        f" {kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    version_6 = has_version_6()
    return {
        "user www-data;": "user root;",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen [::]:443 ": f"listen [::1]:{tls} " if version_6 else "# ",
        "listen [::]:80": f"listen [::1]:{plain}" if version_6 else "# ",
        "127.0.0.1:8000": site,
        "http {": f"http {{{spare}",
    }


def paths(folder: Path) -> dict[str, str]:
    """The paths that a test changes in nginx.conf."""
    return {
        "/var/log/nginx/": f"{folder}/",
        "/var/cache/nginx-clinics": f"{folder}/cache",
        f"/etc/ssl/{NAME}": f"{folder}/{NAME}",
        "/srv/clinic-directory/deploy": f"{ROOT}/deploy",
        "/var/www/acme": f"{folder}/acme",
    }


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its two ports, its folder with the logs, and who trusts its certificate."""

    tls: int
    plain: int
    folder: Path
    context: ssl.SSLContext

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        """One request under the site's name, from an address of this machine."""
        asked = http.client.HTTPConnection("127.0.0.1")
        named = {"Host": f"{NAME}:{self.tls}"} | (headers or {})
        with self.line(source) as line:
            asked.sock = line.socket
            asked.request(method, path, body=body, headers=named)
            got = asked.getresponse()
            return Answer(got.status, got.headers, got.read())

    def line(self, source: str = "127.0.0.1", name: str = NAME) -> Line:
        """A connection with TLS, on which anything can be sent."""
        return Line(self.tls, source, self.context, name)

    def logged(self) -> str:
        """All that stands in its logs."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@dataclass(frozen=True)
class Answer:
    """What a request got."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@contextmanager
def proxy(folder: Path, site: str, **more: str) -> Iterator[Proxy]:
    """nginx in front of `site` (`127.0.0.1:PORT` or `unix:PATH`). `more`: what else to replace."""
    tls, plain = configured(folder, site, **more)
    with started(folder / "nginx.conf", folder / f"{NAME}.pem", tls, plain) as running:
        yield running


def configured(folder: Path, site: str, **more: str) -> tuple[int, int]:
    """Write nginx.conf and a certificate into the folder; the two ports."""
    tls, plain = free_port(), free_port()
    certificate(folder)
    text = CONFIGURATION.read_text()
    changed = ports(folder, tls=tls, plain=plain, site=site) | paths(folder) | more
    for old, new in changed.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    return tls, plain


@contextmanager
def started(configuration: Path, trusted: Path, tls: int, plain: int) -> Iterator[Proxy]:
    """nginx with a configuration of these ports; `trusted` is its certificate."""
    folder = configuration.parent
    run = [nginx(), "-p", folder, "-e", folder / "start.log", "-c", configuration,
           "-g", "daemon off;"]  # fmt: skip
    process = subprocess.Popen(run, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(cafile=str(trusted))
    try:
        wait_for(f"127.0.0.1:{tls}", process)
        yield Proxy(tls, plain, folder, context)
    finally:
        process.terminate()
        assert process.wait(DEADLINE) == 0, (folder / "start.log").read_text()


def nginx() -> str:
    """The program. Without it the test is skipped."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("no nginx is installed")
    return program


@contextmanager
def gunicorn(application: str, bind: str = "", *words: str, **options: object) -> Iterator[str]:
    """gunicorn with gunicorn.conf.py, on a free port or on `bind`; yields where it listens."""
    where = bind or f"127.0.0.1:{free_port()}"
    run = [sys.executable, "-m", "gunicorn", "--bind", where, "--log-level", "error", *words,
           application]  # fmt: skip
    process = subprocess.Popen(run, cwd=ROOT, **options)
    try:
        wait_for(where, process)
        yield where
    finally:
        process.terminate()
        assert process.wait(DEADLINE) == 0


def wait_for(where: str, process: subprocess.Popen) -> None:
    """Wait until the process listens at `127.0.0.1:PORT` or `unix:PATH`."""
    host, _, end = where.partition(":")
    limit = time.monotonic() + DEADLINE
    while True:
        try:
            with socket.socket(socket.AF_UNIX if host == "unix" else socket.AF_INET) as tried:
                tried.connect(end if host == "unix" else (host, int(end)))
            return
        except OSError:
            assert process.poll() is None, "it ended"
            assert time.monotonic() < limit, "it does not listen"
            time.sleep(0.02)


def free_port() -> int:
    """A port of this machine on which nobody listens, and which no outgoing connection may get."""
    while True:
        port = random.randint(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def has_version_6() -> bool:
    """Whether this machine has a loopback address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def certificate(folder: Path) -> None:
    """Write a certificate for the site's name and its key, signed by itself, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / f"{NAME}.pem").write_bytes(made.public_bytes(pem))
    form = serialization.PrivateFormat.PKCS8
    (folder / f"{NAME}.key").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
