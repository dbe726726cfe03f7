"""Which credentials each route asks for, and whether somebody at the clinic holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from clinics.checklist import ROUTE_NEEDS
from clinics.credentials.models import Check, Credential
from clinics.vocabulary import Need

ORDER = ("met", "overdue", "stated", "unstated")


@dataclass(frozen=True, kw_only=True)
class RouteNeed:
    """One thing that a route requires, how far it is met, and by which credentials.

    `state`: "met" (confirmed), "overdue" (was confirmed), "stated" (the clinic's word alone) or
    "unstated". `by` are the credentials in that state.
    """

    route: str
    need: Need
    state: str
    by: list[Credential] = field(default_factory=list)


def state_of(credential: Credential, *, on: dt.date) -> str:
    """How far a shown credential is confirmed: "met", "overdue" or "stated"."""
    current = credential.current
    if current is None or current.outcome != Check.Outcome.CONFIRMED:
        return "stated"
    return "met" if current.valid_until and current.valid_until >= on else "overdue"


def route_needs(
    routes: Iterable[str], credentials: Iterable[Credential], *, on: dt.date
) -> list[RouteNeed]:
    """What the routes (item codes) require, in the order of ROUTE_NEEDS. No queries.

    `credentials` are the shown ones, of public clinicians and of the clinic itself, each with its
    clinician and current check. Nobody on the exclusion list meets a need.
    """
    stated, wanted = list(credentials), set(routes)
    excluded = {held.clinician_id for held in stated if excludes(held)}
    shown = [held for held in stated if held.clinician_id not in excluded]
    return [
        _met(route, need, shown, on)
        for route, needs in ROUTE_NEEDS.items()
        if route in wanted
        for need in needs
    ]


def excludes(credential: Credential) -> bool:
    """Whether a moderator found its holder on the exclusion list."""
    current = credential.current
    return current is not None and current.outcome == Check.Outcome.EXCLUDED


def _met(route: str, need: Need, shown: list[Credential], on: dt.date) -> RouteNeed:
    fitting: dict[str, list[Credential]] = {state: [] for state in ORDER}
    for credential in shown:
        if credential.kind in need.kinds and _fits(credential, need):
            fitting[state_of(credential, on=on)].append(credential)
    state = next((state for state in ORDER if fitting[state]), "unstated")
    return RouteNeed(route=route, need=need, state=state, by=fitting[state])


def _fits(credential: Credential, need: Need) -> bool:
    """Whether its holder has one of the professions that the need names."""
    if not need.professions:
        return True
    person = credential.clinician
    return person is not None and person.profession in need.professions
