"""Views under /hsds/: the API of HSDS 3.1. Everything only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from clinics.exchange.hsds.ids import AT_LOCATION, SERVICE, term_id
from clinics.exchange.hsds.places import organization_id
from clinics.exchange.hsds.terms import TAXONOMIES, codes_by_id, taxonomies, taxonomy, terms
from clinics.models import Clinic
from clinics.written import WIDE, dumps
from directory.hsds import records
from directory.hsds.found import (
    clinic_of,
    clinics_found,
    clinics_of_organization,
    organizations_found,
)
from directory.hsds.openapi import VERSION, described
from directory.hsds.parameters import LISTS, Asked, per_page, read
from directory.hsds.problems import Refused, problem, refused
from directory.hsds.streaming import lines, streamed_lines
from directory.site.open_data import open_data
from directory.site.query_text import name_of_what_is_no_text
from directory.site.readonly import from_primary
from directory.site.urls import absolute

PROFILE = "https://docs.openreferral.org/"
"""We use the standard as it is: this describes it."""
PUBLISHER = "Clinic Directory"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
NDJSON = "application/x-ndjson"

View = Callable[..., HttpResponse]
Record = dict[str, Any]


def hsds(view: View) -> View:
    """Make a view of HSDS of one: see `open_data`. What it refuses is a problem in JSON."""

    @open_data(throttle="hsds", refused=refused)
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _refuse_what_is_no_text(request)
            return view(request, *args, **kwargs)
        except Refused as error:
            return problem(request, 400, error.code, str(error), errors=error.errors)

    return answered


def _refuse_what_is_no_text(request: HttpRequest) -> None:
    name = name_of_what_is_no_text(request.META.get("QUERY_STRING", ""))
    if name is not None:
        raise Refused({name: [_("This is not text in UTF-8.")]})


def _json(value: Any) -> HttpResponse:
    return JsonResponse(value, json_dumps_params={"ensure_ascii": False})


def _records(value: Any) -> HttpResponse:
    """What `records` makes, of which a part may be written already."""
    return HttpResponse(dumps(value, WIDE), content_type="application/json")


def _nothing_asked(request: HttpRequest, *but: str) -> Asked:
    return read(request.GET, but)


@hsds
def base(request: HttpRequest) -> HttpResponse:
    """What this is. No query."""
    _nothing_asked(request)
    return _json(
        {
            "version": VERSION,
            "profile": PROFILE,
            "openapi_url": absolute(request, "/hsds/openapi.json"),
            "publisher": PUBLISHER,
            "license": LICENSE,
        }
    )


@hsds
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API. No query."""
    _nothing_asked(request)
    return _json(described(absolute(request, "/hsds")))


@hsds
def services(request: HttpRequest) -> HttpResponse:
    """A page of services. Six queries; one or more besides for a ZIP code and for words."""
    asked = read(request.GET, LISTS["services"])
    return _clinics(clinics_found(asked), asked, records.services)


@hsds
@from_primary
def service(request: HttpRequest, id: str) -> HttpResponse:
    """A service with all that it holds, and its public trail. Six queries."""
    _nothing_asked(request)
    clinic = clinic_of(SERVICE, id, Clinic.objects.all().with_prices_and_hours())
    return _records(records.services([clinic], {"full": True}, with_trail=True)[0])


@hsds
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """A page of services at their locations. Six queries."""
    asked = read(request.GET, LISTS["service_at_locations"])
    return _clinics(clinics_found(asked), asked, records.at_locations)


@hsds
@from_primary
def service_at_location(request: HttpRequest, id: str) -> HttpResponse:
    """A service at its location, with both whole. Five queries."""
    _nothing_asked(request)
    clinic = clinic_of(AT_LOCATION, id, Clinic.objects.all().with_prices_and_hours())
    return _records(records.at_locations([clinic], {"full": True})[0])


@hsds
def organizations(request: HttpRequest) -> HttpResponse:
    """A page of organizations. Two queries; two more with their places, five with services."""
    asked = read(request.GET, LISTS["organizations"])
    return _clinics(organizations_found(asked), asked, records.organizations)


@hsds
@from_primary
def organization(request: HttpRequest, id: str) -> HttpResponse:
    """An organization with its locations, or also its services. Five queries at most."""
    asked = _nothing_asked(request, "full_service")
    clinics = clinics_of_organization(id, records.clinics_of(asked))
    order = [organization_id(clinics[0])]
    return _records(next(records.whole_organizations(clinics, asked, order=order)))


@hsds
def all_taxonomies(request: HttpRequest) -> HttpResponse:
    """The taxonomies. No query."""
    asked = read(request.GET, LISTS["taxonomies"])
    return _paged(_worded(taxonomies(), asked), asked)


@hsds
def one_taxonomy(request: HttpRequest, id: str) -> HttpResponse:
    """A taxonomy. No query."""
    _nothing_asked(request)
    names = {term_id(name): name for name in TAXONOMIES}
    if id.lower() not in names:
        raise Http404
    return _json(taxonomy(names[id.lower()]))


@hsds
def all_terms(request: HttpRequest) -> HttpResponse:
    """The terms of both taxonomies. No query."""
    asked = read(request.GET, LISTS["taxonomy_terms"])
    found = _worded(list(terms().values()), asked)
    for name in ("taxonomy_id", "parent_id"):
        found = [term for term in found if name not in asked or term.get(name) == asked[name]]
    if asked.get("top_only"):
        found = [term for term in found if "parent_id" not in term]
    return _paged(found, asked)


@hsds
def one_term(request: HttpRequest, id: str) -> HttpResponse:
    """A term with its taxonomy. No query."""
    _nothing_asked(request)
    code = codes_by_id().get(id.lower())
    if code is None:
        raise Http404
    term = terms()[code]
    names = {term_id(name): name for name in TAXONOMIES}
    return _json(term | {"taxonomy_detail": taxonomy(names[term["taxonomy_id"]])})


@hsds
def nowhere(request: HttpRequest) -> HttpResponse:
    """Every other address under /hsds/."""
    raise Http404


def _worded(found: list[Record], asked: Asked) -> list[Record]:
    """Those with the words in their name or description."""
    words = asked.get("search", "").casefold().split()
    return [
        one for one in found
        if all(word in f"{one['name']} {one['description']}".casefold() for word in words)
    ]  # fmt: skip


def _clinics(clinics: Any, asked: Asked, made: Callable[..., list[Record]]) -> HttpResponse:
    """A page of records of clinics, or all of them as a stream."""
    if asked.get("format") == "ndjson":
        whole = partial(made, asked={**asked, "full": True})
        return _streamed(streamed_lines(clinics, whole))
    total, size = clinics.count(), per_page(asked)
    page = _page(asked, total)
    rows = clinics if asked.get("minimal") else clinics.with_prices_and_hours()
    if made is records.organizations:
        rows = clinics.select_related("organization")
    found = list(rows[(page - 1) * size : page * size])
    return _wrapped(made(found, asked), asked, total)


def _paged(found: Sequence[Record], asked: Asked) -> HttpResponse:
    """A page of records that are here already."""
    if asked.get("format") == "ndjson":
        return _streamed(lines(found))
    page, size = _page(asked, len(found)), per_page(asked)
    return _wrapped(list(found[(page - 1) * size : page * size]), asked, len(found))


def _streamed(text: Iterator[str]) -> HttpResponse:
    """All records, one a line."""
    answer = StreamingHttpResponse(text, content_type=NDJSON)
    return answer  # type: ignore[return-value]  # `open_data` takes what streams, too


def _page(asked: Asked, total: int) -> int:
    """The number of the page. Raises Refused for one behind the last."""
    page, last = asked.get("page", 1), max(1, -(-total // per_page(asked)))
    if page > last:
        words = _("There is no page %(page)d: the last is %(last)d.")
        raise Refused({"page": [words % {"page": page, "last": last}]})
    return page


def _wrapped(contents: list[Record], asked: Asked, total: int) -> HttpResponse:
    """Records as a Page of HSDS."""
    page, last = asked.get("page", 1), max(1, -(-total // per_page(asked)))
    return _records(
        {
            "total_items": total,
            "total_pages": last,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page == last,
            "empty": not contents,
            "contents": contents,
        }
    )
