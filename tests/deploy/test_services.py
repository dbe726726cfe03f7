"""The units of systemd and the image: what they may do, and that what they name is there."""

import json
import re
import shutil
import subprocess

import pytest

from tests.deploy.document import COPIED
from tests.deploy.proxy import ROOT

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
UNITS = sorted(ROOT.glob("deploy/*.service"))
IMAGE = (ROOT / "deploy/Containerfile").read_text()
RIGHTS = ("NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "LimitCORE=0",
          "ProtectHome=yes", "User=clinics", "UMask=0077",
          "InaccessiblePaths=-/srv/clinic-directory/.git")  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_service_has_no_right_that_it_does_not_need(unit):
    lines = unit.read_text().splitlines()
    assert [right for right in RIGHTS if right not in lines] == []
    written = [line for line in lines if line.startswith("ReadWritePaths=")]
    backups = " -/var/backups/clinic-directory" if "scheduler" in unit.name else ""
    assert written == [f"ReadWritePaths=/var/lib/clinic-directory{backups}"]
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze is installed")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=15", unit],
        capture_output=True, text=True,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout[-300:]  # at most 1.5 of 10


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_service_gets_its_secrets_as_files_and_none_in_its_environment(unit):
    text = unit.read_text()
    given = dict(re.findall(r"^LoadCredential=(\w+):(\S+)$", text, re.MULTILINE))
    watched = {"metrics_token"} if "web" in unit.name else set()
    assert set(given) == {"database_url", "secret_key", "address_keys", "email_url"} | watched
    named = re.findall(r"(\w+)_FILE=%d/(\w+)", text)
    assert {variable.lower(): name for variable, name in named} == {name: name for name in given}
    role = "site" if "web" in unit.name else "owner"
    assert given["database_url"].endswith(f"/{role}_database_url")


def instructions(kind: str) -> list[str]:
    """What follows the instructions of one kind, in their order."""
    return re.findall(rf"^{kind} (.*)$", IMAGE, re.MULTILINE)


def test_the_image_holds_the_code_that_the_site_needs_and_nothing_of_this_checkout_else():
    """The machine of test_deploy_doc.py is laid of the same folders, and serves."""
    copied = [path for line in instructions("COPY") if not line.startswith("--")
              for path in line.split()[:-1]]  # fmt: skip
    assert sorted(copied) == sorted({*COPIED, "requirements.lock"} - {"deploy"})
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_the_image_names_no_registry_installs_by_fingerprint_and_runs_as_nobody():
    assert instructions("ARG") == ["BASE"]
    assert instructions("FROM") == ["${BASE} AS made", "${BASE}"]
    assert [line for line in instructions("RUN") if "pip install" in line] == [
        ".venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock"
    ]
    last = IMAGE.split("FROM ${BASE}\n")[1]
    assert instructions("USER") == ["clinics"]
    assert last.index("USER clinics") < last.index("CMD [")
    assert last.index("install -d -o clinics") < last.index("USER clinics")
    assert not re.search(r"(SECRET_KEY|ADDRESS_KEYS|DATABASE_URL|EMAIL_URL)=(?!unused)", last)


def test_what_the_image_runs_are_programs_and_commands_that_are_there():
    commands = re.findall(r"python manage\.py (\w+)", IMAGE)
    assert set(commands) == {"build_messages", "collectstatic", "migrate", "scheduler"}
    (start,) = re.findall(r"^CMD (\[.*\])$", IMAGE, re.MULTILINE)
    assert start == '["gunicorn", "--bind", "0.0.0.0:8000", "directory.wsgi"]'
    (health,) = re.findall(r"CMD (\[\"python\".*\])$", IMAGE, re.MULTILINE)
    assert "http://127.0.0.1:8000/healthz" in health
    compile(json.loads(health)[2], "health", "exec")


def test_messages_and_static_files_of_an_image_are_made_without_a_database(tmp_path):
    """`build_messages` at least: `collectstatic` is what every deployment runs without one."""
    for name in set(COPIED) - {"deploy"}:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (line,) = [line for line in instructions("RUN") if "build_messages" in line]
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    done = subprocess.run(
        line, shell=True, cwd=tmp_path, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / ".postgres").exists()
    assert (tmp_path / "locale/es/LC_MESSAGES/django.mo").exists()
