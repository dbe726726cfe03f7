"""The answers that everybody needs first, a line each, each with a link to its section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from directory.pages.answer_section import checks, counts
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import CliniciansOfClinic
from directory.presenting.answers import ShownAnswer
from directory.presenting.coverage import Coverage, coverages_of
from directory.presenting.reviews import ReviewsOfClinic

PRICE_MATCHED = "price-matched"


@dataclass(frozen=True, kw_only=True)
class ShortAnswer:
    """One line: a title, the answer in words, what to read with it, and its section's anchor.

    `own`: what of it are the clinic’s own words. `is_stated`: whether there is an answer at all.
    """

    anchor: str
    title: Any
    words: str
    remark: str = ""
    own: tuple[str, ...] = ()
    is_stated: bool = True


def five_answers(
    page: ClinicPage, clinicians: CliniciansOfClinic, reviews: ReviewsOfClinic
) -> list[ShortAnswer]:
    """How it is given, the cost, insurance, who is there, safety; and what patients say."""
    own = tuple(one.note for one in coverages_of(page.listed) if one.note)
    return [
        _line("route", _("How it is given"), given(page)),
        _cost(page),
        _line("insurance", _("Insurance"), insured(page), own=own),
        _line("people", _("Who is there"), _staff(page), people_words(clinicians)),
        _safety(page),
        _line("reviews", _("Patients"), reviews.line, _price_as_quoted(reviews)),
    ]


def _line(
    anchor: str, title: str, words: str, remark: str = "", own: tuple[str, ...] = ()
) -> ShortAnswer:
    return ShortAnswer(
        anchor=anchor,
        title=title,
        words=words or _("Not stated"),
        remark=remark,
        own=own,
        is_stated=bool(words),
    )


def given(page: ClinicPage) -> str:
    """`IV infusion, Lozenge or tablet`; `Not by: At home` when nothing but a no is stated."""
    routes = page.section("route").answers
    yes, no = ([_brief(a) for a in routes if a.state == state] for state in ("yes", "no"))
    if yes or not no:
        return ", ".join(yes)
    return _("Not by: %(ways)s") % {"ways": ", ".join(no)}


def _brief(answer: ShownAnswer) -> str:
    return str(CHECKLIST.item(answer.code).brief)


def _cost(page: ClinicPage) -> ShortAnswer:
    said = page.course
    remark = "; ".join(filter(None, (said["addition"], said["missing"])))
    return ShortAnswer(
        anchor="price",
        title=_("Cost of the first course"),
        words=said["amount"],
        remark=remark,
        is_stated=page.listed.course is not None,
    )


def insured(page: ClinicPage) -> str:
    """`Medicare, Aetna: pays for visits only. TRICARE: pays for IV infusion.`, and the refusals."""
    by_words: dict[str, list[str]] = {}
    for coverage in coverages_of(page.listed):
        by_words.setdefault(_paid(coverage), []).append(_insurer(coverage.code))
    taken = [f"{', '.join(names)}: {words}" for words, names in by_words.items()]
    answers = page.section("insurance").answers
    refused = [answer.label for answer in answers if answer.state == "no"]
    if refused and not taken:
        return _("No to: %(insurers)s") % {"insurers": ", ".join(refused)}
    return ". ".join(taken)


def _insurer(code: str) -> str:
    return str(CHECKLIST.item(f"insurance.{code}").brief)


def _paid(coverage: Coverage) -> str:
    return "; ".join(coverage.remarks)


def _staff(page: ClinicPage) -> str:
    """`Anesthesiologist (confirmed), Registered nurse`: professions with a yes."""
    there = [answer for answer in page.section("staff").answers if answer.state == "yes"]
    return ", ".join(_with_check(answer) for answer in there)


def _with_check(answer: ShownAnswer) -> str:
    words = {"who": answer.label}
    if answer.overdue:
        return _("%(who)s (check overdue)") % words
    return _("%(who)s (confirmed)") % words if answer.is_confirmed else answer.label


def people_words(clinicians: CliniciansOfClinic) -> str:
    """`3 people named, all with every required check confirmed`; or that nobody is named."""
    named, confirmed = len(clinicians.named), clinicians.confirmed_count
    if not named:
        return _("Nobody is named whose credentials were checked")
    people = ngettext("%(n)d person named", "%(n)d people named", named) % {"n": named}
    return _("%(people)s, %(n)d with every required check confirmed") % {
        "people": people, "n": confirmed,
    }  # fmt: skip


def _safety(page: ClinicPage) -> ShortAnswer:
    section = page.section("safety")
    if not section.stated:
        return _line("safety", _("Safety"), "")
    remark = checks(section.answers) or _("nothing confirmed by anybody but the clinic")
    return _line("safety", _("Safety"), counts(section.answers), remark)


def _price_as_quoted(reviews: ReviewsOfClinic) -> str:
    """`The price matched the quote: 6 of 7`; '' if nobody answered that."""
    row = next((row for row in reviews.answers if row.code == PRICE_MATCHED), None)
    if row is None or not row.asked:
        return ""
    words = {"what": row.label, "yes": row.yes, "asked": row.asked}
    return _("%(what)s: %(yes)d of %(asked)d") % words
