"""The course price in words, with its sum written out. A session is never called a course."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clinics.listing.course import CoursePrice
from clinics.text_lists import all_of
from directory.presenting import wording
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import ngettext
from directory.presenting.shown import Shown


def not_stated(course: CoursePrice) -> list[str]:
    """Which of the three parts of the price the clinic does not state."""
    parts = (
        (course.consultation, _("first consultation")),
        (course.session, _("price of a session")),
        (course.sessions or None, _("number of sessions")),
    )
    return [name for value, name in parts if value is None]


def price_of(one: Shown) -> str:
    """What a course costs as far as is stated, or a sentence about who states no price."""
    return amount(one.course) if one.course else _no_price(one)


def price_of_what(one: Shown) -> str:
    """The same, and of what: `$2,950 for the first course`, `$89 a session`, `No prices stated`."""
    price = price_of(one)
    if not (one.course and one.course.is_sum):
        return price
    return _("%(price)s for the first course") % {"price": price}


def _no_price(one: Shown) -> str:
    name = one.imported_from
    if one.repeated_on or not name:
        return _("No prices stated")
    if one.asks_prices is False:
        return _("%(list)s does not ask about prices") % {"list": name}
    return _("Prices not known: %(list)s states none for this clinic") % {"list": name}


def amount(course: CoursePrice) -> str:
    """`$2,950`, `at least $475`, or without the sum of a course `$89 a session`."""
    if not course.is_sum:
        return ", ".join(_parts(course))
    total = wording.money(course.amount, course.currency)
    if course.partial:
        return _("at least %(amount)s") % {"amount": total}
    return _("from %(amount)s") % {"amount": total} if course.varies else total


def _parts(course: CoursePrice) -> Iterator[str]:
    """What is stated of a course that cannot be summed up, each part by itself."""
    if course.consultation is not None:
        yield _("%(price)s first consultation") % _money(course, course.consultation)
    if course.session is not None:
        pattern = _("from %(price)s a session") if course.varies else _("%(price)s a session")
        yield pattern % _money(course, course.session)
    if course.extras:
        yield _("%(price)s that must be bought with it") % _money(course, course.extras)


def _money(course: CoursePrice, amount: Decimal) -> dict[str, str]:
    return {"price": wording.money(amount, course.currency)}


def affords(course: CoursePrice | None, most: int | Decimal) -> str:
    """`yes` or `no`: whether it costs at most so many dollars; `unstated` where nobody can tell.

    A sum of parts decides only when it alone is too much; another currency never does.
    """
    if course is None or course.currency != "USD":
        return "unstated"
    if course.amount > most:
        return "no"
    return "unstated" if course.partial else "yes"


def missing(course: CoursePrice | None) -> str:
    """Which parts are missing; '' for a whole course price, or for none."""
    if course is None or not course.partial:
        return ""
    parts = {"parts": all_of(not_stated(course))}
    if course.is_sum:
        return _("not stated: %(parts)s") % parts
    return _("whole course not stated; missing: %(parts)s") % parts


def addition(course: CoursePrice | None) -> str:
    """The sum written out: `$250 consultation + 6 sessions × $450 = $2,950`; '' without a sum."""
    if course is None or not course.is_sum:
        return ""
    terms = []
    if course.consultation is not None:
        terms.append(_("%(price)s consultation") % _money(course, course.consultation))
    if course.session is not None:
        price = wording.money(course.session, course.currency)
        counted = ngettext(
            "%(n)d session × %(price)s", "%(n)d sessions × %(price)s", course.sessions or 1
        )
        terms.append(counted % {"n": course.sessions or 1, "price": price})
    if course.extras:
        terms.append(_("%(price)s that must be bought with it") % _money(course, course.extras))
    total = wording.money(course.amount, course.currency)
    return f"{' + '.join(terms)} = {total}"
