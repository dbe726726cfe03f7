"""The notice on top of a clinic's page when it is paused, closed, or says that it closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Event
from directory.pages.history import HistoryEntry, history_entry
from directory.presenting.answers import ShownAnswer, item_answer
from directory.presenting.listed_card import ListedCard, cards
from directory.presenting.status import VERBS, status_meaning, status_words
from directory.presenting.wording import distance
from directory.search.question import ask
from directory.search.search import search

CLOSURE_POLICY = "payment.closure-policy"
NEAREST = 3
RADIUS = 50


@dataclass(frozen=True, kw_only=True)
class StatusNotice:
    """What stands in the way, who said so and when, and the nearest open clinics.

    `policy` is what a closed clinic stated about prepaid money and records.
    """

    title: str
    meaning: str
    said: HistoryEntry | None
    policy: ShownAnswer | None
    nearest: list[tuple[ListedCard, str]]
    more_url: str


def status_notice(clinic: Clinic, *, on: dt.date) -> StatusNotice | None:
    """The notice of a clinic; None, and no query, when nothing stands in the way on that day."""
    title = status_words(clinic, on=on)
    if not title:
        return None
    said = Event.objects.about_clinic(clinic.pk).public().filter(verb__in=VERBS).first()
    near = _near(clinic)
    return StatusNotice(
        title=title,
        meaning=status_meaning(clinic, on=on),
        said=history_entry(said) if said else None,
        policy=None if clinic.is_published else _policy(clinic, on),
        nearest=_nearest(clinic, near),
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
