"""Answers of listings as plain, slotted objects, read by tuples: thousands of models are slow.

They have the names of the models, and say the same where both say something.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Protocol

from clinics.listing.models import Fact, Price
from clinics.listing.models.answers import is_confirmed, price_code


class Dated(Protocol):
    """A fact, by whatever it is read, as far as its days are concerned."""

    @property
    def source(self) -> str:
        """Who says it."""

    @property
    def affirmed_on(self) -> dt.date:
        """When they last said so."""

    @property
    def confirmed_on(self) -> dt.date | None:
        """When somebody confirmed it."""


@dataclass(slots=True)
class FactRecord:
    """One answer, like `Fact`. The fields are in the order of FACT_COLUMNS.

    A fact of a card has no `source`, and `affirmed_on` then says nothing.
    """

    code: str
    value: bool | None
    number: int | None = None
    detail: str = ""
    covers: list[str] | None = None
    prior_authorization: bool | None = None
    confirmed_by: str = ""
    confirmed_on: dt.date | None = None
    due_on: dt.date | None = None
    source: str = ""
    affirmed_on: dt.date = dt.date.min

    def is_confirmed(self, *, on: dt.date) -> bool:
        """Whether somebody other than the clinic confirmed it and that is not overdue."""
        return is_confirmed(self.confirmed_by, self.due_on, on=on)


FACT_COLUMNS = tuple(field.name for field in fields(FactRecord))


@dataclass(slots=True)
class PriceRecord:
    """One price, like `Price`. The fields are in the order of PRICE_COLUMNS."""

    kind: str
    route: str
    amount: Decimal
    currency: str
    required_for_course: bool
    source: str
    affirmed_on: dt.date

    @property
    def code(self) -> str:
        """`price.session.iv-infusion`, or `price.consultation` without a route."""
        return price_code(self.kind, self.route)


PRICE_COLUMNS = tuple(field.name for field in fields(PriceRecord))

AnyFact = Fact | FactRecord
AnyPrice = Price | PriceRecord
