"""For each kind of credential: its fields, who can hold it, and how it is confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics import states
from clinics.checklist import CHECKLIST
from clinics.credentials.models import Check, Credential, CredentialRefused
from clinics.registries.npi import is_valid
from clinics.text import tidy

Kind, Method = Credential.Kind, Check.Method

PERSON_KINDS = (Kind.NPI, Kind.LICENCE, Kind.BOARD, Kind.ACLS, Kind.BLS, Kind.DEA, Kind.MALPRACTICE)
"""What a clinic can state of a person. `not-excluded` is never stated: we add it ourselves."""
CLINIC_KINDS = (Kind.NPI, Kind.REMS, Kind.ACCREDITATION, Kind.MALPRACTICE)
"""What a clinic can state of itself."""

METHODS: dict[str, tuple[str, ...]] = {
    Kind.NPI: (Method.REGISTER, Method.PUBLIC_LIST, Method.DOCUMENT),
    Kind.LICENCE: (Method.BOARD, Method.DOCUMENT),
    Kind.BOARD: (Method.BOARD, Method.DOCUMENT),
    Kind.ACLS: (Method.DOCUMENT,),
    Kind.BLS: (Method.DOCUMENT,),
    Kind.DEA: (Method.DOCUMENT,),
    Kind.MALPRACTICE: (Method.DOCUMENT,),
    Kind.REMS: (Method.PUBLIC_LIST, Method.DOCUMENT),
    Kind.ACCREDITATION: (Method.PUBLIC_LIST, Method.DOCUMENT),
    Kind.NOT_EXCLUDED: (Method.REGISTER, Method.PUBLIC_LIST, Method.DOCUMENT),
}
"""How each kind can be confirmed. NPPES is self-reported: it never confirms a license.

`register` is our own copy of a register; `grounds.py` says when a decision may name it. Who looks
in the register itself chooses `public-list`.
"""

LOOKED_UP = (Method.REGISTER, Method.BOARD, Method.PUBLIC_LIST)
"""Methods that look something up in public. A confirmation gives the web address."""

VALID_DAYS: dict[str, int] = {Kind.NPI: 90, Kind.NOT_EXCLUDED: 45}
"""For how many days a register's answer is valid, counted from the date of its file.

NPPES comes out monthly and weekly; three monthly files may be missed. The exclusion list is
monthly, and somebody may be on the next one: one month, and two weeks to load it.
"""

LONGEST_CONFIRMATION_DAYS = 2 * 365 + 1
"""No confirmation is valid for more than two years, whatever the document says."""
MOST_YEARS = 10
"""How many years ahead a credential may expire. No license, card or certificate runs for longer."""

LICENSING_STATES = tuple(state.code for state in states.STATES if state.licenses)
"""The codes of the states and territories that license clinicians."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The fields of a kind: those it must have, and those it may have."""

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


FIELDS: dict[str, Fields] = {
    Kind.NPI: Fields(must=("number",)),
    Kind.LICENCE: Fields(must=("state", "number"), may=("name", "expires_on")),
    Kind.BOARD: Fields(must=("name",), may=("number", "expires_on")),
    Kind.ACLS: Fields(must=("expires_on",), may=("name", "number")),
    Kind.BLS: Fields(must=("expires_on",), may=("name", "number")),
    Kind.DEA: Fields(may=("expires_on",)),
    Kind.MALPRACTICE: Fields(must=("name",), may=("expires_on",)),
    Kind.REMS: Fields(may=("expires_on",)),
    Kind.ACCREDITATION: Fields(must=("name",), may=("expires_on",)),
    Kind.NOT_EXCLUDED: Fields(),
}
LABELS = {
    "state": gettext_lazy("State"),
    "number": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "expires_on": gettext_lazy("Expires on"),
}
REMS_CERTIFIED = "rems-certified"


def accreditors() -> list[str]:
    """The item codes of the accrediting bodies. REMS certification is a kind of its own."""
    return [i.code for i in CHECKLIST.group("accreditation").items if i.code != REMS_CERTIFIED]


Typed = dict[str, str | dt.date | None]
"""The fields of a credential by name."""


def cleaned(
    kind: str,
    *,
    of_person: bool,
    state: str,
    number: str,
    name: str,
    expires_on: dt.date | None,
    on: dt.date,
) -> Typed:
    """The fields of a credential as they are stored. Raises CredentialRefused."""
    if kind not in (PERSON_KINDS if of_person else CLINIC_KINDS):
        raise CredentialRefused(
            _("This cannot be stated of a person.") if of_person
            else _("This cannot be stated of the clinic itself.")
        )  # fmt: skip
    if kind == Kind.DEA and number.strip():
        raise CredentialRefused(_("A DEA number is never kept here. Leave the number out."))
    typed: Typed = {
        "state": state.strip().upper(), "number": tidy(number),
        "name": tidy(name), "expires_on": expires_on,
    }  # fmt: skip
    asked = FIELDS[kind]
    for field, value in typed.items():
        words = {"field": LABELS[field]}
        if value and field not in (*asked.must, *asked.may):
            raise CredentialRefused(
                _("%(field)s: this is not asked for here. Leave it out.") % words
            )
        if field in asked.must and not value:
            raise CredentialRefused(_("%(field)s: this is needed.") % words)
    _refuse_unless_possible(kind, typed)
    refuse_beyond_belief(expires_on, on=on)
    return typed


def refuse_beyond_belief(expires_on: dt.date | None, *, on: dt.date) -> None:
    """Raise CredentialRefused when that day has passed, or lies further ahead than MOST_YEARS."""
    if problem := beyond_belief(expires_on, on=on):
        raise CredentialRefused(_("Expires on: %(problem)s") % {"problem": problem})


def beyond_belief(expires_on: dt.date | None, *, on: dt.date) -> str:
    """What is wrong with the day on which a credential expires, in words; '' if nothing is."""
    if expires_on and expires_on < on:
        return _("this day has passed. State what is valid now.")
    if expires_on and expires_on > on + dt.timedelta(days=366 * MOST_YEARS):
        words = {"years": MOST_YEARS}
        return _("this day is more than %(years)d years ahead. Look for a typo.") % words
    return ""


def _refuse_unless_possible(kind: str, typed: Typed) -> None:
    """Raise CredentialRefused for what no register, board or insurer could have issued."""
    number, name = str(typed["number"]), str(typed["name"])
    if len(number) > 40 or len(name) > 120:
        raise CredentialRefused(_("One of the answers is too long."))
    if typed["state"] and typed["state"] not in LICENSING_STATES:
        raise CredentialRefused(_("State: choose a state or territory of the United States."))
    if kind == Kind.LICENCE and not any(letter.isalnum() for letter in number):
        raise CredentialRefused(_("Number: this is needed."))
    if kind == Kind.NPI and not is_valid(number):
        raise CredentialRefused(
            _("Number: this is not a valid NPI. The last digit does not match the others.")
            if len(number) == 10 and number.isdigit()
            else _("Number: an NPI has ten digits.")
        )
    if kind == Kind.ACCREDITATION and name not in accreditors():
        raise CredentialRefused(_("Name: choose one of the accrediting bodies."))
