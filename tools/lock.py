"""What a lock file pins: each package with its version, its hashes, and what needs it.

`uv pip compile` writes the files; this reads them for tools/audit_lock.py and tools/sbom.py.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
OURS = "clinic-directory"
_VIA = re.compile(r"^ +# +(?:via )?([\w.-]+)(?: \(pyproject\.toml\))?$")


class LockRefused(Exception):
    """A lock file holds something else than pinned packages with their hashes."""


@dataclass(frozen=True)
class Locked:
    """One pinned package. `via` names what needs it; OURS stands for pyproject.toml.

    Two systems or two versions of Python may need two versions: then there are two, each with the
    marker that says where it is installed.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: frozenset[str]


def read(path: Path) -> list[Locked]:
    """The packages of a lock file, in its order. Raises LockRefused, which names the line."""
    found = []
    for entry in re.split(r"\n(?=\S)", path.read_text().strip()):
        requirement, *rest = entry.replace("\\\n", "\n").splitlines()
        via = frozenset(match[1] for line in rest if (match := _VIA.match(line))) - {"via"}
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", entry))
        said = [line for line in rest if line.strip() and not line.lstrip().startswith("#")]
        if len(said) != len(hashes) or not hashes:
            raise LockRefused(
                f"{path.name}: “{requirement.strip()}” is not pinned by hashes alone."
            )
        found.append(_locked(path, requirement, hashes, via))
    return found


def _locked(path: Path, text: str, hashes: tuple[str, ...], via: frozenset[str]) -> Locked:
    try:
        requirement = Requirement(text.strip())
    except InvalidRequirement:
        requirement = None
    pins = list(requirement.specifier) if requirement else []
    if not requirement or requirement.url or [pin.operator for pin in pins] != ["=="]:
        raise LockRefused(f"{path.name}: “{text.strip()}” is not one version of one package.")
    return Locked(
        name=canonicalize_name(requirement.name),
        version=pins[0].version,
        marker=str(requirement.marker or ""),
        hashes=hashes,
        via=via,
    )


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = list(project["dependencies"])
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]
