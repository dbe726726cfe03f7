"""The parameters of the lists under /hsds/: which there are, and how they are read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from clinics.geo import degrees
from directory.hsds.problems import Refused

FORMATS = ("json", "ndjson")
PER_PAGE, MOST_FULL, MOST_PLAIN, MOST_MINIMAL = 50, 100, 1000, 10_000
"""Records a page: usually, and at most of each kind."""
RADIUS = 40_234
"""Metres that a search around a place reaches when nothing is said: 25 miles."""
FARTHEST = 20_040_000
"""Metres; no two places are farther apart."""
LONGEST = 200
"""Characters of a value."""
_UNREADABLE = re.compile("[\0-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Parameter:
    """A parameter: what it means, how a text is read, and its kind in OpenAPI."""

    words: str
    read: Callable[[str], Any]
    kind: dict[str, Any]


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            words = {"lowest": lowest, "highest": f"{highest:,}"}
            raise ValueError(_("a whole number from %(lowest)d to %(highest)s") % words)
        return int(text)

    return read


def _yes(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(_("true or false"))
    return text == "true"


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError(_("an id, which is a UUID")) from None


def _format(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(_("json or ndjson"))
    return text


def _zip(text: str) -> str:
    if not re.fullmatch("[0-9]{5}", text):
        raise ValueError(_("a ZIP code of five digits"))
    return text


def _moment(text: str) -> dt.datetime:
    """A moment; a day is its beginning, and a moment without an offset is in UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        words = _("a moment such as 2026-03-01T10:00:00Z; write + as %2B")
        raise ValueError(words) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _degrees(highest: int) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = degrees(text)
        except ValueError:
            number = highest + 1
        if abs(number) > highest:
            raise ValueError(_("degrees from -%(most)d to %(most)d") % {"most": highest})
        return number

    return read


_ID = {"type": "string", "format": "uuid"}
_METRES = {"type": "integer", "minimum": 1, "maximum": FARTHEST, "default": RADIUS}
_TRUE = {"type": "boolean", "default": False}

PARAMETERS = {
    "search": Parameter("Words, understood as on the search page.", str, {"type": "string"}),
    "page": Parameter("Number of the page.", _whole(1, 1_000_000),
                      {"type": "integer", "minimum": 1, "default": 1}),
    "per_page": Parameter("Records a page: at most 100 whole ones, 1,000 plain ones or 10,000 "
                          "minimal ones.", _whole(1, MOST_MINIMAL),
                          {"type": "integer", "minimum": 1, "default": PER_PAGE}),
    "format": Parameter("`ndjson` streams all records, whole, one a line.", _format,
                        {"type": "string", "enum": list(FORMATS), "default": "json"}),
    "taxonomy_term_id": Parameter("Only records that say yes to the term: a no and what is not "
                                  "stated do not count.", _id, _ID),
    "taxonomy_id": Parameter("Only records with a term of the taxonomy.", _id, _ID),
    "organization_id": Parameter("Only services of the organization.", _id, _ID),
    "modified_after": Parameter("Only records that changed at this moment or later. Ask with an "
                                "overlap of five minutes.", _moment,
                                {"type": "string", "format": "date-time"}),
    "minimal": Parameter("Only ids and when they changed.", _yes, _TRUE),
    "full": Parameter("Records with all that they hold.", _yes, _TRUE),
    "full_service": Parameter("Organizations with all their services, whole.", _yes, _TRUE),
    "postcode": Parameter("Only records around the middle of this ZIP code.", _zip,
                          {"type": "string", "pattern": "^[0-9]{5}$"}),
    "proximity": Parameter("Metres around the ZIP code.", _whole(1, FARTHEST), _METRES),
    "lat": Parameter("Latitude of a place, with `lon`. Not in HSDS.", _degrees(90),
                     {"type": "number", "minimum": -90, "maximum": 90}),
    "lon": Parameter("Longitude of a place, with `lat`. Not in HSDS.", _degrees(180),
                     {"type": "number", "minimum": -180, "maximum": 180}),
    "radius": Parameter("Metres around that place. Not in HSDS.", _whole(1, FARTHEST), _METRES),
    "top_only": Parameter("Only terms without a parent.", _yes, _TRUE),
    "parent_id": Parameter("Only terms below this one.", _id, _ID),
}  # fmt: skip
_PAGED = ("search", "page", "per_page", "format")
_AROUND = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full",
           "postcode", "proximity", "lat", "lon", "radius")  # fmt: skip
LISTS = {
    "services": (*_PAGED, *_AROUND, "minimal"),
    "service_at_locations": (*_PAGED, *_AROUND),
    "organizations": (*_PAGED, "taxonomy_term_id", "taxonomy_id", "full", "full_service"),
    "taxonomies": _PAGED,
    "taxonomy_terms": (*_PAGED, "taxonomy_id", "top_only", "parent_id"),
}
"""The parameters of each list."""

Asked = dict[str, Any]
"""What was asked: values by the names of parameters."""


def read(query: QueryDict, names: Collection[str]) -> Asked:
    """The values of the parameters of an address. Raises Refused for all that is no such one."""
    errors: dict[str, list[str]] = {}
    asked: Asked = {}
    for name, texts in query.lists():
        if name not in names:
            errors[name[:60]] = [_unknown(name, names)]
        elif len(texts) > 1:
            errors[name] = [_("Say “%(name)s” once.") % {"name": name}]
        elif len(texts[0]) > LONGEST or _UNREADABLE.search(texts[0]) or not texts[0].strip():
            errors[name] = [_("This cannot be read as “%(name)s”.") % {"name": name}]
        else:
            try:
                asked[name] = PARAMETERS[name].read(texts[0])
            except ValueError as error:
                errors[name] = [_("“%(name)s” is %(what)s.") % {"name": name, "what": error}]
    for name, words in [] if errors else _contradictions(asked):
        errors.setdefault(name, []).append(words)
    if errors:
        is_unknown = not set(query) <= set(names)
        raise Refused(errors, code="unknown-parameter" if is_unknown else "bad-value")
    return asked


def _unknown(name: str, names: Collection[str]) -> str:
    words = _("“%(name)s” is not a parameter here.") % {"name": name[:60]}
    alike = get_close_matches(name[:60], names, n=1)
    return f"{words} {_('Did you mean “%(name)s”?') % {'name': alike[0]}}" if alike else words


def _contradictions(asked: Asked) -> list[tuple[str, str]]:
    """Parameters that say nothing, or not the same, together: (name, what is wrong)."""
    found: list[tuple[str, str]] = []
    if asked.get("format") == "ndjson":
        words = _("ndjson streams all records: it has no “%(name)s”.")
        found += [(n, words % {"name": n}) for n in ("page", "per_page", "minimal") if n in asked]
    if ("lat" in asked) != ("lon" in asked):
        found.append(("lat" if "lat" in asked else "lon", _("Give both “lat” and “lon”.")))
    if "postcode" in asked and "lat" in asked:
        found.append(("postcode", _("Give a “postcode” or a “lat” and “lon”, not both.")))
    for name, of in (("proximity", "postcode"), ("radius", "lat")):
        if name in asked and of not in asked:
            words = _("“%(name)s” needs a “%(of)s”.")
            found.append((name, words % {"name": name, "of": of}))
    if asked.get("minimal") and asked.get("full"):
        found.append(("minimal", _("A record is “minimal” or “full”, not both.")))
    most = most_per_page(asked)
    if asked.get("per_page", 1) > most:
        words = _("At most %(most)s records of this kind fit on a page.")
        found.append(("per_page", words % {"most": f"{most:,}"}))
    return found


def most_per_page(asked: Asked) -> int:
    """How many records a page may have."""
    if asked.get("minimal"):
        return MOST_MINIMAL
    return MOST_FULL if asked.get("full") or asked.get("full_service") else MOST_PLAIN


def per_page(asked: Asked) -> int:
    """How many records a page has. Minimal ones come on one page, if it can be."""
    return asked.get("per_page") or (MOST_MINIMAL if asked.get("minimal") else PER_PAGE)
