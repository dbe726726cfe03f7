"""All that the open data say, in every format: what is asked, and the answers as texts."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.test import Client

from clinics.models import Clinic
from directory.bulk.make import make_data_files

FHIR = ("Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole",
        "VerificationResult", "InsurancePlan", "OrganizationAffiliation", "Endpoint")  # fmt: skip
LISTS = (
    "/api/v1/clinics?offers=any&page_size=100", "/api/v1/clinics.geojson?offers=any",
    "/api/v1/changes?full=1", "/changes.atom", "/search/feed/?offers=any",
    "/hsds/services", "/hsds/services?full=true", "/hsds/services?format=ndjson",
    "/hsds/services?minimal=true", "/hsds/organizations?full_service=true",
    "/hsds/service_at_locations?full=true",
    *(f"/fhir/{kind}?_count=100" for kind in FHIR), "/fhir/$bulk-publish",
)  # fmt: skip
OF_ONE = ("/api/v1/clinics/{slug}", "/clinics/{slug}/feed/", "/fhir/Location/clinic-{pk}",
          "/fhir/HealthcareService/service-{pk}")  # fmt: skip


def answers(client: Client, folder: Path, *clinics: Clinic) -> dict[str, str]:
    """Address → text: of the lists, of these clinics' own addresses, and of the data files.

    A table is turned into a JSON array of its rows. An answer that refuses is "".
    """
    own = [one.format(slug=it.slug, pk=it.pk) for one in OF_ONE for it in clinics]
    found = {address: _text(client.get(address)) for address in (*LISTS, *own)}
    found |= {n: _rows(t) for n, t in found.items() if n.startswith("/compare.csv") and t}
    make_data_files(folder)
    for path in sorted((folder / "latest").rglob("*.*")):
        found |= _of_file(path, f"/data/latest/{path.relative_to(folder / 'latest')}")
    return found


def _text(answer: Any) -> str:
    text = answer.getvalue() if answer.streaming else answer.content
    return text.decode() if answer.status_code == 200 else ""


def _of_file(path: Path, name: str) -> dict[str, str]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as tables:
            return {f"{name}/{one}": _table(one, tables.read(one)) for one in tables.namelist()}
    read = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return {name: _table(path.name, read)}


def _table(name: str, read: bytes) -> str:
    return _rows(read.decode()) if name.endswith(".csv") else read.decode()


def _rows(text: str) -> str:
    return json.dumps(list(csv.DictReader(io.StringIO(text, newline=""))))


def records(text: str) -> list[Any]:
    """What a text of JSON holds: one thing, or one a line; nothing of other texts."""
    try:
        return [json.loads(text)]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines()]
    except ValueError:
        return []


def leaves(thing: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every value that holds no others, with the names that lead there; lists have none."""
    if isinstance(thing, dict):
        return [leaf for name, inner in thing.items() for leaf in leaves(inner, f"{path}.{name}")]
    if isinstance(thing, list):
        return [leaf for inner in thing for leaf in leaves(inner, path)]
    return [(path, thing)]
