"""The clinicians of one clinic and the checks of their credentials, in words for its page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from clinics.as_written import as_written
from clinics.checklist import CHECKLIST
from clinics.credentials.route_requirements import RouteNeed
from clinics.models import Check, Clinician, Credential
from clinics.spoken import ENGLISH
from directory.presenting.clinicians import (
    NEED_WORDS,
    Clinicians,
    PublicClinician,
    basis_of,
    checks_of,
    name_of,
    needs_of,
    number_of,
    source_of,
    state_of,
)
from directory.presenting.listed_clinic import Listed

STATE_WORDS = {
    "confirmed": ("yes", gettext_lazy("Confirmed")),
    "overdue": ("unconfirmed", gettext_lazy("Check overdue")),
    "stated": ("unconfirmed", gettext_lazy("Stated, not confirmed")),
    "unchecked": ("unstated", gettext_lazy("Not checked yet")),
    "excluded": ("no", gettext_lazy("On the exclusion list")),
}
"""How a credential stands: the CSS class of the value, and its words."""

MAY_SUPERVISE = (Clinician.Role.MEDICAL_DIRECTOR, Clinician.Role.PRESCRIBES)
"""Roles for which the page shows the supervised routes, even when none is stated."""


@dataclass(frozen=True, kw_only=True)
class ShownCheck:
    """One check in words: its result, how, by what and where it was made, and its dates.

    `file_of`: the date of the register's file. `until`: the last day on which the check counts.
    """

    result: Any
    how: Any
    basis: str
    source: str
    address: str
    file_of: dt.date | None
    on: dt.date
    until: dt.date | None


def _source(check: Check) -> str:
    """Where it was checked; the site instead of words that only repeat the method."""
    with override(ENGLISH):  # as it is kept
        repeats = check.source == check.get_method_display()
    if repeats:
        return urlsplit(check.source_url).hostname or ""
    source = source_of(check)
    return _(source) if check.register_as_of else as_written(source)


def shown_check(check: Check, *, is_past: bool) -> ShownCheck:
    """A check in words; a past confirmation reads "was confirmed"."""
    result: Any = check.get_outcome_display()
    if check.outcome == Check.Outcome.CONFIRMED and is_past:
        result = _("was confirmed")
    return ShownCheck(
        result=result,
        how=check.how,
        basis=basis_of(check),
        source=_source(check),
        address=check.source_url,
        file_of=check.register_as_of,
        on=timezone.localdate(check.at),
        until=check.valid_until,
    )


@dataclass(frozen=True, kw_only=True)
class ShownCredential:
    """One credential in words, with its checks.

    `current`: the check that counts. `latest`: the newest check, if it was made after `current`.
    `earlier`: all others.
    """

    label: str
    detail: str
    state: str
    shape: str
    value: Any
    stated_on: dt.date
    expires_on: dt.date | None
    is_expired: bool
    current: ShownCheck | None
    latest: ShownCheck | None
    earlier: list[ShownCheck]

    @property
    def is_own_word(self) -> bool:
        """Whether the clinic states it. The exclusion list is searched without being asked."""
        return self.state not in ("unchecked", "excluded")

    @property
    def is_overdue(self) -> bool:
        """Whether the check that counts is past its date."""
        return self.state == "overdue"


def shown_credential(credential: Credential, *, on: dt.date) -> ShownCredential:
    """A credential in words as of a day. No query: its checks are prefetched."""
    state = state_of(credential, on=on)
    shape, value = STATE_WORDS[state]
    current = credential.current if state not in ("stated", "unchecked") else None
    others = [check for check in checks_of(credential) if check != current]
    is_after = bool(others) and (current is None or others[0].at > current.at)
    latest = others[0] if is_after else None
    parts = (credential.state, number_of(credential), name_of(credential))
    return ShownCredential(
        label=_("Federal exclusion list") if state == "excluded" else credential.get_kind_display(),
        detail=" ".join(part for part in parts if part),
        state=state,
        shape=shape,
        value=value,
        stated_on=credential.stated_on,
        expires_on=credential.expires_on,
        is_expired=credential.expires_on is not None and credential.expires_on < on,
        current=shown_check(current, is_past=state == "overdue") if current else None,
        latest=shown_check(latest, is_past=True) if latest else None,
        earlier=[shown_check(check, is_past=True) for check in others if check != latest],
    )


@dataclass(frozen=True, kw_only=True)
class ShownClinician:
    """One clinician in words: name, profession, role and credentials."""

    anchor: str
    name: str
    profession: str
    role: str
    is_on_site: bool | None
    supervises: list[str]
    may_supervise: bool
    credentials: list[ShownCredential]
    is_excluded: bool
    is_confirmed: bool

    @property
    def checks_words(self) -> str:
        """`4 of 5 checks in date, 1 overdue`."""
        return checks_words(self.credentials)


def shown_clinician(public: PublicClinician, *, on: dt.date) -> ShownClinician:
    """A clinician in words as of a day."""
    clinician = public.clinician
    return ShownClinician(
        anchor=f"person-{clinician.pk}",
        name=str(clinician),
        profession=clinician.profession_label,
        role=clinician.get_role_display(),
        is_on_site=clinician.is_on_site,
        supervises=[_route_label(code) for code in clinician.supervises],
        may_supervise=clinician.role in MAY_SUPERVISE,
        credentials=[shown_credential(one, on=on) for one in public.credentials],
        is_excluded=public.is_excluded(on=on),
        is_confirmed=public.is_confirmed(on=on),
    )


def checks_words(credentials: Sequence[ShownCredential]) -> str:
    """`4 of 5 checks in date, 1 overdue`; what is only stated counts as a check not made."""
    states = Counter(one.state for one in credentials)
    words = ngettext(
        "%(met)d of %(n)d check in date", "%(met)d of %(n)d checks in date", len(credentials)
    ) % {"met": states["confirmed"], "n": len(credentials)}
    if states["overdue"]:
        words += _(", %(n)d overdue") % {"n": states["overdue"]}
    return words


def _route_label(code: str) -> str:
    item = CHECKLIST.get(f"route.{code}")
    return str(item.label) if item else code


@dataclass(frozen=True, kw_only=True)
class ShownNeed:
    """One requirement of a route in words: met, overdue, stated or not stated.

    `by`: whose credentials meet it, as pairs of name and link on the page.
    """

    label: Any
    state: str
    shape: str
    value: Any
    by: list[tuple[str, str]]


class CliniciansOfClinic:
    """The clinicians and credentials of one clinic as of a day. No query."""

    def __init__(self, clinicians: Clinicians, listed: Listed, *, on: dt.date) -> None:
        self.clinicians, self.listed, self.on = clinicians, listed, on

    @cached_property
    def named(self) -> list[ShownClinician]:
        """Every clinician whom the public sees: the excluded first, then the medical director."""
        shown = [shown_clinician(one, on=self.on) for one in self.clinicians.named]
        return sorted(shown, key=lambda clinician: not clinician.is_excluded)

    @cached_property
    def own_credentials(self) -> list[ShownCredential]:
        """The clinic's own credentials."""
        return [shown_credential(one, on=self.on) for one in self.clinicians.own_credentials]

    @property
    def own_checks_words(self) -> str:
        """How many checks of the clinic's own credentials are in date."""
        return checks_words(self.own_credentials)

    @property
    def confirmed_count(self) -> int:
        """How many clinicians have every credential that their profession requires confirmed."""
        return sum(clinician.is_confirmed for clinician in self.named)

    @property
    def excluded(self) -> list[ShownClinician]:
        """Those on the federal exclusion list."""
        return [clinician for clinician in self.named if clinician.is_excluded]

    @cached_property
    def routes(self) -> list[tuple[str, list[ShownNeed]]]:
        """Each route that the clinic offers, and what it requires."""
        needs: dict[str, list[ShownNeed]] = {}
        for need in needs_of(self.listed, self.clinicians, on=self.on):
            needs.setdefault(need.route, []).append(_shown_need(need))
        return [(_route_label(route), rows) for route, rows in needs.items()]


def _shown_need(need: RouteNeed) -> ShownNeed:
    shape, value = NEED_WORDS[need.state]
    by = []
    for credential in need.by:
        holder = credential.clinician
        link = (str(holder), f"#person-{holder.pk}") if holder else (_("the clinic"), "#own-checks")
        if link not in by:
            by.append(link)
    return ShownNeed(label=need.need.label, state=need.state, shape=shape, value=value, by=by)
