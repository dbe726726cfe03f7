"""How to reach a clinic: its address, its phone, the way there, and who says so."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from clinics.listing.corrections import is_detail, standing
from clinics.listing.wording import day, label
from clinics.models import Clinic, UpcomingMove
from directory.presenting.answers import ShownAnswer, contact_answer, corrected_answer
from directory.presenting.patient_reports import Reported, Reports, of_codes

DAY = dt.timedelta(days=1)
CONTACT_CODES = ("phone", "website", "email", "address")
DIRECTIONS = "https://www.google.com/maps/dir/"
"""The one address that opens the maps of an iPhone, of an Android phone and of a desktop alike."""


def address_lines(clinic: Clinic) -> list[str]:
    """The address in lines."""
    town = " ".join(
        part for part in (clinic.city + "," * bool(clinic.city and clinic.state),
                          clinic.state, clinic.postal_code) if part
    )  # fmt: skip
    return [line for line in (clinic.street, clinic.street2, town) if line]


class Contact:
    """The ways to reach a clinic as of a day. No query."""

    def __init__(self, clinic: Clinic, *, on: dt.date, reports: Reports) -> None:
        self.clinic, self.on, self.open_reports = clinic, on, reports

    @property
    def address(self) -> list[str]:
        """The address in lines."""
        return address_lines(self.clinic)

    @property
    def directions(self) -> str:
        """The address of the way there from wherever somebody is; '' without a street.

        It holds the clinic's address and nothing about the reader.
        """
        clinic = self.clinic
        if not clinic.street:
            return ""
        where = (clinic.street, clinic.city, f"{clinic.state} {clinic.postal_code}".strip())
        to = ", ".join(part for part in where if part)
        return f"{DIRECTIONS}?{urlencode({'api': 1, 'destination': to})}"

    @property
    def said(self) -> ShownAnswer:
        """The provenance of address and phone: its source, its dates, whether it is stale."""
        return contact_answer("contact", "", self.clinic.name, self.clinic, on=self.on)

    @property
    def corrected(self) -> list[ShownAnswer]:
        """The details that a moderator corrected, each with where they found it; not the hours."""
        found = standing(self.clinic).items()
        return [
            corrected_answer(code, label(code), "", said, on=self.on)
            for code, said in found
            if is_detail(code) and code != "hours"
        ]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """The details that a reader can report as wrong, as (code, label)."""
        stated = {"phone": self.clinic.phone, "address": self.address,
                  "website": self.clinic.website}  # fmt: skip
        return [(code, label(code)) for code, value in stated.items() if value]

    @property
    def reports(self) -> list[tuple[str, Reported]]:
        """Open reports about address and phone, each with the label of the answer."""
        found = of_codes(self.open_reports, CONTACT_CODES)
        return [(label(code), reported) for code, reported in found]

    @property
    def move(self) -> UpcomingMove | None:
        """The move that is ahead of it; None: it stays."""
        return getattr(self.clinic, "upcoming_move", None)

    @property
    def move_words(self) -> str:
        """From which day the new address holds, before the address itself."""
        if self.move is None:
            return ""
        words = {"day": day(self.move.holds_from), "before": day(self.move.holds_from - DAY)}
        if self.move.holds_from > self.on:
            return _("Until %(before)s. From %(day)s at:") % words
        return _("It has moved. Since %(day)s at:") % words
