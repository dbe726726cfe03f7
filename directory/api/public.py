"""What a clinic looks like to a machine: pure functions, clinic → JSON. They ask no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from clinics.listing import rating
from clinics.listing.course import CoursePrice
from clinics.models import Clinic, Fact, Hours, Price
from clinics.reviews.figures import Figures
from directory.api import people as who
from directory.places.area import Area
from directory.presenting.clinicians import People
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports
from directory.search.question import Question
from directory.search.search import Answer

Json = dict[str, Any]
Absolute = Callable[[str], str]
"""Makes an address with scheme and host of a path."""


def found(
    question: Question,
    answer: Answer,
    clinics: list[Listed],
    *,
    path: str,
    on: dt.date,
    absolute: Absolute,
) -> Json:
    """A page of an answer, with the addresses, at `path`, of the pages before and after it.

    `left_out` is there with `max_course_price` only: what it left out for want of a price.
    """
    page, size = question.page, question.page_size
    has_more = page * size < answer.count
    said: Json = {
        "count": answer.count,
        "next": absolute(question.url(path, page=page + 1)) if has_more else None,
        "previous": absolute(question.url(path, page=page - 1)) if page > 1 else None,
        "origin": origin(question.area),
        "facets": answer.facets,
        "results": [summary(listed, on=on, absolute=absolute) for listed in clinics],
    }
    if question.max_course_price is not None:
        said["left_out"] = {
            "no_course_price": answer.unpriced,
            "partial_course_price": answer.partly_priced,
        }
    return said


def origin(area: Area | None) -> Json | None:
    """The place that distances are counted from; None without one."""
    if area is None:
        return None
    return {"label": area.label, **_point(area)}


def place(area: Area) -> Json:
    """A place of the gazetteer; `near` are the words that a search finds this very one by."""
    return {"label": area.label, "kind": area.kind, "near": area.query, **_point(area)}


def _point(area: Area) -> Json:
    return {"latitude": area.point.latitude, "longitude": area.point.longitude}


def summary(listed: Listed, *, on: dt.date, absolute: Absolute) -> Json:
    """A clinic as search results show it; null and absent codes: not stated.

    Distances are in miles, rounded to four decimals; `confirmed_codes` as of the day `on`.
    """
    clinic = listed.clinic
    return {
        "slug": clinic.slug,
        "name": clinic.name,
        "organization": clinic.organization.name if clinic.organization else None,
        "address": _address(clinic),
        "latitude": clinic.latitude,
        "longitude": clinic.longitude,
        "distance_miles": None if (d := listed.distance_miles) is None else round(d, 4),
        "phone": clinic.phone or None,
        "website": clinic.website or None,
        "course_price": _course_price(listed.course),
        "rating": _rating(clinic),
        "facts": {fact.code: _value(fact) for fact in _in_order(listed) if fact.value is not None},
        "confirmed_codes": sorted(fact.code for fact in listed.confirmed(on=on)),
        "last_confirmed": _day(listed.last_confirmed),
        "url": absolute(clinic.get_absolute_url()),
    }


def detail(
    listed: Listed,
    hours: list[Hours],
    people: People,
    said: Figures,
    reports: Reports,
    *,
    on: dt.date,
    absolute: Absolute,
) -> Json:
    """Everything a clinic's page says: the summary, each fact with who says so since when, prices.

    `said` are the figures of its reviews, `reports` the open ones by code. `facts` is a list here,
    numbers included; `contact` tells who stated name, address and phone.
    """
    clinic = listed.clinic
    return {
        **summary(listed, on=on, absolute=absolute),
        "description": clinic.description or None,
        "how_to_find": clinic.how_to_find or None,
        "email": clinic.email or None,
        "is_approximate": clinic.is_approximate,
        "contact": _said(clinic),
        "facts": [_fact(fact, reports) for fact in _in_order(listed)],
        "prices": [_price(price, reports) for _code, price in sorted(listed.prices.items())],
        "hours": [_hours(row) for row in hours],
        **who.people(people, listed, on=on),
        "reviews": _reviews(said),
    }


def _address(clinic: Clinic) -> dict[str, str | None]:
    names = ("street", "street2", "city", "state", "postal_code", "county", "country")
    return {name: getattr(clinic, name) or None for name in names}


def _course_price(course: CoursePrice | None) -> Json | None:
    if course is None:
        return None
    return {
        "amount": float(course.amount),
        "currency": course.currency,
        "partial": course.partial,
    }


def _rating(clinic: Clinic) -> Json | None:
    """The mean of its reviews and how many they are; None under five."""
    mean = rating.mean(marks_sum=clinic.marks_sum, marks_count=clinic.marks_count)
    return None if mean is None else {"mean": round(mean, 2), "count": clinic.marks_count}


def _reviews(said: Figures) -> Json:
    """Counts with their denominators; the mean is null under five."""
    kinds = ("yes", "no", "not_applicable")
    return {
        "mean": None if said.mean is None else round(said.mean, 2),
        "count": said.count,
        "distribution": {str(mark): n for mark, n in said.distribution.items()},
        "answers": {code: dict(zip(kinds, n, strict=True)) for code, n in said.answers.items()},
        "withheld": said.withheld,
    }


def _reports(reports: Reports, code: str) -> Json | None:
    """The open reports that an answer is wrong."""
    found = reports.get(code)
    return {"count": found.count, "since": _day(found.since)} if found else None


def _in_order(listed: Listed) -> list[Fact]:
    return [fact for _code, fact in sorted(listed.facts.items())]


def _value(fact: Fact) -> str | int | None:
    return fact.number if fact.value is None else "yes" if fact.value else "no"


def _fact(fact: Fact, reports: Reports) -> Json:
    return {
        "code": fact.code,
        "value": _value(fact),
        "detail": fact.detail or None,
        **_said(fact),
        "confirmed_by": fact.confirmed_by or None,
        "confirmed_on": _day(fact.confirmed_on),
        "due_on": _day(fact.due_on),
        "reports": _reports(reports, fact.code),
    }


def _price(price: Price, reports: Reports) -> Json:
    return {
        "code": price.code,
        "amount": float(price.amount),
        "currency": price.currency,
        "valid_from": _day(price.valid_from),
        "includes": price.includes or None,
        "required_for_course": price.required_for_course,
        **_said(price),
        "reports": _reports(reports, price.code),
    }


def _hours(hours: Hours) -> Json:
    return {
        "weekday": hours.weekday,
        "opens": hours.opens.strftime("%H:%M"),
        "closes": hours.closes.strftime("%H:%M"),
    }


def _said(stated: Clinic | Fact | Price) -> Json:
    return {
        "source": stated.source,
        "source_name": stated.source_name or None,
        "since": _day(stated.since),
        "affirmed_on": _day(stated.affirmed_on),
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
