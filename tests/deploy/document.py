"""The blocks of docs/deploy.md, and a machine of paths below a folder on which they are run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from directory.devserver.embedded.programs import Programs
from tests.attacks.sockets import DEADLINE
from tests.deploy.proxy import ROOT

DOCUMENT = ROOT / "docs/deploy.md"
COPIED = ("clinics", "directory", "templates", "locale", "fixtures", "deploy", "manage.py",
          "gunicorn.conf.py")  # fmt: skip
PROGRAMS = Programs.find().folder
"""Where psql is on a machine that has none."""
SECONDS = 300
"""Time for the commands of one block."""


def blocks(section: str) -> list[str]:
    """The `sh` blocks of a section, without the indentation of the list they stand in."""
    text = DOCUMENT.read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = re.findall(r"^( *)```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(f"^{indent}", "", inside, flags=re.MULTILINE) for indent, inside in found]


@dataclass(frozen=True)
class Machine:
    """A folder that stands for `/`, and what else is replaced in all that is run and read."""

    root: Path
    replaced: Mapping[str, str]

    def __post_init__(self) -> None:
        """Lay the checkout, in the place where the document has git put it."""
        checkout = self.checkout
        checkout.mkdir(parents=True)
        for name in COPIED:
            if (ROOT / name).is_dir():
                leave = shutil.ignore_patterns("*.mo")  # what is compiled already may come along
                shutil.copytree(ROOT / name, checkout / name, ignore=leave)
            else:
                shutil.copy(ROOT / name, checkout / name)
        (checkout / ".venv").symlink_to(ROOT / ".venv")
        for name in ("etc/ssl", "etc/nginx", "etc/systemd/system", "var/cache", "var/log/nginx"):
            (self.root / name).mkdir(parents=True)
        for path in (checkout / "deploy").iterdir():
            if path.is_file():
                path.write_text(self.text(path.read_text()))

    def text(self, text: str) -> str:
        """The text with this machine's paths, ports and names."""
        for old, new in self.replaced.items():
            text = text.replace(old, new)
        return re.sub(r"(?<![\w.}-])/(srv|etc/(?!nginx/mime)|var)\b", rf"{self.root}/\1", text)

    @property
    def checkout(self) -> Path:
        """Where the code lies."""
        return self.root / "srv/clinic-directory"

    def files(self) -> dict[str, tuple[int, int]]:
        """What lies in the checkout: path → when it was written, and its size."""
        paths = [path for path in self.checkout.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.checkout)): (path.stat().st_mtime_ns, path.stat().st_size)
                for path in paths}  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """That of a shell which has nothing of the site's variables."""
        return {"PATH": f"{os.environ['PATH']}:/usr/sbin:{PROGRAMS}", "HOME": str(self.root),
                "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip

    def run(self, *commands: str, ends: int = 0) -> str:
        """What one shell prints that runs them, and stops at the first that fails."""
        text = self.text("\n".join(["set -e", *commands]))
        done = subprocess.run(
            ["bash", "-c", text], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
            cwd=self.checkout,
        )  # fmt: skip
        assert done.returncode == ends, done.stdout
        return done.stdout

    @contextmanager
    def service(self, unit: str, listener: socket.socket | None = None) -> Iterator[None]:
        """A service as its unit says, with the socket that systemd would hold for it."""
        said = (self.root / "etc/systemd/system" / unit).read_text()

        def values(name: str) -> list[str]:
            return re.findall(rf"^{name}=(.*)$", said, re.MULTILINE)

        credentials = self.root / "run" / unit
        credentials.mkdir(parents=True, exist_ok=True)
        for name, path in (one.split(":") for one in values("LoadCredential")):
            shutil.copy(path, credentials / name)
        pairs = [*" ".join(values("Environment")).replace("%d", str(credentials)).split(),
                 *Path(values("EnvironmentFile")[0]).read_text().split()]  # fmt: skip
        environment = self.environment | dict(pair.split("=", 1) for pair in pairs)
        command = values("ExecStart")[0]
        if listener:
            shell = f"exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec {command}"
            command = f"bash -c '{shell}'"
        heard = f"{unit} of {os.getpid()}"  # where it says that it is ready
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(f"\0{heard}")
            told.settimeout(DEADLINE)
            with subprocess.Popen(
                f"exec {command}", shell=True, cwd=values("WorkingDirectory")[0],
                env=environment | {"NOTIFY_SOCKET": f"@{heard}"},
                pass_fds=[listener.fileno()] if listener else [],
            ) as process:  # fmt: skip
                try:
                    if values("Type") == ["notify"]:
                        assert told.recv(1000).startswith(b"READY=1")
                    yield
                    assert process.poll() is None
                finally:
                    process.terminate()
                    ended = process.wait(DEADLINE)
                assert ended in (0, -signal.SIGTERM), f"{unit} ended with {ended}"
