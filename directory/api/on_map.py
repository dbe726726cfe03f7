"""The address that tells where the clinics lie that a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clinics.geo import Box, Point, degrees
from directory.api.map_serializers import ClinicsOnMapSerializer
from directory.api.onward import refuse_beyond_the_last
from directory.api.openapi import answers, search_parameters
from directory.api.problems import Refused
from directory.api.views import ApiView
from directory.presenting.course import price_of_what
from directory.presenting.directions import away
from directory.presenting.listed_card import ListedCard, cards
from directory.presenting.patient_reports import reported
from directory.presenting.warnings import excluded_names, warnings_of
from directory.search.on_map import OnMap, Spot, on_map
from directory.search.question import Question, ask
from directory.site.urls import absolute

DEGREES = r"-?[0-9]+(\.[0-9]+)?"
BBOX = OpenApiParameter(
    "bbox",
    type={"type": "string", "pattern": rf"^{DEGREES}(,{DEGREES}){{3}}$"},
    description=_(
        "Only clinics in this box: west, south, east and north in degrees. West may be greater "
        "than east: such a box crosses 180 degrees. The list and its numbers stay as they are."
    ),
    examples=[OpenApiExample("bbox", value="-80.2,26.3,-79.9,26.6")],
)


class GeoJsonRenderer(JSONRenderer):
    """JSON under the name that GeoJSON has."""

    media_type = "application/geo+json"


@dataclass(frozen=True, kw_only=True)
class ShownSpot:
    """A spot with what the map says of it. Of a cluster, nothing but its count and its numbers."""

    box: Box
    point: Point
    count: int
    numbers: tuple[int, ...]
    kind: str = "cluster"
    number: int | None = None
    slug: str = ""
    name: str = ""
    town: str = ""
    distance_miles: float | None = None
    away: str = ""
    price: str = ""
    warnings: tuple[str, ...] = ()
    approximate: bool = False
    url: str | None = None


class ClinicsOnMap(ApiView):
    """Where the clinics are that a search finds."""

    throttle_scope = "api-search"
    renderer_classes = [GeoJsonRenderer, JSONRenderer]

    def parameters(self) -> list[OpenApiParameter]:
        """Those of the search page, and the box."""
        return [BBOX, *search_parameters()]

    @extend_schema(
        operation_id="mapClinics",
        description=_(
            "Where the clinics are that a search finds, as GeoJSON: each by itself, or together in "
            "clusters if there are more than 500. Besides `bbox`, the parameters are those of the "
            "search page."
        ),
        responses=answers(ClinicsOnMapSerializer, 400, media_type=GeoJsonRenderer.media_type),
    )
    def get(self, request: Request) -> Response:
        """The clinics in the box. One query for clusters, four for clinics, and those of `ask`."""
        asked = request.query_params.copy()
        box = box_of(asked.pop("bbox", []))
        # The search page asks here, too, and reads `$3,000` as people write it.
        question = ask(asked)
        found = on_map(question, box)
        refuse_beyond_the_last(question, found.found)
        row: dict[str, Any] = {
            "count": found.count,
            "unplaced": found.unplaced,
            "features": shown(found, question, request),
        }
        if found.box is not None:
            row["box"] = found.box
        return Response(ClinicsOnMapSerializer(row).data)


def box_of(given: list[str]) -> Box | None:
    """The box that the values of `bbox` say; None without one. Raises Refused, in words."""
    given = [value for value in given if value.strip()]
    if not given:
        return None
    if len(given) > 1:
        raise _no_box(_now("“bbox” was given more than once."))
    try:
        west, south, east, north = map(degrees, given[0].split(","))
    except ValueError:
        words = _now("Give four numbers of degrees with commas: west, south, east, north.")
        raise _no_box(words) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise _no_box(_now("West and east are degrees from -180 to 180."))
    if not -90 <= south <= north <= 90:
        words = _now("South and north are degrees from -90 to 90, and south is not above north.")
        raise _no_box(words)
    return Box(west=west, south=south, east=east, north=north)


def _no_box(words: str) -> Refused:
    return Refused("bad-value", {"bbox": [words]})


def shown(found: OnMap, question: Question, request: Request) -> list[ShownSpot]:
    """The spots with their words. Three queries for clinics, none for clusters."""
    ones = [spot.found for spot in found.spots if spot.found]
    if not ones:
        return [ShownSpot(box=s.box, point=s.point, count=s.count, numbers=s.numbers)
                for s in found.spots]  # fmt: skip
    clinics = {one.clinic.pk: one for one in cards(ones)}
    on, reports, excluded = timezone.localdate(), reported(clinics), excluded_names(clinics)
    kinds = {
        pk: [w.kind for w in warnings_of(one, on=on, reports=reports[pk], excluded=excluded[pk])]
        for pk, one in clinics.items()
    }
    return [
        _clinic(spot, clinics[pk], question, kinds[pk], request)
        for spot in found.spots
        if spot.found and (pk := spot.found.clinic_id) in clinics
    ]


def _clinic(
    spot: Spot, one: ListedCard, question: Question, kinds: list[str], request: Request
) -> ShownSpot:
    clinic, miles = one.clinic, one.distance_miles
    return ShownSpot(
        box=spot.box,
        point=spot.point,
        count=1,
        numbers=spot.numbers,
        kind="clinic",
        number=spot.numbers[0] if spot.numbers else None,
        slug=clinic.slug,
        name=clinic.name,
        town=", ".join(filter(None, (clinic.city, clinic.state))),
        distance_miles=None if miles is None else round(miles, 4),
        away=away(one, question),
        price=price_of_what(one),
        warnings=tuple(dict.fromkeys(kinds)),
        approximate=clinic.is_approximate,
        url=absolute(request, clinic.get_absolute_url()),
    )
