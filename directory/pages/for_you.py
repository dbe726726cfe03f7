"""What a reader asked for, and how this clinic answers it. It came along in the address."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.utils.translation import gettext as _

from clinics.models import Clinic
from directory.presenting import course, wording
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports
from directory.presenting.ticks import ShownTick, ticks_of
from directory.search.carried import miles
from directory.search.question import Question


def distance(question: Question, clinic: Clinic) -> str:
    """`4.9 miles in a straight line from Delray Beach, FL`; '' where it says nothing.

    Nothing is said by a distance from a county's middle, nor by 0.0 miles below the address.
    """
    far = miles(question, clinic)
    if far is None or question.area is None or wording.is_here(far, question.unit):
        return ""
    words = {
        "distance": wording.distance(far, question.unit, is_approximate=clinic.is_approximate),
        "place": question.area.label,
    }
    return _("%(distance)s in a straight line from %(place)s") % words


class ForYou:
    """Everything that was asked for, and how one clinic answers it as of a day. No query."""

    def __init__(
        self, question: Question, listed: Listed, *, on: dt.date, reports: Reports
    ) -> None:
        self.question, self.listed, self.on, self.reports = question, listed, on, reports

    @cached_property
    def ticks(self) -> list[ShownTick]:
        """Each thing that was asked for, the price last; [] if nothing was."""
        ticks = ticks_of(self.question, self.listed, on=self.on, reports=self.reports)
        return [*ticks, *self._price()]

    def _price(self) -> list[ShownTick]:
        most = self.question.max_course_price
        if most is None:
            return []
        price = self.listed.course
        state = course.affords(price, most)
        label = _("First course at most %(price)s") % {"price": wording.money(most)}
        said = filter(None, (course.price_of(self.listed), course.missing(price)))
        return [ShownTick(code="price", label=label, state=state, remarks=tuple(said))]
