"""What a listing would say that cannot all be so or promised, in sentences. It blocks nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.geo import Point, miles_between
from clinics.listing.coverage import VISITS, in_order, is_insurer
from clinics.listing.locate import book_of
from clinics.listing.wording import label, money
from clinics.odd_letters import odd_letters
from clinics.reviews.promises import promises_an_outcome

FAR_MILES = 30
"""How far a town or a point may lie from its ZIP code's point before it is said."""
EVENING = "17:00"
SATURDAY, SUNDAY = 5, 6

Said = Mapping[str, Any]
"""What a listing says, by code, as `values.public` gives it."""


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One sentence, and the codes of the answers that contradict each other."""

    sentence: str
    codes: frozenset[str]


def contradictions(said: Said, *, of: Collection[str]) -> list[Contradiction]:
    """What contradicts itself in a listing and concerns one of the codes `of`.

    One query when the address is among them, else none.
    """
    found = [*_prices(said), *_hours(said), *_answers(said), *_paid(said), *_promises(said, of)]
    if "name" in of:
        found += in_name(said.get("name", ""))
    if "address" in of:
        found += _address(said.get("address") or {})
    return [one for one in found if not one.codes.isdisjoint(of)]


def _say(sentence: str, *codes: str) -> Contradiction:
    return Contradiction(sentence=sentence, codes=frozenset(codes))


def _answer(said: Said, code: str) -> bool | None:
    """Yes, No, or None: not stated."""
    fact = said.get(code)
    return fact.get("value") if fact else None


def _amount(said: Said, code: str) -> Decimal | None:
    price = said.get(code)
    return Decimal(str(price["amount"])) if price else None


def _in_words(answer: bool | None) -> str:
    return _("Not stated") if answer is None else _("Yes") if answer else _("No")


def _prices(said: Said) -> Iterator[Contradiction]:
    """Prices against what the clinic says is free, and against routes that it does not offer."""
    consultation, free = "price.consultation", "payment.free-consultation"
    amount, is_free = _amount(said, consultation), _answer(said, free)
    if amount is not None and is_free is not None and is_free != (amount == 0):
        words = {"price": money(amount), "free": label(free), "answer": _in_words(is_free)}
        sentence = _(
            "The first consultation costs %(price)s, but “%(free)s” is answered %(answer)s."
        )
        yield _say(sentence % words, consultation, free)
    columns = CHECKLIST.price_columns().items()
    asked = {code: f"route.{route}" for code, (_kind, route) in columns if route}
    asked["price.integration"] = "aftercare.integration-therapy"
    for code, item in asked.items():
        answer = _answer(said, item)
        if code in said and (answer is False or (answer is None and item.startswith("route."))):
            words = {"price": label(code), "item": label(item), "answer": _in_words(answer)}
            sentence = _("There is a price for “%(price)s”, but “%(item)s” is: %(answer)s.")
            yield _say(sentence % words, code, item)


def _hours(said: Said) -> Iterator[Contradiction]:
    """Opening hours against what the clinic says of evenings and weekends."""
    rows = said.get("hours")
    if not rows:
        return
    weekend, evening = "access.weekend-hours", "access.evening-hours"
    facts = (
        (weekend, any(day in (SATURDAY, SUNDAY) for day, _opens, _closes in rows)),
        (evening, any(closes > EVENING for _day, _opens, closes in rows)),
    )
    for code, is_open in facts:
        answer = _answer(said, code)
        # A clinic that closes at six may well say that it has no evening hours.
        if answer is not None and answer != is_open and (answer or code == weekend):
            words = {"item": label(code), "answer": _in_words(answer)}
            sentence = (
                _("“%(item)s” is answered %(answer)s, but the opening hours have some.")
                if is_open
                else _("“%(item)s” is answered %(answer)s, but the opening hours have none.")
            )
            yield _say(sentence % words, code, "hours")


def _answers(said: Said) -> Iterator[Contradiction]:
    """Answers that exclude each other."""
    spray, certified = "route.esketamine-nasal", "accreditation.rems-certified"
    if _answer(said, spray) and _answer(said, certified) is False:
        words = {"spray": label(spray), "certified": label(certified)}
        yield _say(
            _("“%(spray)s” may only be given in a certified setting, but “%(certified)s” is "
              "answered No.") % words, spray, certified,
        )  # fmt: skip
    for number, item in (
        ("number.patients_per_observer", "safety.continuous-observation"),
        ("number.wait_days", "access.accepting-new-patients"),
    ):
        if said.get(number) and _answer(said, item) is False:
            words = {"number": label(number), "item": label(item)}
            sentence = _("There is a number for “%(number)s”, but “%(item)s” is answered No.")
            yield _say(sentence % words, number, item)


def _paid(said: Said) -> Iterator[Contradiction]:
    """Insurers that pay for a route that the clinic does not offer."""
    for code in filter(is_insurer, said):
        for route in in_order(said[code].get("covers")):
            if route != VISITS and _answer(said, item := f"route.{route}") is False:
                words = {"insurer": label(code), "item": label(item)}
                sentence = _("“%(insurer)s” pays for “%(item)s”, but that is answered No.")
                yield _say(sentence % words, code, item)


def _promises(said: Said, of: Collection[str]) -> Iterator[Contradiction]:
    """Words of the clinic's own that may promise what a treatment does."""
    for code in sorted(of):
        value = said.get(code)
        parts = value if isinstance(value, Mapping) else {"detail": value}
        texts = (parts.get(part) for part in ("detail", "includes"))
        if any(isinstance(text, str) and promises_an_outcome(text) for text in texts):
            yield _say(_("“%(what)s” may promise an outcome.") % {"what": label(code)}, code)


def in_name(name: str) -> list[Contradiction]:
    """That a clinic's or a person's name has letters that only look like others, or are hidden."""
    if not (odd := odd_letters(name)):
        return []
    words = {"name": name, "letters": ", ".join(odd)}
    return [_say(_("“%(name)s” has odd letters: %(letters)s.") % words, "name")]


def _address(address: Mapping[str, Any]) -> Iterator[Contradiction]:
    """The ZIP code against state, town and point. One query."""
    code, city, state = (address.get(name, "") for name in ("postal_code", "city", "state"))
    if not code or address.get("country", "US") != "US":
        return
    book = book_of(postal_code=code, city=city)
    place = book.find(postal_code=code)
    if place is None:
        yield _say(_("We know no ZIP code %(code)s.") % {"code": code}, "address")
        return
    within = book.find(postal_code=code, state=state)
    if within is None or within.point != place.point:
        words = {"code": code, "state": state}
        yield _say(_("The ZIP code %(code)s is not in %(state)s.") % words, "address")
        return
    town = book.find(city=city, state=state, county=place.county_name)
    yield from _far(code, _("%(city)s, %(state)s") % {"city": city, "state": state},
                    town.point if town else None, place.point)  # fmt: skip
    if address.get("latitude") is not None and not address.get("is_approximate"):
        point = Point(latitude=address["latitude"], longitude=address["longitude"])
        yield from _far(code, _("the point on the map"), point, place.point)


def _far(code: str, what: str, point: Point | None, zip_point: Point) -> Iterator[Contradiction]:
    miles = miles_between(point, zip_point) if point else 0
    if miles > FAR_MILES:
        words = {"code": code, "what": what, "miles": round(miles)}
        yield _say(
            _("The ZIP code %(code)s lies %(miles)d miles from %(what)s.") % words, "address"
        )
