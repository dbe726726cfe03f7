"""The data files: their page, the files, and FHIR's manifest of them. No view queries."""

from __future__ import annotations

import json
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.api.problems import refusal
from directory.bulk.editions import edition
from directory.bulk.folder import DAYS_KEPT, LATEST, day_of
from directory.bulk.page import bulk_publish, data_page
from directory.bulk.ranges import Unsatisfiable
from directory.bulk.serving import sent
from directory.fhir.outcome import refused
from directory.site.open_data import open_data
from directory.site.readonly import public

FOR_EVER = "public, max-age=31536000, immutable"
"""The files of a day never change."""
FOR_A_WHILE = "public, max-age=300"


@public
def data(request: HttpRequest) -> HttpResponse:
    """What files there are, and what one may do with them."""
    return render(request, "directory/data.html", {"page": data_page(request)})


@open_data(throttle="data", refused=refusal)
def data_file(request: HttpRequest, day: str, name: str) -> HttpResponse:
    """A file of a day or of `latest`, whole or the part that `Range` asks for."""
    if request.GET:
        text = _("A file takes no parameters; leave “?%(query)s” out.")
        query = request.META["QUERY_STRING"][:60]
        return refusal(request, 400, "unknown-parameter", text % {"query": query})
    found = edition(day)
    file = found and found.file(name)
    if not file:
        return _no_such_file(request, day)
    try:
        answer = cast(HttpResponse, sent(request, file))
    except Unsatisfiable as unsatisfiable:
        return _no_such_part(request, unsatisfiable.size)
    answer["Cache-Control"] = FOR_A_WHILE if day == LATEST else FOR_EVER
    return answer


def _no_such_part(request: HttpRequest, size: int) -> HttpResponse:
    text = _("The file has %(n)d bytes, and none of those you asked for.") % {"n": size}
    answer = refusal(request, 416, "bad-range", text)
    answer["Content-Range"] = f"bytes */{size}"
    return answer


def _no_such_file(request: HttpRequest, day: str) -> HttpResponse:
    newest, asked = edition(LATEST), day_of(day)
    if newest and asked and asked < newest.day and edition(day) is None:
        text = _(
            "The files of this day are gone: we keep those of %(n)d days and the last ones of each "
            "month. /data/latest/ has the newest."
        )
        return refusal(request, 410, "not-kept", text % {"n": DAYS_KEPT})
    text = _("There is no such file. /data/latest/manifest.json names all that there are.")
    return refusal(request, 404, "not-found", text)


@open_data(throttle="fhir", refused=refused)
def fhir_bulk_publish(request: HttpRequest) -> HttpResponse:
    """Where the FHIR resources lie, in the shape of Bulk Data's `$bulk-publish`."""
    if request.GET:
        text = _("“$bulk-publish” takes no parameters; leave “?%(query)s” out.")
        query = request.META["QUERY_STRING"][:60]
        return refused(request, 400, "not-supported", text % {"query": query})
    said = bulk_publish(request)
    if said is None:
        return refused(request, 404, "not-found", _("No files were made yet."))
    return HttpResponse(json.dumps(said, indent=1) + "\n", content_type="application/json")
