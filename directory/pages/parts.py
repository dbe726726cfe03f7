"""The parts of a clinic's page that open and close, each with its result in its heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.pages.answer_section import AnswerSection, Usual, checks, counts, doubts, usual
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import CliniciansOfClinic
from directory.pages.five_answers import given, people_words

OPEN = ("safety", "price")
"""The parts that are open before anybody opens them."""

PARTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("safety", gettext_lazy("Safety before and during"), ("safety",)),
    ("price", gettext_lazy("Prices and payment"), ("price", "payment")),
    ("insurance", gettext_lazy("Insurance"), ("insurance",)),
    ("route", gettext_lazy("How it is given"), ("route", "number")),
    ("condition", gettext_lazy("Conditions treated"), ("condition",)),
    ("people", gettext_lazy("Who treats you"), ("staff", "accreditation")),
    ("aftercare", gettext_lazy("Aftercare"), ("aftercare",)),
    ("access", gettext_lazy("Getting there"), ("access", "language")),
)
"""Each part's anchor, its heading, and the sections in it. A lone section needs no heading."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the page. `result`: what stands in its heading. `usual`: who says most of it."""

    code: str
    title: Any
    result: str
    is_open: bool
    sections: list[AnswerSection]
    usual: Usual | None

    @property
    def has_headings(self) -> bool:
        """Whether each of its sections has a heading of its own."""
        return len(self.sections) > 1


def parts(page: ClinicPage, clinicians: CliniciansOfClinic) -> list[Part]:
    """Every part, in the order in which patients ask.

    Open is also what somebody asked for, and the people if one is on the exclusion list.
    """
    asked = {code.partition(".")[0] for code in page.question.wanted}
    opened = (*OPEN, "people") if clinicians.excluded else OPEN
    found = []
    for code, title, codes in PARTS:
        sections = [page.section(one) for one in codes]
        found.append(
            Part(
                code=code,
                title=title,
                result=_result(code, sections, page, clinicians),
                is_open=code in opened or bool(asked.intersection(codes)),
                sections=sections,
                usual=usual(answer for section in sections for answer in section.answers),
            )
        )
    return found


def _result(
    code: str, sections: list[AnswerSection], page: ClinicPage, clinicians: CliniciansOfClinic
) -> str:
    answers = sections[0].answers
    spoken = [a.label for s in sections if s.code == "language" for a in s.answers
              if a.state == "yes"]  # fmt: skip
    said = {
        "price": _price(page),
        "route": given(page),
        "people": people_words(clinicians),
    }.get(code, counts(answers))
    every = [answer for section in sections for answer in section.answers]
    # How many checks of people are confirmed stands in the words about them.
    checked = doubts(every) if code == "people" else checks(every)
    return " · ".join(filter(None, (said, checked, ", ".join(spoken))))


def _price(page: ClinicPage) -> str:
    amount, course = page.course["amount"], page.listed.course
    return (
        _("First course: %(amount)s") % {"amount": amount} if course and course.is_sum else amount
    )
