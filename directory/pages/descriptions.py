"""What search engines and messengers say of a clinic's page. No advertising, no praise."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.listing.models import Status
from directory.presenting.listed_clinic import Listed
from directory.presenting.status import status_meaning, status_words

LONGEST = 160
"""How many letters of a description search engines show."""


def clinic_description(listed: Listed, on: dt.date) -> str:
    """Name, town, how ketamine is given there, and what the page tells, as of a day. No query.

    A sentence for which there is no room is left out. Of a clinic that is paused or closed, or says
    so, nothing else is told.
    """
    clinic = listed.clinic
    town = ", ".join(part for part in (clinic.city, clinic.state) if part)
    where = _("%(name)s in %(town)s.") % {"name": clinic.name, "town": town}
    if not town:
        where = f"{clinic.name}."
    if clinic.status == Status.CLOSED:
        return f"{where} {_('This clinic has closed. The page keeps what was stated about it.')}"
    if standing := status_words(clinic, on=on):
        return f"{where} {standing}. {status_meaning(clinic, on=on)}"
    ways = _("Ketamine is given as: %(ways)s.") % {"ways": _ways(listed)} if _ways(listed) else ""
    last = _("What it says about price, insurance and safety, and who confirmed it.")
    sentences = [where]
    for sentence in filter(None, (ways, last)):
        if len(" ".join([*sentences, sentence])) <= LONGEST:
            sentences.append(sentence)
    return " ".join(sentences) if len(sentences) > 1 else f"{where} {last}"


def _ways(listed: Listed) -> str:
    facts = listed.facts
    given = (i for i in CHECKLIST.group("route").items if i.qualified in facts)
    return ", ".join(str(item.brief) for item in given if facts[item.qualified].value)
