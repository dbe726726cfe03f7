"""The page of a suggestion: what was typed, beside the listing or the listings that are like it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.contradictions import Contradiction, contradictions
from clinics.listing.models import Clinic, Status
from clinics.listing.phones import shown_phone
from clinics.listing.wording import answer, day, provenance
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import CaseDecidedAgain, that_hold
from clinics.moderation.forms.reviews import AgainForm
from clinics.moderation.forms.suggestion import DONE, REFUSED, decision_form
from clinics.suggestions.actions.decide import digest
from clinics.suggestions.likely import Likely, likely
from clinics.suggestions.models import Suggestion
from clinics.suggestions.wording import outcome_words, said, signs

Kind = Suggestion.Kind
MOST_OTHERS = 10
"""How many other waiting suggestions of the same clinic are shown."""
KEY_APPROVES = (Kind.ADD, Kind.DUPLICATE, Kind.OTHER)
"""Where a key may choose to do it. What takes a listing away is chosen by hand."""


class SuggestionCase(CaseDecidedAgain):
    """Everything about one suggestion that its page shows."""

    reject = REFUSED

    def __init__(self, suggestion: Suggestion, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(suggestion, by=by, data=data)
        self.suggestion = suggestion
        self.kind = "urgent-suggestion" if suggestion.is_urgent else "suggestion"
        # A missing clinic has no listing: what was typed stands for it.
        self.clinic: Clinic = suggestion.clinic or Clinic(name=suggestion.name)
        self.approve = DONE if suggestion.kind in KEY_APPROVES else ""
        self.form = decision_form(suggestion, data)
        self.again = AgainForm(reasons=Suggestion.Again)
        self.seen = digest(suggestion)

    @property
    def title(self) -> str:
        """What is said, as a title."""
        return str(self.suggestion.get_kind_display())

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return not self.suggestion.outcome and self.suggestion.confirmed_at is not None

    @property
    def is_decided(self) -> bool:
        """Whether a moderator's decision is in force."""
        return self.suggestion.outcome not in ("", Suggestion.Outcome.WITHDRAWN)

    @property
    def own(self) -> str:
        """Why a moderator may not decide what they sent themselves."""
        is_own = self.suggestion.by_id == self.by.pk
        return _("You sent this, so another moderator must decide it.") if is_own else ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was typed beside the words: label and value."""
        return said(self.suggestion)

    @property
    def flags(self) -> list[str]:
        """Signs of abuse and of danger, in words."""
        return signs(self.suggestion)

    @property
    def asked_by(self) -> str:
        """Who asked, in words."""
        if self.suggestion.by:
            who = self.suggestion.by.email
            return f"{who} ({self.role})" if self.role else who
        who = _("somebody without an account")
        return f"{who} ({self.role})" if self.role else who

    @property
    def role(self) -> str:
        """What the person is to the clinic, as far as it is known; ''."""
        if not self.suggestion.from_clinic:
            return ""
        is_add = self.suggestion.kind == Kind.ADD
        return _("says that they work there") if is_add else _("speaks for the clinic")

    @property
    def outcome_words(self) -> str:
        """How it ended, as who asked reads it."""
        return outcome_words(self.suggestion)

    @property
    def listing(self) -> list[tuple[str, str]]:
        """What the listing says now: label and value."""
        clinic = self.suggestion.clinic
        if clinic is None:
            return []
        source = {name: getattr(clinic, name) for name in ("source", "source_name")}
        days = {n: getattr(clinic, n).isoformat() for n in ("since", "affirmed_on")}
        address = {n: getattr(clinic, n) for n in ("street", "street2", "city", "state",
                                                   "postal_code")}  # fmt: skip
        rows = [
            (_("Address"), answer("address", address)),
            (_("Phone"), shown_phone(clinic.phone)),
            (_("Website"), clinic.website),
            (_("Says so"), provenance(source | days)),
        ]
        return [(label, value) for label, value in rows if value]

    @property
    def stands(self) -> str:
        """Where the listing stands, in words."""
        clinic = self.suggestion.clinic
        if clinic is None:
            return _("There is no listing yet.")
        words = str(clinic.get_status_display())
        if clinic.says_closed_since:
            says = _("says that it closed on %(day)s") % {"day": day(clinic.says_closed_since)}
            return f"{words}; {says}"
        return words

    @cached_property
    def twins(self) -> list[Likely]:
        """The listings, of every status, that may be the same clinic."""
        place = dict(self.suggestion.values)
        if self.suggestion.clinic:
            names = ("name", "street", "city", "state", "postal_code", "phone", "website")
            place = {name: getattr(self.suggestion.clinic, name) for name in names}
        return likely(place, among=Status.values, but=self.suggestion.clinic_id or 0)

    @cached_property
    def others(self) -> list[Suggestion]:
        """Other suggestions that wait about the same clinic, oldest first."""
        waiting = Suggestion.objects.waiting().exclude(pk=self.pk)
        if self.suggestion.clinic_id:
            return list(waiting.filter(clinic=self.suggestion.clinic_id)[:MOST_OTHERS])
        typed = self.suggestion.values
        same = {f"values__{name}": typed.get(name) for name in ("name", "postal_code")}
        return list(waiting.filter(kind=Kind.ADD, **same)[:MOST_OTHERS])

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Odd letters in a name, and a ZIP code that does not fit its town."""
        typed = self.suggestion.values
        if not self.is_waiting or "street" not in typed:
            return []
        return contradictions({"name": self.suggestion.name, "address": typed},
                              of=("name", "address"))  # fmt: skip

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against doing it, or what only a person can judge."""
        kind, clinic = self.suggestion.kind, self.suggestion.clinic
        visitor = not self.suggestion.from_clinic
        speakers = clinic is not None and Membership.objects.filter(clinic=clinic).exists()
        return that_hold(
            (kind == Kind.ADD and self.twins,
             _("There are listings like it. Look whether it is one of them.")),
            (kind == Kind.ADD,
             _("Look whether patients are treated at this address: a sign, a suite, its website.")),
            (visitor and kind != Kind.ADD and speakers,
             _("Somebody speaks for this clinic. Ask them before you decide.")),
            *((True, f"{sign}.") for sign in self.flags),
        )  # fmt: skip
