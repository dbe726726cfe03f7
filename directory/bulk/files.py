"""The data files: what each is, and how it is written from one moment of the database."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.exchange.export import CHUNK, WRITERS, LeftOut, streamed
from clinics.exchange.hsds.zipped import write_zip
from clinics.models import Clinic
from clinics.written import COMPACT, dumps
from directory.fhir.content import (
    healthcare_services,
    locations,
    organizations,
    practitioner_roles,
    practitioners,
    published,
    verification_results,
)
from directory.fhir.content.addresses import DIRECTORY

FHIR = "fhir"
GZIP_LEVEL = 6
Thing = TypeVar("Thing")

_FHIR_TITLES = {
    "Organization": _("FHIR: who runs clinics, one JSON a line"),
    "Location": _("FHIR: where clinics are, one JSON a line"),
    "HealthcareService": _("FHIR: what clinics offer and state, one JSON a line"),
    "Practitioner": _("FHIR: who treats, one JSON a line"),
    "PractitionerRole": _("FHIR: who treats where, one JSON a line"),
    "VerificationResult": _("FHIR: every check and what came of it, one JSON a line"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What the files show: the database at that moment, and that day on the site's clock."""

    at: dt.datetime
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A data file. `write` writes it and returns how many records it holds; `counts` names them.

    `encoding` is "gzip" where the file is compressed as it lies there.
    """

    path: str
    title: str | Promise
    format: str
    mediatype: str
    counts: str
    write: Callable[[Path, Moment], int]
    encoding: str = ""

    @property
    def resource(self) -> str:
        """The type of the FHIR resources in it; '' for other files."""
        folder, _slash, name = self.path.rpartition("/")
        return name.partition(".")[0] if folder == FHIR else ""


class _Counted(Iterator[Thing]):
    """Passes things on, and knows how many there were."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._things, self.count = iter(things), 0

    def __next__(self) -> Thing:
        thing = next(self._things)
        self.count += 1
        return thing


def _exported(format: str, path: Path, moment: Moment) -> int:
    """Write what `export_clinics` writes."""
    left = LeftOut()
    with (
        closing(streamed(Clinic.objects.published().order_by("pk"))) as clinics,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        counted = _Counted(clinics)
        file.writelines(WRITERS[format](counted, left))
    return counted.count - left.without_a_point


def _tables(path: Path, moment: Moment) -> int:
    """Write what `export_clinics --format hsds` writes. The zip is of the day, not of a minute."""
    day = dt.datetime.combine(moment.on, dt.time(), tzinfo=dt.UTC)
    with closing(streamed(Clinic.objects.published().order_by("pk"))) as clinics:
        counted = _Counted(clinics)
        write_zip(counted, path, created=day, beside=path.parent)
    return counted.count


def _chunks(keys: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(keys, CHUNK)):
        yield chunk


def _keys(rows: Any) -> Iterator[Any]:
    """The keys of a queryset, in their order, some at a time."""
    with closing(rows.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)) as keys:
        yield from keys


def _organization_keys(on: dt.date) -> Iterator[Any]:
    yield DIRECTORY
    yield from (("org", key) for key in _keys(published.organizations(on=on)))
    yield from (("org-c", key) for key in _keys(published.solo_clinics(on=on)))


def _resources(keys: Callable, load: Callable, path: Path, moment: Moment) -> int:
    """Write resources as gzip of one JSON a line. The same resources make the same bytes."""
    count = 0
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", GZIP_LEVEL, raw, mtime=0) as file,
        closing(keys(moment.on)) as found,
    ):
        for chunk in _chunks(found):
            resources = load(chunk, on=moment.on)
            for key in chunk:
                if key in resources:
                    file.write(dumps(resources[key], COMPACT).encode() + b"\n")
                    count += 1
    return count


def _fhir(resource: str, keys: Callable[[dt.date], Iterator[Any]], load: Callable) -> DataFile:
    return DataFile(
        path=f"{FHIR}/{resource}.ndjson.gz",
        title=_FHIR_TITLES[resource],
        format="ndjson",
        mediatype="application/fhir+ndjson",
        counts="resources",
        write=partial(_resources, keys, load),
        encoding="gzip",
    )


def _of(rows: Callable) -> Callable[[dt.date], Iterator[Any]]:
    return lambda on: _keys(rows(on=on))


FILES = (
    DataFile(
        path="clinics.csv",
        title=_("Clinics as a table: one row a clinic, one column an answer"),
        format="csv",
        mediatype="text/csv",
        counts="clinics",
        write=partial(_exported, "csv"),
    ),
    DataFile(
        path="clinics.ndjson",
        title=_("Clinics as JSON, one a line: each answer with who says so and since when"),
        format="ndjson",
        mediatype="application/x-ndjson",
        counts="clinics",
        write=partial(_exported, "ndjson"),
    ),
    DataFile(
        path="clinics.geojson",
        title=_("Clinics on a map: those whose point is known"),
        format="geojson",
        mediatype="application/geo+json",
        counts="clinics",
        write=partial(_exported, "geojson"),
    ),
    DataFile(
        path="hsds.zip",
        title=_("Open Referral’s tables (HSDS 3.1): services, places, answers and what they mean"),
        format="zip",
        mediatype="application/zip",
        counts="services",
        write=_tables,
    ),
    _fhir("Organization", _organization_keys, organizations.load),
    _fhir("Location", _of(published.clinics), locations.load),
    _fhir("HealthcareService", _of(published.clinics), healthcare_services.load),
    _fhir("Practitioner", _of(published.clinicians), practitioners.load),
    _fhir("PractitionerRole", _of(published.roles), practitioner_roles.load),
    _fhir("VerificationResult", _of(published.checks), verification_results.load),
)
"""In the order in which they are written and shown."""
