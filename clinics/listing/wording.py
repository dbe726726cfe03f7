"""Puts a listing's answers into words, from the plain JSON of the trail and of proposals.

Moderators and admins read the same words for the same value. No names of people appear here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from clinics.checklist import CHECKLIST
from clinics.languages import reading
from clinics.listing.coverage import coverage_words
from clinics.listing.draft import CORRECTED
from clinics.listing.hours import closing
from clinics.listing.models import SourceKind, Status
from clinics.listing.phones import shown_phone
from clinics.spoken import ENGLISH

FIELD_LABELS = {
    "name": gettext_lazy("Name"),
    "organization": gettext_lazy("Organization"),
    "description": gettext_lazy("Description"),
    "how_to_find": gettext_lazy("How to find the door"),
    "street": gettext_lazy("Street"),
    "street2": gettext_lazy("Street, second line"),
    "city": gettext_lazy("Town"),
    "state": gettext_lazy("State"),
    "postal_code": gettext_lazy("ZIP code"),
    "county": gettext_lazy("County"),
    "country": gettext_lazy("Country"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "is_approximate": gettext_lazy("The location is approximate"),
    "phone": gettext_lazy("Phone"),
    "website": gettext_lazy("Website"),
    "email": gettext_lazy("E-mail address"),
    "address": gettext_lazy("Address"),
    "contact": gettext_lazy("Who states name, address and contact details"),
    "hours": gettext_lazy("Opening hours"),
    "status": gettext_lazy("Listing"),
    "status_since": gettext_lazy("Since"),
    "paused_until": gettext_lazy("Paused until"),
    "says_closed_since": gettext_lazy("The clinic says it is closed since"),
    "merged_into": gettext_lazy("Merged into"),
    "holds_from": gettext_lazy("From the day"),
    "slug": gettext_lazy("Address of the page"),
    "source": gettext_lazy("Who states name and contact details"),
    "source_name": gettext_lazy("Where name and contact details come from"),
    "since": gettext_lazy("Name and contact details stated since"),
    "affirmed_on": gettext_lazy("Name and contact details last repeated"),
}
"""Labels of plain fields. Our own keys (listed_by, external_id …) have none."""

DAYS = (
    "since", "affirmed_on", "status_since", "paused_until", "says_closed_since", "holds_from",
)  # fmt: skip
"""The plain fields that are days."""


def day(date: dt.date) -> str:
    """A day as `3 March 2026`."""
    return date_format(date, "DATE_FORMAT")


def clock(moment: dt.datetime) -> str:
    """A moment's time of day, with its zone: `2:05 p.m. EST`."""
    return date_format(timezone.localtime(moment), "P T")


def money(amount: Decimal, currency: str = "USD") -> str:
    """An amount as `$1,250` or `$99.50`; of another currency `CAD 1,250`."""
    figures = number_format(
        amount, decimal_pos=0 if amount == int(amount) else 2, force_grouping=True
    )
    return f"${figures}" if currency == "USD" else f"{currency} {figures}"


TOLD_BY_VISITOR = gettext_noop("told by a visitor")
"""The name of a source that we gave it ourselves: it is kept in English."""


def source_words(kind: str, name: str = "") -> str:
    """A source in words: `stated by the clinic`, `imported from NAME`, `matched in … (NAME)`."""
    label = str(SourceKind(kind).label)
    name = _(name) if name == TOLD_BY_VISITOR else name
    if kind == SourceKind.IMPORT and name:
        return _("imported from %(name)s") % {"name": name}
    return f"{label} ({name})" if name and name.casefold() != label.casefold() else label


def kept_source(kept: str) -> tuple[str, str]:
    """(words, name): a source as `source_words` once said it in English, in the language of now.

    What is no source of ours is all name: the file of an import.
    """
    said, _bracket, name = kept.partition(" (")
    if said not in _kinds():
        return kept, kept
    name = name.removesuffix(")")
    return source_words(_kinds()[said], name), name


@cache
def _kinds() -> dict[str, SourceKind]:
    """The kinds of sources by their words in English."""
    with reading(ENGLISH):
        return {str(kind.label): kind for kind in SourceKind}


def label(code: str) -> str:
    """The label of a field, a checklist code or a row of hours; '' for our own keys."""
    if code in FIELD_LABELS:
        return str(FIELD_LABELS[code])
    if code.startswith(CORRECTED):
        return _("%(what)s: who says so") % {"what": label(code.removeprefix(CORRECTED))}
    if "." in code:
        try:
            return str(CHECKLIST.label(code))
        except KeyError:
            return _price_label(code)
    weekday, _blank, opens = code.partition(" ")
    if not opens or not weekday.isdecimal():
        return ""
    return _("Open on %(weekday)s from %(time)s") % {
        "weekday": WEEKDAYS[int(weekday)],
        "time": _time(opens),
    }


MOST_NAMED = 8
"""How many answers `names` names."""


def names(codes: Iterable[str]) -> str:
    """Answers by their labels, for notices: `Phone, Medicare and 2 more`.

    Notices are also mailed, so no condition is named.
    """
    labels = [
        _("a condition") if code.startswith("condition.") else label(code)
        for code in dict.fromkeys(codes)
    ]
    rest = len(labels) - MOST_NAMED
    named = ", ".join(labels[:MOST_NAMED])
    if rest <= 0:
        return named
    return _("%(names)s and %(n)d more") % {"names": named, "n": rest}


def _price_label(code: str) -> str:
    """The label of a price whose route is no longer in the checklist; else the code."""
    group, kind, *route = code.split(".")
    known = {known.code: known for known in CHECKLIST.prices}.get(kind)
    if group != "price" or known is None:
        return code
    item = CHECKLIST.get(f"route.{'.'.join(route)}")
    return f"{known.label}: {item.label if item else '.'.join(route)}"


def question(code: str) -> str:
    """The question that a patient is told to ask; '' for plain fields and unknown codes."""
    if item := CHECKLIST.get(code):
        return str(item.question or CHECKLIST.group(item.group).question)
    if number := CHECKLIST.number(code):
        return str(number.question)
    kind, _route = CHECKLIST.price_columns().get(code, (None, ""))
    return str(kind.question) if kind else ""


def value(code: str, said: Any) -> str:
    """A value of the trail or of a proposal in words, with its source and dates."""
    if not isinstance(said, dict):
        return answer(code, said)
    said_by = list(_provenance(said))
    return "; ".join(said_by if code == "contact" else [*_answers(code, said), *said_by])


def answer(code: str, said: Any) -> str:
    """A value in words, without source and dates."""
    if said is None or said == "" or said == []:
        return _("Not stated")
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, list):
        return "; ".join(_span(*row) if code == "hours" else str(row) for row in said)
    if isinstance(said, dict):
        return "; ".join(_answers(code, said))
    if code == "source":
        return source_words(said)
    if code == "phone":
        return shown_phone(said)
    if code == "status":
        return str(Status(said).label)
    return _day(said) if code in DAYS else str(said)


def provenance(said: Any) -> str:
    """The source and dates of a value, in words; '' when it has none."""
    return "; ".join(_provenance(said)) if isinstance(said, dict) else ""


def _time(text: str) -> str:
    moment = parse_time(text)
    return str(time_format(moment, "P")) if moment else text


def _closing(text: str) -> str:
    moment = parse_time(text)
    return closing(moment) if moment else text


def _day(text: str) -> str:
    date = parse_date(str(text))
    return day(date) if date else str(text)


def _span(weekday: int, opens: str, closes: str) -> str:
    """One row of opening hours."""
    return _("%(weekday)s %(opens)s to %(closes)s") % {
        "weekday": WEEKDAYS[int(weekday)],
        "opens": _time(opens),
        "closes": _closing(closes),
    }


def _address(said: dict[str, Any]) -> Iterator[str]:
    town = " ".join(filter(None, [said.get("state", ""), said.get("postal_code", "")]))
    parts = (said.get("street"), said.get("street2"), said.get("city"), town, said.get("country"))
    yield ", ".join(part for part in parts if part)


def _answers(code: str, said: dict[str, Any]) -> Iterator[str]:
    """The answer itself, then its details."""
    if code == "address":
        yield from _address(said)
    if code == "contact":
        yield source_words(said["source"], said.get("source_name", ""))
    if said.get("value") is not None:
        yield _("Yes") if said["value"] else _("No")
        yield from coverage_words(said.get("covers"), said.get("prior_authorization"))
    if said.get("number") is not None:
        number = CHECKLIST.number(code)
        yield f"{said['number']} {number.unit}" if number else str(said["number"])
    if said.get("amount") is not None:
        yield money(Decimal(str(said["amount"])), said.get("currency", "USD"))
    if said.get("closes"):
        yield _("until %(time)s") % {"time": _closing(str(said["closes"]))}
    if said.get("includes"):
        yield _("includes: %(what)s") % {"what": said["includes"]}
    if said.get("required_for_course"):
        yield _("must be bought with the course")
    if said.get("valid_from"):
        yield _("valid from %(day)s") % {"day": _day(said["valid_from"])}
    if said.get("detail"):
        yield str(said["detail"])


def _provenance(said: dict[str, Any]) -> Iterator[str]:
    """The source, the dates and the confirmation."""
    if said.get("source"):
        yield source_words(said["source"], said.get("source_name", ""))
    if said.get("source_url"):
        yield str(said["source_url"])
    is_import = said.get("source") == SourceKind.IMPORT
    if since := said.get("since"):
        # The day of the list, or of the import if nobody said how old the list was.
        pattern = _("dated %(day)s") if is_import else _("since %(day)s")
        yield pattern % {"day": _day(since)}
    if said.get("affirmed_on") and said["affirmed_on"] != since:
        pattern = _("still there %(day)s") if is_import else _("repeated %(day)s")
        yield pattern % {"day": _day(said["affirmed_on"])}
    if said.get("confirmed_by"):
        yield _("confirmed on %(day)s: %(how)s") % {
            "day": _day(said["confirmed_on"]),
            "how": SourceKind(said["confirmed_by"]).label,
        }
    if said.get("due_on"):
        yield _("next check due %(day)s") % {"day": _day(said["due_on"])}
