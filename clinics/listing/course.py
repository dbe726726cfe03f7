"""The course price: what a first course of treatment costs, as far as the clinic says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinics.listing.records import AnyPrice


@dataclass(frozen=True, kw_only=True)
class CoursePrice:
    """Consultation + number of sessions × session price + required extras.

    `partial` is True when consultation, number of sessions or session price is not stated.
    `amount` is then the sum of the stated parts, with one session if the number is missing: the
    course costs at least that much. `varies`: another route has a higher price of a session.
    """

    amount: Decimal
    currency: str
    partial: bool
    consultation: Decimal | None
    session: Decimal | None
    sessions: int | None
    extras: Decimal
    varies: bool = False

    @property
    def is_sum(self) -> bool:
        """Whether the sessions of a course are in the amount: their price and their number."""
        return self.session is not None and bool(self.sessions)


@dataclass(frozen=True, kw_only=True)
class PricesOfCourse:
    """The prices that make a course price. `varies`: another route has a dearer session."""

    session: AnyPrice | None
    consultation: AnyPrice | None
    extras: list[AnyPrice]
    varies: bool

    @property
    def all(self) -> list[AnyPrice]:
        """Each of them, in the order in which they are added up."""
        return [price for price in (self.consultation, self.session, *self.extras) if price]


def prices_of_course(prices: Iterable[AnyPrice]) -> PricesOfCourse | None:
    """Which of a clinic's prices make its course price; None without session and consultation.

    A session price without a route is used first; otherwise the lowest price of a route. A price
    in another currency than the session's counts as not stated.
    """
    prices = list(prices)
    currency = min((p.currency for p in prices if p.kind == "session"), default="USD")
    usable = [p for p in prices if p.currency == currency]
    sessions = sorted(
        (p for p in usable if p.kind == "session"), key=lambda p: (bool(p.route), p.amount)
    )
    session = sessions[0] if sessions else None
    consultation = next((p for p in usable if p.kind == "consultation"), None)
    if session is None and consultation is None:
        return None
    return PricesOfCourse(
        session=session,
        consultation=consultation,
        extras=[
            p for p in usable if p.required_for_course and p.kind in ("booster", "integration")
        ],
        varies=session is not None
        and bool(session.route)
        and session.amount != sessions[-1].amount,
    )


def course_price(prices: Iterable[AnyPrice], sessions: int | None) -> CoursePrice | None:
    """The course price of one clinic; None when it states neither session nor consultation."""
    made_of = prices_of_course(prices)
    if made_of is None:
        return None
    consultation = made_of.consultation.amount if made_of.consultation else None
    per_session = made_of.session.amount if made_of.session else None
    extras = sum((p.amount for p in made_of.extras), Decimal(0))
    amount = (consultation or Decimal(0)) + extras
    if per_session is not None:
        amount += per_session * (sessions or 1)
    return CoursePrice(
        amount=amount,
        currency=made_of.all[0].currency,
        partial=consultation is None or per_session is None or not sessions,
        consultation=consultation,
        session=per_session,
        sessions=sessions,
        extras=extras,
        varies=made_of.varies,
    )
