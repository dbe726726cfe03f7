"""What somebody asked for, carried in the address from the results to a clinic, a comparison …

Nothing of it is stored: it travels in the address only.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

from clinics.checklist import CHECKLIST
from clinics.geo import miles_between
from clinics.models import Clinic
from directory.search.question import OWN_AREA, Question, ask

CARRIED = (
    *("near", "lat", "lon", "unit", "verified", "confirmed", "not", "nice", "max_course_price"),
    *(group.code for group in CHECKLIST.groups),
)
"""The parameters that say what somebody needs, not which results they looked at."""


def carried(params: QueryDict) -> Question:
    """The question that came along; without any, one that asks for nothing. Like `ask`.

    Raises QuestionRefused. Parameters that are not CARRIED are left alone. Queries: with `near`,
    those of `locate`.
    """
    return ask(split(params)[0])


def split(params: QueryDict) -> tuple[QueryDict, QueryDict]:
    """The parameters that are CARRIED, and all others: the page must know or refuse those."""
    ours, others = QueryDict(mutable=True), QueryDict(mutable=True)
    for name, values in params.lists():
        (ours if name in CARRIED else others).setlist(name, values)
    return ours, others


def miles(question: Question, clinic: Clinic) -> float | None:
    """Miles in a straight line from the place that was asked for; None without one, or a point.

    From the middle of a county or a state a distance would say nothing: None, too.
    """
    area, point = question.area, clinic.point
    if area is None or area.kind in OWN_AREA or point is None:
        return None
    return miles_between(area.point, point)


def carry(question: Question) -> str:
    """The query that carries a question: `near=33444&condition=crps`; '' when it asks nothing."""
    return urlencode([pair for pair in question.parameters() if pair[0] in CARRIED])
