"""The tables of "How we verify": what is checked, how, how often and for how long it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.checklist import CHECKLIST, CONTACT_DECAYS_DAYS, STAFF_NEEDS
from clinics.credentials.credential_kinds import METHODS, VALID_DAYS
from clinics.credentials.derived_facts import is_derived
from clinics.listing.models import CONFIRMERS
from clinics.models import Check, Credential, RegisterFile, SourceKind
from clinics.registries.models import Register
from clinics.text_lists import one_of

Kind = Credential.Kind
WHAT_IS_CHECKED = {
    Kind.NPI: gettext_lazy(
        "NPPES, the national list of providers: the number exists, is in use, and name, state and "
        "profession agree with it."
    ),
    Kind.LICENCE: gettext_lazy(
        "The look-up page of the state board, or the license itself. The list of licenses in "
        "NPPES is compared as well, and proves nothing by itself."
    ),
    Kind.BOARD: gettext_lazy("The certifying board’s look-up page, or the certificate."),
    Kind.ACLS: gettext_lazy("The card, with its expiration date."),
    Kind.BLS: gettext_lazy("The card, with its expiration date."),
    Kind.DEA: gettext_lazy("The certificate. Its number is never stored or shown."),
    Kind.REMS: gettext_lazy(
        "The manufacturer’s public list of places that may give Spravato, or the letter. A place "
        "may stay off the list, so absence there proves nothing."
    ),
    Kind.ACCREDITATION: gettext_lazy("The accreditor’s public list, or the certificate."),
    Kind.MALPRACTICE: gettext_lazy("The insurer’s certificate. The policy number is not shown."),
    Kind.NOT_EXCLUDED: gettext_lazy(
        "LEIE, the federal exclusion list: by NPI if it is known, and by name. Each check says in "
        "which states the name was compared."
    ),
}
"""What a check of each kind of credential looks at."""


@dataclass(frozen=True, kw_only=True)
class CheckedKind:
    """One kind of credential: how it is confirmed, from what, and for how long ('': as usual)."""

    label: Any
    how: str
    where: Any
    holds: str

    @property
    def words(self) -> str:
        """How it is confirmed, and for how long that counts if it is not as usual."""
        return " ".join(filter(None, (f"{capfirst(self.how)}.", self.holds)))


def checked_kinds() -> list[CheckedKind]:
    """Every kind of credential, in the order of the pages."""
    return [
        CheckedKind(
            label=kind.label,
            how=_how(METHODS[kind]),
            where=WHAT_IS_CHECKED[kind],
            holds=_holds(kind),
        )
        for kind in Kind
    ]


def _how(methods: Iterable[str]) -> str:
    return one_of([str(Check.Method(method).label) for method in methods])


def _holds(kind: str) -> str:
    """For how long a register's own answer counts; '' for kinds that no register answers."""
    if kind not in VALID_DAYS:
        return ""
    sentence = ngettext(
        "Checked when it is stated and with every newer file. Counts for %(n)d day from the last "
        "day that the file covers.",
        "Checked when it is stated and with every newer file. Counts for %(n)d days from the last "
        "day that the file covers.",
        VALID_DAYS[kind],
    )
    return sentence % {"n": VALID_DAYS[kind]}


def confirmable() -> list[tuple[Any, str, str]]:
    """Every item that others can confirm: its label, how, and for how long that counts.

    A group is one row if every item in it follows from the checks of clinicians.
    """
    kinds: dict[str, str] = {kind: str(SourceKind(kind).label) for kind in CONFIRMERS}
    derived = _("by the checks of people and of the clinic, below"), _("until one of them is due")
    rows: list[tuple[Any, str, str]] = []
    for group in CHECKLIST.groups:
        if all(is_derived(item.qualified) for item in group.items):
            rows.append((group.title, *derived))
            continue
        for item in group.items:
            if is_derived(item.qualified):
                rows.append((item.label, *derived))
            elif item.confirm:
                days = ngettext("%(n)d day", "%(n)d days", item.valid_days)
                how = one_of([kinds[kind] for kind in item.confirm])
                rows.append((item.label, how, days % {"n": item.valid_days}))
    return rows


def decaying() -> list[tuple[Any, int]]:
    """After how many days a clinic's answer reads "not recently confirmed": label and days."""
    decays = [(item.label, item.decays_days) for item in CHECKLIST.items if item.decays_days]
    decays += [(_("Price: %s") % kind.label, kind.decays_days) for kind in CHECKLIST.prices]
    return [*decays, (_("Name, address and phone"), CONTACT_DECAYS_DAYS)]


def specialists() -> list[Any]:
    """The professions that count as confirmed only with their board certification."""
    needing = [code for code, kinds in STAFF_NEEDS.items() if Kind.BOARD in kinds]
    return [CHECKLIST.label(f"staff.{code}") for code in needing]


def registers() -> list[tuple[Any, dt.date | None]]:
    """Each register, and the last day that its loaded file covers (None: no file is loaded).

    One query for each register.
    """
    newest = [(register, RegisterFile.objects.newest(register)) for register in Register]
    return [(register.label, file.as_of if file else None) for register, file in newest]
