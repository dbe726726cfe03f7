"""The shapes of the API's answers as JSON schemas; the codes come from the checklist."""

from __future__ import annotations

from typing import Any

from clinics.checklist import CHECKLIST, ROUTE_NEEDS
from clinics.credentials.route_requirements import ORDER
from clinics.listing.models import CONFIRMERS, SourceKind
from clinics.models import Check, Clinician, Credential, Review
from clinics.reviews.questions import REVIEW_QUESTIONS
from directory.presenting.clinicians import STATES, TOLD

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
DAY: Json = {"type": "string", "format": "date"}
DAY_OR_NULL: Json = {"type": ["string", "null"], "format": "date"}
COUNT: Json = {"type": "integer", "minimum": 0}
FLAG: Json = {"type": "boolean"}
MONEY: Json = {"type": "number", "minimum": 0}
LATITUDE: Json = {"type": "number", "minimum": -90, "maximum": 90}
LONGITUDE: Json = {"type": "number", "minimum": -180, "maximum": 180}
SAID: Json = {
    "source": {"enum": list(SourceKind.values)},
    "source_name": TEXT_OR_NULL,
    "since": DAY,
    "affirmed_on": DAY,
}


def whole(properties: Json, *, optional: tuple[str, ...] = ()) -> Json:
    """An object with these members and no others; all are there but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def many(items: Json) -> Json:
    """A list of these."""
    return {"type": "array", "items": items}


def ref(name: str) -> Json:
    """Another shape, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Json) -> Json:
    """This, or null: not stated."""
    return {"anyOf": [schema, {"type": "null"}]}


def shapes() -> dict[str, Json]:
    """Every named shape, with the codes of the checklist as it is now."""
    return {
        "ClinicsFound": _found(),
        "ClinicSummary": whole(_summary()),
        "Clinic": whole(_summary() | _detail()),
        "Fact": _fact(),
        "Price": _price(),
        "Person": _person(),
        "Credential": _credential(),
        "Check": _check(),
        "RouteNeed": _route_need(),
        "PlacesFound": whole({"results": many(ref("Place"))}),
        "Place": _place(),
        "Problem": _problem(),
    }


def _codes() -> list[str]:
    return [item.qualified for item in CHECKLIST.items]


def _found() -> Json:
    count_by_code = {
        group.code: {
            "type": "object",
            "propertyNames": {"enum": [item.code for item in group.items]},
            "additionalProperties": {"type": "integer", "minimum": 1},
        }
        for group in CHECKLIST.groups
    }
    address = {"type": ["string", "null"], "format": "uri"}
    origin = whole({"label": TEXT, "latitude": LATITUDE, "longitude": LONGITUDE})
    properties = {
        "count": COUNT,
        "next": address,
        "previous": address,
        "origin": or_null(origin),
        "facets": whole(count_by_code),
        "results": many(ref("ClinicSummary")),
        "left_out": whole({"no_course_price": COUNT, "partial_course_price": COUNT}),
    }
    return whole(properties, optional=("left_out",))


def _summary() -> Json:
    names = ("street", "street2", "city", "state", "postal_code", "county", "country")
    course_price = whole({"amount": MONEY, "currency": TEXT, "partial": FLAG})
    rating = whole({"mean": {"type": "number"}, "count": {"type": "integer", "minimum": 1}})
    return {
        "slug": TEXT,
        "name": TEXT,
        "organization": TEXT_OR_NULL,
        "address": whole(dict.fromkeys(names, TEXT_OR_NULL)),
        "latitude": or_null(LATITUDE),
        "longitude": or_null(LONGITUDE),
        "distance_miles": or_null(MONEY),
        "phone": TEXT_OR_NULL,
        "website": TEXT_OR_NULL,
        "course_price": or_null(course_price),
        "rating": or_null(rating),
        "facts": {
            "type": "object",
            "description": "A code that is absent is not stated.",
            "propertyNames": {"enum": _codes()},
            "additionalProperties": {"enum": ["yes", "no"]},
        },
        "confirmed_codes": many({"enum": _codes()}),
        "last_confirmed": DAY_OR_NULL,
        "url": {"type": "string", "format": "uri"},
    }


def _detail() -> Json:
    """What a clinic has besides its summary; `facts` is a list here."""
    time = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
    weekday = {"type": "integer", "minimum": 0, "maximum": 6, "description": "Monday is 0."}
    return {
        "description": TEXT_OR_NULL,
        "how_to_find": TEXT_OR_NULL,
        "email": TEXT_OR_NULL,
        "is_approximate": FLAG | {"description": "The point is that of the ZIP code or the town."},
        "contact": whole(SAID),
        "facts": many(ref("Fact")),
        "prices": many(ref("Price")),
        "hours": many(whole({"weekday": weekday, "opens": time, "closes": time})),
        "people": many(ref("Person")),
        "credentials": many(ref("Credential"))
        | {"description": "What the clinic itself holds, as opposed to its people."},
        "routes_need": many(ref("RouteNeed"))
        | {"description": "What each route that the clinic offers asks for."},
        "reviews": _reviews(),
    }


def _reviews() -> Json:
    """The counts of a clinic's reviews; the mean is null under five."""
    said = whole({"yes": COUNT, "no": COUNT, "not_applicable": COUNT})
    return whole(
        {
            "mean": {"type": ["number", "null"]},
            "count": COUNT,
            "distribution": whole({str(mark): COUNT for mark in range(1, 6)}),
            "answers": whole({question.code: said for question in REVIEW_QUESTIONS}),
            "withheld": {
                "type": "object",
                "description": "How many reviews are not shown, by reason.",
                "propertyNames": {"enum": Review.Reason.values},
                "additionalProperties": {"type": "integer", "minimum": 1},
            },
        }
    )


def _fact() -> Json:
    numbers = [number.qualified for number in CHECKLIST.numbers]
    return whole(
        {
            "code": {"enum": _codes() + numbers},
            "value": {"anyOf": [{"enum": ["yes", "no"]}, COUNT]},
            "detail": TEXT_OR_NULL,
            **SAID,
            "confirmed_by": {"enum": [*map(str, CONFIRMERS), None]},
            "confirmed_on": DAY_OR_NULL,
            "due_on": DAY_OR_NULL,
            "reports": _reports(),
        }
    )


def _reports() -> Json:
    """Unconfirmed reports that an answer is wrong; null without one."""
    return or_null(whole({"count": {"type": "integer", "minimum": 1}, "since": DAY}))


def _price() -> Json:
    return whole(
        {
            "code": {"enum": list(CHECKLIST.price_columns())},
            "amount": MONEY,
            "currency": TEXT,
            "valid_from": DAY,
            "includes": TEXT_OR_NULL,
            "required_for_course": FLAG,
            **SAID,
            "reports": _reports(),
        }
    )


def _route_codes() -> Json:
    return {"enum": [item.code for item in CHECKLIST.group("route").items]}


def _person() -> Json:
    return whole(
        {
            "name": TEXT,
            "profession": {"enum": [item.code for item in CHECKLIST.group("staff").items]},
            "role": {"enum": list(Clinician.Role.values)},
            "on_site": or_null(FLAG) | {"description": "Null: not stated."},
            "supervises": many(_route_codes()),
            "credentials": many(ref("Credential")),
        }
    )


def _credential() -> Json:
    return whole(
        {
            "kind": {"enum": list(Credential.Kind.values)},
            "state": TEXT_OR_NULL,
            "number": TEXT_OR_NULL
            | {"description": "Of an NPI and a state license only, so that it can be looked up."},
            "name": TEXT_OR_NULL
            | {"description": "Which license, board, body or insurer; of a body its code."},
            "expires_on": DAY_OR_NULL,
            "stated_on": DAY,
            "status": {"enum": list(STATES)}
            | {
                "description": "`stated`: the clinic's word alone. `unchecked`: the exclusion list "
                "was not asked yet. `excluded`: a moderator found the person on it."
            },
            "checks": many(ref("Check")) | {"description": "Newest first."},
        }
    )


def _check() -> Json:
    return whole(
        {
            "method": {"enum": list(Check.Method.values)},
            "outcome": {"enum": [str(outcome) for outcome in TOLD]},
            "source": TEXT,
            "source_url": {"type": ["string", "null"], "format": "uri"},
            "date": DAY,
            "valid_until": DAY_OR_NULL
            | {"description": "The last day on which it holds; null when it confirms nothing."},
            "register_as_of": DAY_OR_NULL
            | {"description": "The day up to which the register's file reached."},
        }
    )


def _route_need() -> Json:
    by = whole({"person": TEXT_OR_NULL, "kind": {"enum": list(Credential.Kind.values)}})
    return whole(
        {
            "route": _route_codes(),
            "need": {"enum": sorted({n.code for needs in ROUTE_NEEDS.values() for n in needs})},
            "state": {"enum": list(ORDER)}
            | {"description": "`met`: confirmed and in date. `unstated`: not stated, never a no."},
            "by": many(by) | {"description": "Whose credentials; a person of null: the clinic."},
        }
    )


def _place() -> Json:
    return whole(
        {
            "label": TEXT,
            "kind": {"enum": ["zip", "town", "county", "state", "point"]},
            "near": TEXT,
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
        }
    )


def _problem() -> Json:
    return whole(
        {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": {"type": "object", "additionalProperties": many(TEXT)},
            "candidates": many(ref("Place")),
            "suggestions": many(ref("Place")),
        },
        optional=("errors", "candidates", "suggestions"),
    )
