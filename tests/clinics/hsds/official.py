"""HSDS 3.1 as JSON Schema: names, types, formats and words of each object, without its prose.

`structure.json` was taken from the official schemas (Open Referral, CC BY-SA 4.0). Where they lie
beside the repository, a test compares the two.
"""

import datetime as dt
import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SHARED = Path(__file__).parents[4] / "shared/data/standards/hsds-3.1"
STRUCTURE = Path(__file__).with_name("structure.json")
RULES = ("type", "format", "enum", "$ref")
_URI = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")

formats = FormatChecker(("uuid", "email"))


@formats.checks("uri", raises=ValueError)
def _is_uri(text: object) -> bool:
    return not isinstance(text, str) or bool(_URI.fullmatch(text))


@formats.checks("date-time", raises=ValueError)
def _is_moment(text: object) -> bool:
    return not isinstance(text, str) or dt.datetime.fromisoformat(text).tzinfo is not None


def structure(folder: Path) -> dict[str, dict]:
    """What the official schemas say of each object, without prose."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        if "properties" in schema:
            found[path.name] = {
                "type": "object",
                "required": schema["required"],
                "properties": {n: _rules(p) for n, p in schema["properties"].items()},
            }
    return found


def _rules(member: dict) -> dict:
    rules = {name: member[name] for name in RULES if name in member}
    return rules | ({"items": {"$ref": member["items"]["$ref"]}} if "items" in member else {})


def _registry() -> Registry:
    schemas = json.loads(STRUCTURE.read_text(encoding="utf-8"))
    return Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()
    )


REGISTRY = _registry()


def faults(kind: str, value: object) -> list[str]:
    """What is wrong with an object of that kind: `path: words`."""
    validator = Draft202012Validator(
        {"$ref": f"{kind}.json"}, registry=REGISTRY, format_checker=formats
    )
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]
