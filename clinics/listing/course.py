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


def course_price(prices: Iterable[AnyPrice], sessions: int | None) -> CoursePrice | None:
    """The course price of one clinic; None when it states neither session nor consultation.

    A session price without a route is used first; otherwise the lowest price of a route. A price
    in another currency than the session's counts as not stated.
    """
    prices = list(prices)
    currency = min((p.currency for p in prices if p.kind == "session"), default="USD")
    usable = [p for p in prices if p.currency == currency]
    sessions_at = sorted((bool(p.route), p.amount) for p in usable if p.kind == "session")
    has_route, per_session = sessions_at[0] if sessions_at else (False, None)
    consultation = next((p.amount for p in usable if p.kind == "consultation"), None)
    if per_session is None and consultation is None:
        return None
    extras = sum(
        (
            p.amount
            for p in usable
            if p.required_for_course and p.kind in ("booster", "integration")
        ),
        Decimal(0),
    )
    amount = (consultation or Decimal(0)) + extras
    if per_session is not None:
        amount += per_session * (sessions or 1)
    return CoursePrice(
        amount=amount,
        currency=currency,
        partial=consultation is None or per_session is None or not sessions,
        consultation=consultation,
        session=per_session,
        sessions=sessions,
        extras=extras,
        varies=has_route and sessions_at[0] != sessions_at[-1],
    )
