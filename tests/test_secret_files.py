"""Secrets from files: read alike by commands and by the server, and never repeated in a message."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from directory.devserver import database
from directory.site.checks import secrets_are_private
from directory.site.environment import SECRETS, secret, with_secrets

ASK = """
import json
from directory import settings as s
database, bucket = s.DATABASES["default"], s.STORAGES["default"]["OPTIONS"]
print(json.dumps([s.SECRET_KEY, s.SECRET_KEY_FALLBACKS, s.ADDRESS_KEYS, database["NAME"],
    database["PASSWORD"], s.DATABASE_REPLICAS[0]["PASSWORD"], s.EMAIL_HOST_PASSWORD,
    bucket["secret_key"], s.METRICS_TOKEN]))
"""
SAID = {
    "SECRET_KEY": "$key-that-begins-with-a-dollar",
    "SECRET_KEY_FALLBACKS": "older,oldest",
    "ADDRESS_KEYS": "$new,old",
    "DATABASE_URL": "postgres://site:database-word@db.example/clinics",
    "DATABASE_REPLICA_URLS": "postgres://site:replica-word@copy.example/clinics",
    "EMAIL_URL": "smtp+tls://site:mail-word@mail.example:587",
    "DOCUMENTS_URL": "s3://KEY:bucket-word@s3.example/documents",
    "METRICS_TOKEN": "$metrics-word",
}  # fmt: skip
READ = ["$key-that-begins-with-a-dollar", ["older", "oldest"], ["$new", "old"], "clinics",
        "database-word", "replica-word", "mail-word", "bucket-word", "$metrics-word"]  # fmt: skip


def bare() -> dict[str, str]:
    """The variables of this process without any secret, as in production."""
    named = {*SECRETS, *(f"{name}_FILE" for name in SECRETS)}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return kept | {"DEMO": "0", "DEBUG": "0"}


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A Python program with those variables."""
    return subprocess.run(
        [sys.executable, *words], cwd=database.PROJECT, env=bare() | environ,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def in_files(folder, said: dict[str, str]) -> dict[str, str]:
    """The variables that name a file for each of these secrets."""
    made = {}
    for name, value in said.items():
        (folder / name).write_text(f"{value}\n")
        (folder / name).chmod(0o400)
        made[f"{name}_FILE"] = str(folder / name)
    return made


def test_settings_read_every_secret_from_a_file_as_from_its_variable(tmp_path):
    assert set(SAID) == set(SECRETS)
    for environ in (SAID, in_files(tmp_path, SAID)):
        done = run("-c", ASK, **environ)
        assert (json.loads(done.stdout or "0"), done.stderr) == (READ, "")


def test_commands_find_the_database_and_the_key_in_files(tmp_path):
    url = database.url()
    named = in_files(tmp_path, {"DATABASE_URL": url, "SECRET_KEY": "s" * 60})
    said = run("manage.py", "database", "status", **named)
    assert said.stdout.startswith("DATABASE_URL answers: PostgreSQL ")
    asked = (
        "from django.conf import settings as s; print(s.SECRET_KEY, s.DATABASES['default']['NAME'])"
    )
    said = run("manage.py", "shell", "-v", "0", "-c", asked, **named)
    assert (said.stdout.split(), said.stderr) == (["s" * 60, "clinic_directory"], "")
    stopped = run("manage.py", "database", "stop", **named)
    assert "DATABASE_URL names the database" in stopped.stdout + stopped.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_given_twice_is_refused(tmp_path, name):
    environ = {name: "in the variable"} | in_files(tmp_path, {name: "in the file"})
    for read in (lambda: secret(environ, name), lambda: with_secrets(environ)):
        with pytest.raises(ImproperlyConfigured) as refused:
            read()
        assert str(refused.value) == f"{name} and {name}_FILE are both set: unset one of them."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"hidden-one\nhidden-two\n", "holds more than one line"),
        (b"hidden-\xff", "is not text"),
    ],
)
def test_a_file_that_is_no_secret_is_named_and_never_repeated(tmp_path, content, reason):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured) as refused:
        secret({"EMAIL_URL_FILE": str(path)}, "EMAIL_URL")
    assert str(refused.value) == f"EMAIL_URL_FILE names {path}, which {reason}."


def test_commands_and_servers_say_it_in_one_line(tmp_path):
    path = tmp_path / "key"
    path.write_text("hidden-one\nhidden-two\n")
    wrong = {"DATABASE_URL": database.url(), "DEMO": "1", "EMAIL_URL_FILE": str(path)}
    done, line = run("manage.py", "check", **wrong), f"EMAIL_URL_FILE names {path}, which "
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{line}holds more than one line.\n"
    server = run("-c", "import directory.wsgi", **wrong)
    assert f"{line}holds more than one line.\n" in server.stderr
    assert "hidden" not in server.stderr


def test_a_folder_is_no_secret(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="which cannot be read: Is a directory"):
        secret({"SECRET_KEY_FILE": str(tmp_path)}, "SECRET_KEY")


def test_an_empty_variable_names_no_file():
    assert secret({"SECRET_KEY": "key", "SECRET_KEY_FILE": ""}, "SECRET_KEY") == "key"
    assert secret({"SECRET_KEY": "", "SECRET_KEY_FILE": ""}, "SECRET_KEY") == ""


@pytest.mark.parametrize(
    ("mode", "warned"), [(0o400, 0), (0o600, 0), (0o440, 0), (0o444, 1), (0o602, 1), (0o641, 1)]
)
def test_a_file_that_every_account_can_read_is_named(tmp_path, monkeypatch, mode, warned):
    for name in SECRETS:
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    assert secrets_are_private(None) == []
    for name, path in in_files(tmp_path, SAID).items():
        monkeypatch.setenv(name, path)
    (tmp_path / "EMAIL_URL").chmod(mode)
    found = secrets_are_private(None)
    assert [message.id for message in found] == ["directory.W001"] * warned
    file = tmp_path / "EMAIL_URL"
    said = f"{file}, the file of EMAIL_URL, is open to every account of this machine."
    assert [message.msg for message in found] == [said] * warned


def test_the_manual_names_each_variable_that_a_file_may_stand_for():
    manual = (settings.BASE_DIR / "docs/deploy.md").read_text()
    sentence = manual.split("**Secrets may stand in files.** Each of ")[1].split(
        " may be replaced"
    )[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == set(SECRETS)
