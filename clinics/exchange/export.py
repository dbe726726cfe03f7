"""Exports clinics with their answers and their sources, as a stream: CSV, NDJSON or GeoJSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from clinics.exchange import columns, csv_values, life, provenance
from clinics.files.formulas import guarded
from clinics.listing.corrections import standing
from clinics.listing.coverage import COVERAGE_PARTS, is_insurer
from clinics.listing.models import Clinic, Fact, Price
from clinics.listing.source_rows import records_of

CHUNK = 500
YES_NO = {True: "yes", False: "no"}
TEXT_FIELDS = ("slug", "name", "description", "how_to_find")
CONTACT_FIELDS = ("phone", "website", "email")
ADDRESS_FIELDS = ("street", "street2", "city", "state", "postal_code", "county", "country")


@dataclass
class LeftOut:
    """Counts what an export leaves out: answers to unknown codes, and clinics without a point."""

    unknown_answers: int = 0
    without_a_point: int = 0


def streamed(clinics: QuerySet[Clinic]) -> Generator[Clinic, None, None]:
    """The clinics in the order of their queryset, each with its answers, some at a time.

    One query for the keys and five for every CHUNK. The caller holds a transaction that sees one
    moment: a clinic that is deleted meanwhile raises KeyError. Close it to stop early.
    """
    with closing(chunks(clinics)) as some:
        for chunk in some:
            found = Clinic.objects.with_answers().in_bulk(chunk)
            records = records_of(chunk)
            for key in chunk:
                # The rows of listings that were merged into it are among them.
                found[key].list_rows = records[key]  # type: ignore[attr-defined]
                yield found[key]


def chunks(clinics: QuerySet[Clinic]) -> Generator[list[int], None, None]:
    """The keys of clinics in the order of their queryset, CHUNK at a time. One query."""
    keys = clinics.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    try:
        while chunk := list(islice(keys, CHUNK)):
            yield chunk
    finally:
        # Here and not by the garbage collector, which would close it in another transaction.
        keys.close()  # type: ignore[attr-defined]


def written_csv(clinics: Iterator[Clinic], left: LeftOut) -> Iterator[str]:
    """CSV with the columns of `import_clinics --format csv`, one line for each clinic."""
    names = columns.all_columns()
    yield _csv_line(names)
    for clinic in clinics:
        cells = _cells(clinic)
        left.unknown_answers += len(cells.keys() - set(names))
        yield _csv_line([cells.get(name, "") for name in names])


def _csv_line(row: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(guarded, row))
    return line.getvalue()


def _cells(clinic: Clinic) -> dict[str, str]:
    """Column → cell. Columns that are missing here stay blank."""
    facts, prices = list(clinic.facts.all()), list(clinic.prices.all())
    as_they_are = ("external_id", "listed_by", *TEXT_FIELDS, *CONTACT_FIELDS, *ADDRESS_FIELDS)
    return {
        **{name: getattr(clinic, name) for name in as_they_are},
        "organization": clinic.organization.name if clinic.organization else "",
        "latitude": "" if clinic.latitude is None else repr(clinic.latitude),
        "longitude": "" if clinic.longitude is None else repr(clinic.longitude),
        "county_fips": f"{clinic.county_fips:05}",
        "approximate": YES_NO[clinic.is_approximate] if clinic.point else "",
        **life.standing_cells(clinic),
        "also_listed_by": life.written_records(clinic.list_rows),  # type: ignore[attr-defined]
        "hours": csv_values.written_hours(list(clinic.hours.all())),
        **{fact.code: str(_answer(fact)) for fact in facts},
        **_coverage_cells(facts),
        **{price.code: str(price.amount) for price in prices},
        "provenance": provenance.written(clinic, facts, prices),
    }


def _coverage_cells(facts: list[Fact]) -> dict[str, str]:
    """What insurers pay for."""
    stated = {fact.code: fact for fact in facts}
    return {
        column: columns.written_coverage(getattr(stated[code], part))
        for column, (code, part) in columns.coverage().items()
        if code in stated
    }


def written_ndjson(clinics: Iterator[Clinic], left: LeftOut) -> Iterator[str]:
    """One JSON object a line, one for each clinic."""
    for clinic in clinics:
        yield _json(described(clinic)) + "\n"


def written_geojson(clinics: Iterator[Clinic], left: LeftOut) -> Iterator[str]:
    """One GeoJSON FeatureCollection of points. Clinics without a point are counted in `left`."""
    yield '{"type":"FeatureCollection","features":['
    before = "\n"
    for clinic in clinics:
        if clinic.point is None:
            left.without_a_point += 1
            continue
        properties = described(clinic)
        # GeoJSON puts the longitude first.
        place = [properties.pop("longitude"), properties.pop("latitude")]
        point = {"type": "Point", "coordinates": place}
        feature = {
            "type": "Feature",
            "id": clinic.slug,
            "geometry": point,
            "properties": properties,
        }
        yield before + _json(feature)
        before = ",\n"
    yield "\n]}\n"


WRITERS: dict[str, Callable[[Iterator[Clinic], LeftOut], Iterator[str]]] = {
    "csv": written_csv,
    "ndjson": written_ndjson,
    "geojson": written_geojson,
}


def described(clinic: Clinic) -> dict[str, Any]:
    """A clinic with its answers and their sources. What is not stated is left out."""
    return {
        **{name: getattr(clinic, name) for name in (*TEXT_FIELDS, *CONTACT_FIELDS)},
        "organization": clinic.organization.name if clinic.organization else "",
        "address": {name: getattr(clinic, name) for name in ADDRESS_FIELDS},
        "latitude": clinic.latitude,
        "longitude": clinic.longitude,
        "is_approximate": clinic.is_approximate if clinic.point else None,
        "listed_by": clinic.listed_by,
        "external_id": clinic.external_id,
        "status": clinic.status,
        "status_since": clinic.status_since,
        "paused_until": clinic.paused_until,
        **_source(clinic),
        "facts": [_fact(fact) for fact in sorted(clinic.facts.all(), key=lambda f: f.code)],
        "prices": [_price(price) for price in clinic.prices.all()],
        "hours": [
            {"weekday": h.weekday, "opens": f"{h.opens:%H:%M}", "closes": f"{h.closes:%H:%M}"}
            for h in clinic.hours.all()
        ],
        "corrections": [
            {"code": code, **{name: said[name] for name in provenance.OF_A_DETAIL}}
            for code, said in sorted(standing(clinic).items())
        ],
    }


def _source(row: Any) -> dict[str, Any]:
    """Who states a fact, a price or the listing itself, and since when."""
    return {name: getattr(row, name) for name in provenance.STATED}


def _answer(fact: Fact) -> str | int | None:
    return YES_NO[fact.value] if fact.value is not None else fact.number


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "code": fact.code,
        "value": _answer(fact),
        **_source(fact),
        "source_url": fact.source_url,
        "detail": fact.detail,
        **{part: getattr(fact, part) for part in COVERAGE_PARTS if is_insurer(fact.code)},
        "confirmed_by": fact.confirmed_by or None,
        "confirmed_on": fact.confirmed_on,
        "due_on": fact.due_on,
    }


def _price(price: Price) -> dict[str, Any]:
    return {
        "code": price.code,
        "amount": str(price.amount),
        "currency": price.currency,
        "valid_from": price.valid_from,
        "includes": price.includes,
        "required_for_course": price.required_for_course,
        **_source(price),
        "source_url": price.source_url,
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dt.date.isoformat)
