"""The notice on top of a clinic's page when it is paused, closed, or says that it closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.listing.models import Status
from clinics.models import Clinic, Event
from directory.pages.history import HistoryEntry, history_entry
from directory.presenting.answers import ShownAnswer, item_answer
from directory.presenting.listed_card import ListedCard, cards
from directory.presenting.status import VERBS, status_meaning, status_words
from directory.presenting.wording import distance
from directory.search.parameters import RADII
from directory.search.question import ask
from directory.search.search import search

CLOSURE_POLICY = "payment.closure-policy"
NEAREST = 3
RADIUS = 50


@dataclass(frozen=True, kw_only=True)
class StatusNotice:
    """What stands in the way, who said so and when, and the nearest open clinics.

    Where it closed (`is_closed`), who else is near is the main thing to do; `none_near` says that
    nobody is, and then `more_url` looks farther. `policy` is what it stated about prepaid money and
    records.
    """

    is_closed: bool
    title: str
    meaning: str
    said: HistoryEntry | None
    policy: ShownAnswer | None
    nearest: list[tuple[ListedCard, str]]
    none_near: str
    more_url: str


def status_notice(clinic: Clinic, *, on: dt.date) -> StatusNotice | None:
    """The notice of a clinic; None, and no query, when nothing stands in the way on that day."""
    title = status_words(clinic, on=on)
    if not title:
        return None
    said = Event.objects.about_clinic(clinic.pk).public().filter(verb__in=VERBS).first()
    near, is_closed = _near(clinic), clinic.status == Status.CLOSED
    nearest, none_near = _nearest(clinic, near), ""
    if is_closed and near and not nearest:
        none_near = _("We list no open clinic within %(n)d miles of it.") % {"n": RADIUS}
        near["radius"] = str(RADII[-1])
    return StatusNotice(
        is_closed=is_closed,
        title=title,
        meaning=status_meaning(clinic, on=on),
        said=history_entry(said) if said else None,
        policy=None if clinic.is_published else _policy(clinic, on),
        nearest=nearest,
        none_near=none_near,
        more_url=f"{reverse('search')}?{urlencode(near)}",
    )


def _policy(clinic: Clinic, on: dt.date) -> ShownAnswer:
    fact = next((f for f in clinic.facts.all() if f.code == CLOSURE_POLICY), None)
    return item_answer(CHECKLIST.item(CLOSURE_POLICY), fact, on=on)


def _near(clinic: Clinic) -> dict[str, str]:
    """The question for clinics near this one."""
    if clinic.point is None:
        return {}
    where = {"lat": f"{clinic.latitude:.5f}", "lon": f"{clinic.longitude:.5f}"}
    return {**where, "radius": str(RADIUS)}


def _nearest(clinic: Clinic, near: dict[str, str]) -> list[tuple[ListedCard, str]]:
    """The nearest clinics that a search finds, each with how far it is; [] without a place."""
    if not near:
        return []
    question = ask(QueryDict(urlencode({**near, "page_size": str(NEAREST + 1)})))
    found = [one for one in search(question).page if one.clinic_id != clinic.pk][:NEAREST]
    return [
        (one, distance(one.distance_miles or 0, "mi", is_approximate=one.clinic.is_approximate))
        for one in cards(found)
    ]
