"""What the documents name exists: files, commands and options, addresses, settings."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
FOLDERS = (
    "clinics/",
    "deploy/",
    "directory/",
    "docs/",
    "fixtures/",
    "templates/",
    "tests/",
    "tools/",
)

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@cache
def ends() -> set[str]:
    """How the paths of the project's own Python files end: each part that begins with a slash."""
    tops = [*ROOT.glob("*.py"), *(path for top in FOLDERS for path in (ROOT / top).rglob("*.py"))]
    paths = [f"/{path.relative_to(ROOT)}" for path in tops]
    return {path[at:] for path in paths for at in range(len(path)) if path[at] == "/"}


@every_document
def test_every_python_file_that_is_named_exists(document):
    """A part of a path is enough: `views/search.py` is `directory/views/search.py`."""
    named = set(re.findall(r"\w[\w/.]*\.py\b", document.read_text()))
    assert sorted(name for name in named if f"/{name}" not in ends()) == []


@every_document
def test_every_path_that_is_named_exists(document):
    text = document.read_text()
    named = {name for name in re.findall(r"`([\w./-]+)`", text) if name.startswith(FOLDERS)}
    named |= {f"docs/{name}" for name in re.findall(r"`(\w+\.md)`", text) if name.islower()}
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [name for name in linked if not (document.parent / name).exists()] == []


@every_document
def test_every_command_that_is_named_exists_with_its_options(document):
    commands = get_commands()
    unknown = []
    for name, rest in re.findall(r"manage\.py ([a-z_]+)([^`|\n]*)", document.read_text()):
        if name not in commands:
            unknown.append(name)
            continue
        command = load_command_class(commands[name], name)
        known = command.create_parser("manage.py", name)._option_string_actions
        unknown += [f"{name} {o}" for o in re.findall(r"--[a-z-]+", rest) if o not in known]
    assert unknown == []


@every_document
def test_every_address_that_is_named_exists(document):
    """`…` stands for any part of an address."""
    for address in re.findall(r"`(/[^`]*)`", document.read_text()):
        resolve(re.split("[?#]", address)[0].replace("…", "x"))


def test_the_services_start_commands_that_exist_and_the_proxy_hides_what_was_asked():
    units = "".join(path.read_text() for path in ROOT.glob("deploy/*.service"))
    assert sorted(re.findall(r"^ExecStart=\S+/bin/(.*)$", units, re.MULTILINE)) == [
        "gunicorn directory.wsgi", "python manage.py scheduler",
    ]  # fmt: skip
    assert "scheduler" in get_commands()
    socket = (ROOT / "deploy/clinic-directory-web.socket").read_text()
    assert "\nListenStream=127.0.0.1:8000\n" in socket
    proxy = (ROOT / "deploy/nginx.conf").read_text()
    assert re.findall(r"proxy_set_header (\S+) +(\S+);", proxy) == [
        ("Connection", '""'), ("Host", "$http_host"), ("X-Forwarded-Proto", "$scheme"),
        ("X-Forwarded-For", "$remote_addr"), ("X-Forwarded-Host", '""'),
        ("X-Forwarded-Ssl", '""'), ("X-Forwarded-Protocol", '""'), ("Forwarded", '""'),
        ("X-Request-ID", "$request_id"), ("Accept-Encoding", "$coding"),
    ]  # fmt: skip
    assert re.findall(r"^ *((?:gzip|brotli|zstd)\b.*);", proxy, re.MULTILINE) == ["gzip off"]
    logged = "".join(re.findall(r"log_format \S+ (.*?);", proxy, re.DOTALL))
    assert set(re.findall(r"\$\w+", logged)) == {
        "$time_iso8601", "$status", "$request_method", "$area", "$body_bytes_sent",
        "$request_time", "$upstream_response_time", "$request_id",
    }  # fmt: skip
    levels = re.findall(r"error_log (\S+) (\w+);", proxy)
    assert levels == [
        ("/var/log/nginx/error.log", "warn"),
        ("/var/log/nginx/clinics.error.log", "emerg"),
    ]


def section(name: str) -> str:
    """A section of README.md."""
    return (ROOT / "README.md").read_text().split(f"\n## {name}\n")[1].split("\n## ")[0]


def test_the_readme_lists_every_command_of_ours():
    named = {
        name
        for cell in re.findall(r"^\| (`.*?`) \| ", section("Commands"), re.MULTILINE)
        for name in re.findall(r"`([a-z_]+)", cell)
    }
    ours = {name for name, app in get_commands().items() if app in {"clinics", "directory"}}
    assert ours - named == {"serve"}  # `make run` calls it
    assert named - ours == set()


def test_the_readme_names_settings_that_exist():
    read = (ROOT / "directory/settings.py").read_text()
    read += (ROOT / "directory/devserver/database.py").read_text()
    read += (ROOT / "directory/site/logs.py").read_text()
    first = re.findall(r"^\| (.*?) \| ", section("Settings"), re.MULTILINE)
    named = {name for cell in first for name in re.findall(r"`([A-Z_]+)", cell)}
    assert sorted(name for name in named if f'"{name}"' not in read) == []
    assert {"DATABASE_URL", "SECRET_KEY", "PG_BIN"} <= named


@every_document
def test_every_target_of_make_that_is_named_exists(document):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"(?:`|^|[0-9] )make ([a-z]+)", document.read_text(), re.MULTILINE)
    assert sorted(set(named) - set(targets)) == []
