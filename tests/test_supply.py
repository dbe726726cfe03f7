"""What others wrote: the lock files hold what is asked for and no more; the list of all of it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tools import audit_lock, sbom
from tools.lock import OURS, ROOT, Locked, LockRefused, read

ONE = f"a==1 \\\n    --hash=sha256:{'0' * 64}\n    # via clinic-directory (pyproject.toml)\n"


def lock(folder: Path, text: str) -> Path:
    """A lock file of that text."""
    (folder / "a.lock").write_text(text)
    return folder / "a.lock"


def locked(name: str, version: str = "1", *via: str, marker: str = "", digit: str = "0") -> Locked:
    """A pinned package."""
    return Locked(name, version, marker, (digit * 64,), frozenset(via or {OURS}))


def test_nothing_is_wrong_with_what_is_locked_here():
    assert list(audit_lock.problems()) == []


def test_a_lock_file_says_what_needs_a_package_and_where_it_is_installed(tmp_path):
    more = (
        f"B.c==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'1' * 64} \\\n"
        f"    --hash=sha256:{'2' * 64}\n    # via\n    #   a\n    #   d-e\n"
    )
    assert read(lock(tmp_path, ONE + more)) == [
        Locked("a", "1", "", ("0" * 64,), frozenset({OURS})),
        Locked("b-c", "2.0", 'sys_platform == "win32"', ("1" * 64, "2" * 64),
               frozenset({"a", "d-e"})),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "b==1", "b==1  # via a", f"b>=1 \\\n    --hash=sha256:{'1' * 64}",
        f"b==1,<2 \\\n    --hash=sha256:{'1' * 64}",
        f"b @ https://evil.example/b.whl \\\n    --hash=sha256:{'1' * 64}",
        f"b @ git+https://evil.example/b \\\n    --hash=sha256:{'1' * 64}",
        "-e ../b", "--index-url https://evil.example/", "-r other.lock", "./b.whl",
        f"b==1 \\\n    --hash=md5:{'1' * 32}", f"b==1 \\\n    --hash=sha256:{'1' * 63}",
        f"b==1 \\\n    --hash=sha256:{'1' * 64} \\\n    --hash=sha1:{'1' * 40}",
    ],
)  # fmt: skip
def test_what_is_not_one_version_with_its_hashes_is_refused_and_named(tmp_path, line):
    with pytest.raises(LockRefused) as refused:
        read(lock(tmp_path, f"{ONE}{line}\n"))
    assert line.partition(" \\")[0].split()[0] in str(refused.value)


FAULTS: list[tuple[Callable, str]] = [
    (lambda: audit_lock.not_as_wanted("x.lock", [locked("a")], [Requirement("b>=2")]),
     "x.lock: pyproject.toml asks for b>=2, it has none. Run make lock."),
    (lambda: audit_lock.not_as_wanted("x.lock", [locked("b"), locked("b", "2")],
                                      [Requirement("B>=2")]),
     "x.lock: pyproject.toml asks for B>=2, it has 1, 2. Run make lock."),
    (lambda: audit_lock.orphans("x.lock", [locked("a"), locked("b", "1", "a"),
                                           locked("c", "1", "gone"), locked("d", "1", "b")]),
     "x.lock: nothing needs c."),
    (lambda: audit_lock.differences([locked("a"), locked("b")], [locked("a", digit="1"),
                                                               locked("b")], "y.lock"),
     "y.lock: not the same a 1 as before it. Run make lock."),
    (lambda: audit_lock.unlike_installed([locked("django", "1.0"), locked("not-here")]),
     r".venv has django 5\.[\d.]+, not 1\.0\."),
    (lambda: audit_lock.bad_licenses([locked("django"), locked("not-here")]),
     "not-here: its license is “unknown”, which ALLOWED does not name."),
    (lambda: audit_lock.bad_licenses([locked("pytest"), locked("hypothesis")]),
     "hypothesis: its license is “MPL-2.0”, which ALLOWED does not name."),
    (lambda: audit_lock.imports([Requirement("rich"), Requirement("django")], [
        "import django.db\n'rich text'"]),
     "pyproject.toml asks for rich, and nothing imports it."),
    (lambda: audit_lock.imports([Requirement("django")], [
        "import django, os, directory\nfrom rich.text import Text\nfrom . import b"]),
     "rich is imported, and pyproject.toml does not ask for it."),
]  # fmt: skip


@pytest.mark.parametrize(("find", "said"), FAULTS, ids=[said[:30] for _find, said in FAULTS])
def test_each_fault_is_named_alone(find, said):
    (found,) = find()
    assert found == said or re.fullmatch(said, found)


def test_an_application_that_settings_name_counts_as_imported():
    asked = [Requirement("django-csp"), Requirement("django")]
    assert list(audit_lock.imports(asked, ["import django", "APPS = ['csp']"])) == []


def test_the_list_of_components_is_valid_and_holds_what_a_site_runs_with():
    text = sbom.written()
    assert text == sbom.written()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    said = json.loads(text)
    known = {
        (one["name"], one["version"]): {each["content"] for each in one["hashes"]}
        for one in said["components"]
    }
    production = read(ROOT / audit_lock.PRODUCTION)
    assert known == {(one.name, one.version): set(one.hashes) for one in production}
    scopes = {one["name"]: one["scope"] for one in said["components"]}
    assert (scopes["django"], scopes["boto3"]) == ("required", "optional")
    assert all(one["licenses"] for one in said["components"])
    needs = {one["ref"]: one.get("dependsOn", []) for one in said["dependencies"]}
    django = next(ref for ref in needs if ref.startswith("pkg:pypi/django@"))
    assert django in needs[OURS]
    assert [ref.partition("@")[0] for ref in needs[django]] == [
        "pkg:pypi/asgiref", "pkg:pypi/sqlparse", "pkg:pypi/tzdata",
    ]  # fmt: skip
