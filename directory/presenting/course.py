"""The course price in words, with its sum written out."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.listing.course import CoursePrice
from directory.presenting import wording


def not_stated(course: CoursePrice) -> list[str]:
    """Which of the three parts of the price the clinic does not state."""
    parts = (
        (course.consultation, _("first consultation")),
        (course.session, _("price of a session")),
        (course.sessions or None, _("number of sessions")),
    )
    return [name for value, name in parts if value is None]


def amount(course: CoursePrice | None) -> str:
    """`$2,950`, `at least $475`, or a sentence that there is no price."""
    if course is None:
        return _("Does not publish prices")
    total = wording.money(course.amount, course.currency)
    return _("at least %(amount)s") % {"amount": total} if course.partial else total


def missing(course: CoursePrice | None) -> str:
    """Which parts are missing; '' for a whole course price, or for none."""
    if course is None or not course.partial:
        return ""
    return _("not stated: %(parts)s") % {"parts": get_text_list(not_stated(course), _("and"))}


def addition(course: CoursePrice | None) -> str:
    """The sum written out: `$250 consultation + 6 sessions × $450 = $2,950`; '' without a price."""
    if course is None:
        return ""
    terms = []
    if course.consultation is not None:
        price = wording.money(course.consultation, course.currency)
        terms.append(_("%(price)s consultation") % {"price": price})
    if course.session is not None:
        price = wording.money(course.session, course.currency)
        counted = ngettext(
            "%(n)d session × %(price)s", "%(n)d sessions × %(price)s", course.sessions or 1
        )
        terms.append(counted % {"n": course.sessions or 1, "price": price})
    if course.extras:
        price = wording.money(course.extras, course.currency)
        terms.append(_("%(price)s that must be bought with it") % {"price": price})
    total = wording.money(course.amount, course.currency)
    return f"{' + '.join(terms)} = {total}"
