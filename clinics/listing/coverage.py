"""What an insurer's *yes* pays for: visits, or treatment by some of the routes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.text_lists import all_of

VISITS = "visits"
"""The code for consultations and follow-up visits, without any dose."""

GROUP = "insurance"

COVERS, PRIOR_AUTHORIZATION = "covers", "prior_authorization"
COVERAGE_PARTS = (COVERS, PRIOR_AUTHORIZATION)
"""The fields of a `Fact` that say what an insurer's *yes* pays for."""


def coverable() -> tuple[str, ...]:
    """The codes that `Fact.covers` can hold, in the order in which they are shown."""
    return (VISITS, *treatments())


def treatments() -> tuple[str, ...]:
    """The codes of `coverable` that are a treatment: the routes."""
    return tuple(item.code for item in CHECKLIST.group("route").items)


def in_order(covers: Collection[str] | None) -> list[str]:
    """The codes of a `covers` in the order in which they are shown, without unknown ones."""
    return [code for code in coverable() if code in (covers or ())]


ROUTES_AT_MOST = 12
"""How many routes a mask of what is paid for has room for, each with up to 16 insurers."""


def paid_bits(insurer: str, routes: Iterable[str]) -> list[int]:
    """The bits that say in a mask: this insurer (group-qualified) pays for these routes.

    An item's place is that of its bit among those of its group: what the checklist gets new comes
    behind. Other codes have no bit.
    """
    at = _places(GROUP).get(insurer.removeprefix(f"{GROUP}."))
    if at is None:
        return []
    places = _places("route")
    return [at * ROUTES_AT_MOST + places[route] for route in routes if route in places]


def paid_width() -> int:
    """How many bits a mask of what is paid for uses today."""
    return len(_places(GROUP)) * ROUTES_AT_MOST


def _places(group: str) -> dict[str, int]:
    items = sorted(CHECKLIST.group(group).items, key=lambda item: item.bit)
    return {item.code: place for place, item in enumerate(items)}


def is_insurer(code: str) -> bool:
    """Whether a group-qualified code is that of an insurer."""
    return code.startswith(f"{GROUP}.")


def coverable_label(code: str) -> str:
    """`visits`, or the short label of a route."""
    return _("visits") if code == VISITS else str(CHECKLIST.item(f"route.{code}").brief)


def coverage_words(
    covers: Collection[str] | None, prior_authorization: bool | None
) -> Iterator[str]:
    """`pays for visits only`, `needs prior authorization`. Nothing for what is not stated."""
    paid = in_order(covers)
    if paid == [VISITS]:
        yield _("pays for visits only")
    elif paid:
        what = all_of([coverable_label(code) for code in paid])
        yield _("pays for %(what)s") % {"what": what}
    if prior_authorization:
        yield _("needs prior authorization")
    elif prior_authorization is False:
        yield _("no prior authorization")
