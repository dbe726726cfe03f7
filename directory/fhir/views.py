"""The views of FHIR: open to everybody, only reading, and refusing with an OperationOutcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date
from django.utils.translation import gettext as _

from clinics.site_address import absolute
from directory.fhir.asked import MOST_PARAMETERS, READ_BY_THE_VIEW, Pairs, ask
from directory.fhir.bundle import bundle
from directory.fhir.capability import capability_statement
from directory.fhir.definitions import definition
from directory.fhir.kind import Key, Kind
from directory.fhir.kinds import KINDS
from directory.fhir.negotiation import is_lenient, speak_json
from directory.fhir.outcome import Refused, outcome, refused, respond
from directory.fhir.parameters.ids import key_of
from directory.fhir.parameters.parameter import Now
from directory.presenting.one_language import one_language
from directory.site.open_data import open_data
from directory.site.readonly import from_primary

FORM = "application/x-www-form-urlencoded"
EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def _fhir(*, methods: tuple[str, ...] = ("GET",)) -> Callable:
    """Make a view of FHIR of one that may raise Refused, and that answers in one language."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @open_data(throttle="fhir", refused=refused, methods=methods)
        @wraps(view)
        def spoken(request: HttpRequest, **parts: str) -> HttpResponse:
            with one_language():
                try:
                    answer = view(request, **parts)
                except Refused as no:
                    told = outcome(no.text, code=no.code, where=no.where)
                    answer = respond(told, status=no.status)
            patch_vary_headers(answer, ("Prefer",))
            return answer

        return spoken

    return decorate


@_fhir()
def metadata(request: HttpRequest) -> HttpResponse:
    """The CapabilityStatement. No query."""
    pairs = _pairs(request)
    pretty = speak_json(request, pairs)
    _refuse_parameters([pair for pair in pairs if pair != ("mode", "full")])
    return respond(capability_statement(_base(request)), pretty=pretty)


@_fhir()
def search(request: HttpRequest, type_: str) -> HttpResponse:
    """The Bundle that a search finds. Queries: those of `bundle`, and of each `near`."""
    return _found(request, _kind(type_), _pairs(request))


@_fhir(methods=("POST",))
def search_by_post(request: HttpRequest, type_: str) -> HttpResponse:
    """The same for parameters in a form; those in the address hold, too."""
    kind = _kind(type_)
    if request.body and request.content_type != FORM:
        words = _("A search by POST sends its parameters as %(form)s.") % {"form": FORM}
        raise Refused(words, status=415, code="not-supported")
    answer = _found(request, kind, [*_pairs(request), *_parsed(request.body)])
    answer["Cache-Control"] = "no-store"
    return answer


@_fhir()
@from_primary
def read(request: HttpRequest, type_: str, id_: str) -> HttpResponse:
    """One resource as it is now, or one of our definitions.

    Queries: those that load it; one more for what is not there; none for a definition.
    """
    pairs = _pairs(request)
    pretty = speak_json(request, pairs)
    _refuse_parameters(pairs)
    if own := definition(type_, id_):
        return respond(own, pretty=pretty)
    return _resource(_load(_kind(type_), id_), pretty=pretty)


@_fhir()
@from_primary
def read_version(request: HttpRequest, type_: str, id_: str, version: str) -> HttpResponse:
    """One resource, if this is its version: earlier ones are not kept. Queries: those of `read`."""
    pairs = _pairs(request)
    pretty = speak_json(request, pairs)
    _refuse_parameters(pairs)
    resource = _load(_kind(type_), id_)
    if resource["meta"]["versionId"] != version:
        words = _("This is not the version of today, and no other is kept.")
        raise Refused(words, status=404, code="not-found")
    return _resource(resource, pretty=pretty)


@_fhir(methods=EVERY_METHOD)
def nowhere(request: HttpRequest) -> HttpResponse:
    """Every other address under /fhir/."""
    where = f"{_base(request)}/metadata"
    words = _("There is nothing at this address; %(where)s says what there is.")
    raise Refused(words % {"where": where}, status=404, code="not-found")


def _found(request: HttpRequest, kind: Kind, pairs: Pairs) -> HttpResponse:
    pretty = speak_json(request, pairs)
    now = Now(timezone.localdate(), _base(request))
    asked = ask(kind, pairs, now, is_lenient=is_lenient(request))
    return respond(bundle(asked), pretty=pretty)


def _kind(type_: str) -> Kind:
    if type_ not in KINDS:
        words = _("There is no type “%(type)s” here. There are: %(known)s.")
        said = words % {"type": type_[:60], "known": ", ".join(KINDS)}
        raise Refused(said, status=404, code="not-supported")
    return KINDS[type_]


def _load(kind: Kind, id_: str) -> dict:
    """The resource of that id. Raises Refused: 410 for what was published once, 404 otherwise."""
    key = _key(kind, id_)
    if key and (found := kind.load([key], timezone.localdate())):
        return found[key]
    source = kind.source(key[0]) if key else None
    if key and source and source.once().filter(pk=key[1]).exists():
        words = _("%(type)s/%(id)s was listed here once, and no longer is.")
        raise Refused(words % {"type": kind.type, "id": id_}, status=410, code="deleted")
    words = _("There is no %(type)s “%(id)s” here.")
    raise Refused(words % {"type": kind.type, "id": id_}, status=404, code="not-found")


def _key(kind: Kind, id_: str) -> Key | None:
    """The key of an id that the type can have."""
    key = next((one for one in kind.alone if one[0] == id_), None) or key_of(id_)
    return key if key in kind.alone or (key and kind.source(key[0])) else None


def _resource(resource: dict, *, pretty: bool) -> HttpResponse:
    """A resource with its version; `lastUpdated` is a part of it that every resource has."""
    meta = resource["meta"]
    changed = parse_datetime(meta["lastUpdated"])
    assert changed is not None
    headers = {"ETag": f'W/"{meta["versionId"]}"', "Last-Modified": http_date(changed.timestamp())}
    return respond(resource, pretty=pretty, headers=headers)


def _base(request: HttpRequest) -> str:
    """The address of the FHIR server, without a slash at its end."""
    path = reverse("fhir-metadata").removesuffix("/metadata")
    return absolute(path, request=request)


def _pairs(request: HttpRequest) -> Pairs:
    return _parsed(request.META.get("QUERY_STRING", "").encode("latin-1"))


def _parsed(query: bytes) -> Pairs:
    """Names and values of a query or a form. Raises Refused for what is no text."""
    try:
        return parse_qsl(
            query.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=2 * MOST_PARAMETERS,
        )
    except ValueError:
        words = _("The parameters cannot be read: they are not UTF-8, or far too many.")
        raise Refused(words, code="structure") from None


def _refuse_parameters(pairs: Pairs) -> None:
    """Raise Refused for parameters that only searches have."""
    for name, _text in pairs:
        if name not in READ_BY_THE_VIEW:
            words = _("“%(name)s” is not a parameter here. Known: %(known)s.")
            said = words % {"name": name[:60], "known": ", ".join(READ_BY_THE_VIEW)}
            raise Refused(said, code="not-supported", where=f"http.{name[:60]}")
