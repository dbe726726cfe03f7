"""The address that tells which clinics changed, so that a copy of the directory stays true."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from clinics.listing.change_cursor import CursorRefused, OtherLog, cursor_of, position_of
from clinics.listing.change_log import BEGINNING, Change, Log, Position, changes_after, log_now
from clinics.listing.merged import living_on
from directory.api.change_serializers import ChangesSerializer
from directory.api.clinic_serializers import FullListing
from directory.api.fields import Json
from directory.api.full_listings import full_listings
from directory.api.openapi import answers
from directory.api.problems import Refused, problem
from directory.api.views import ApiView, refuse_parameters
from directory.presenting.one_language import one_language
from directory.presenting.patient_reports import reported
from directory.presenting.warnings import excluded_names
from directory.site.urls import absolute

USUAL, MOST, MOST_WHOLE = 100, 1000, 100
"""How many changes a page has, has at most, and has at most with their records."""
WAIT = 3600
"""Seconds after which to ask again when a restored database is not ready."""

AFTER = OpenApiParameter(
    "after",
    type={"type": "string", "minLength": 1},
    description=_("The cursor `next` of the page before. Without it: from the beginning."),
)
LIMIT = OpenApiParameter(
    "limit",
    type={"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    description=_("How many changes a page has at most. With `full=1`, up to 100."),
    examples=[OpenApiExample("limit", value=3)],
)
FULL = OpenApiParameter(
    "full",
    type={"type": "integer", "enum": [1]},
    description=_("`1`: with the whole record of every clinic that changed."),
)


class Changes(ApiView):
    """What changed behind a cursor."""

    is_from_primary = True

    @extend_schema(
        operation_id="followChanges",
        parameters=[AFTER, LIMIT, FULL],
        description=_(
            "Every clinic that changed or was withdrawn, in order. Keep `next`, and ask with it as "
            "`after`: who follows it misses nothing. What was withdrawn stays in the list for "
            "ever. What only the calendar changes is not in it, such as a check that falls "
            "overdue: the record has its date. A cursor of a database that was restored since is "
            "answered with 410; then read everything once more."
        ),
        responses=answers(ChangesSerializer, 400, 410),
    )
    def get(self, request: Request) -> Response:
        """One page of changes. Three queries at most; with records, ten more."""
        asked = _asked(request)
        log = log_now()
        start = _start(asked.get("after"), log)
        if log.is_foreign:
            return _not_ready()
        limit = _limit(asked)
        found = changes_after(start, end=log.end, most=limit + 1)
        page, more = found[:limit], len(found) > limit
        context: dict[str, Any] = {"request": request, "on": timezone.localdate()}
        listings = _listings(page, context) if "full" in asked else None
        row = {
            "next": cursor_of(page[-1].position if more else max(start, log.end), log),
            "more": more,
            "results": _results(page, request, listings),
        }
        with one_language():
            data = ChangesSerializer(row, context=context).data
        return Response(data, headers={"Cache-Control": "no-cache"})


def _asked(request: Request) -> dict[str, str]:
    """The parameters. Raises Refused for unknown ones, and for one that is there twice."""
    refuse_parameters(request, but=("after", "limit", "full"))
    errors = {}
    for name, values in request.query_params.lists():
        if len(values) > 1:
            errors[name] = [_now("Give one value, not %(n)d.") % {"n": len(values)}]
    if errors:
        raise Refused("bad-value", errors)
    if request.query_params.get("full", "1") != "1":
        raise Refused("bad-value", {"full": [_now("Give 1, or leave it out.")]})
    return {name: str(request.query_params[name]) for name in request.query_params}


def _limit(asked: dict[str, str]) -> int:
    most = MOST_WHOLE if "full" in asked else MOST
    typed = asked.get("limit", str(USUAL))
    if not re.fullmatch("[0-9]{1,4}", typed) or not 1 <= int(typed) <= most:
        words = _now("Give a whole number from 1 to %(most)d.")
        if "full" in asked:
            words = _now("With full=1, give a whole number from 1 to %(most)d.")
        raise Refused("bad-value", {"limit": [words % {"most": most}]})
    return int(typed)


def _start(cursor: str | None, log: Log) -> Position:
    """The position to go on from. Raises Refused for a bad cursor, and for one of another log."""
    if cursor is None:
        return BEGINNING
    try:
        return position_of(cursor, log)
    except CursorRefused:
        words = _now("This is no cursor. Send the “next” of an answer, unchanged.")
        raise Refused("bad-value", {"after": [words]}) from None
    except OtherLog:
        words = _now(
            "This cursor is of another database, or from before a restore. Start again from the "
            "bulk files, or without “after”."
        )
        raise Refused("start-again", {"after": [words]}) from None


def _not_ready() -> Response:
    answer = problem("not-ready")
    answer["Retry-After"] = str(WAIT)
    return answer


def _listings(page: list[Change], context: dict[str, Any]) -> dict[str, FullListing]:
    """The listings of what changed, by slug. The context gets all that they need. Ten queries."""
    keys = [change.clinic_id for change in page if change.clinic_id is not None]
    context |= {"reports": reported(keys), "excluded": excluded_names(keys)}
    return full_listings(keys, on=context["on"])


def _results(
    page: list[Change], request: Request, listings: dict[str, FullListing] | None
) -> list[Json]:
    """The rows of a page. At most one query, about what was withdrawn.

    A listing that was taken off since the page was read is withdrawn: the log will say so again.
    """
    public = {change.slug for change in page if change.clinic_id is not None}
    if listings is not None:
        public &= listings.keys()
    last = {change.slug: change.position for change in page}
    survivors = living_on(last.keys() - public)
    return [
        {
            "slug": change.slug,
            "kind": "changed" if change.slug in public else "withdrawn",
            "at": change.at,
            "url": absolute(request, reverse("api-clinic", args=[change.slug])),
            **({"merged_into": survivors[change.slug]} if change.slug in survivors else {}),
            **({"clinic": listings[change.slug]} if listings and change.slug in public else {}),
        }
        for change in page
        if change.position == last[change.slug]
    ]
