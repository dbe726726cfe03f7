"""Writes the list of everything that a site is made of, as CycloneDX 1.6 (JSON), into a file.

    python -m tools.sbom FILE

From requirements-s3.lock: names, versions, hashes, licenses, and what needs what. What only a
bucket for documents needs is marked as optional. The same lock file makes the same list.
"""

from __future__ import annotations

import sys
import tomllib
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.audit_lock import PRODUCTION, license_of
from tools.lock import OURS, ROOT, Locked, read


def bom() -> Bom:
    """The list. Raises LockRefused."""
    locked, usual = read(ROOT / PRODUCTION), {one.name for one in read(ROOT / "requirements.lock")}
    made, parts = Bom(), {one: _component(one, is_optional=one.name not in usual) for one in locked}
    made.serial_number = UUID(sha256((ROOT / PRODUCTION).read_bytes()).hexdigest()[:32])
    made.metadata.component = _ourselves()
    for part in parts.values():
        made.components.add(part)
    made.register_dependency(
        made.metadata.component, [part for one, part in parts.items() if OURS in one.via]
    )
    for needing, part in parts.items():
        needed = [other for one, other in parts.items() if needing.name in one.via]
        made.register_dependency(part, needed)
    return made


def _ourselves() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return Component(
        type=ComponentType.APPLICATION, name=OURS, version=project["version"], bom_ref=OURS,
        description=project["description"], licenses=[LicenseFactory().make_from_string("MIT")],
    )  # fmt: skip


def _component(one: Locked, *, is_optional: bool) -> Component:
    url = PackageURL("pypi", name=one.name, version=one.version)
    said = LicenseFactory().make_from_string(license_of(one.name))
    return Component(
        type=ComponentType.LIBRARY, name=one.name, version=one.version, purl=url,
        bom_ref=str(url), licenses=[said],
        scope=ComponentScope.OPTIONAL if is_optional else ComponentScope.REQUIRED,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in one.hashes],
    )  # fmt: skip


def written() -> str:
    """The list as JSON, without the moment at which it was made."""
    made = bom()
    made.metadata.timestamp = None  # type: ignore[assignment]
    return JsonV1Dot6(made).output_as_string(indent=1)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written() + "\n")
