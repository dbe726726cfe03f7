"""What a clinic can do with its listing as a whole, and what each step means, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.listing.models import PUBLISHED, Clinic, Status
from clinics.suggestions import forms_of_clinics as forms


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: its code, its link, what it means (a sentence each), its form and its button."""

    code: str
    title: Promise
    means: tuple[Promise, ...]
    form: type[forms.StepForm]
    button: Promise


STEPS = {
    step.code: step
    for step in (
        Step(
            code="pause",
            title=_("Pause the listing"),
            means=(
                _("Your page says at once, on top, that you take no new patients for now."),
                _("A search shows you only to those who look at every place, and marks you."),
                _("After the last day the listing is open again by itself."),
            ),
            form=forms.PauseForm,
            button=_("Pause it"),
        ),
        Step(
            code="open",
            title=_("Open the listing again"),
            means=(
                _("Your page says at once that you are open, and searches find you again."),
                _("If you had said that you closed, that word goes, and no moderator decides it."),
            ),
            form=forms.StepForm,
            button=_("Open it again"),
        ),
        Step(
            code="closed",
            title=_("We have closed for good"),
            means=(
                _("Your page says at once “says it has closed”, and searches leave you out."),
                _("A moderator then closes the listing. The page stays, and names open clinics "
                  "nearby."),
                _("Do you only stop for some weeks or months? Then pause the listing."),
            ),
            form=forms.ClosedForm,
            button=_("Say that we have closed"),
        ),
        Step(
            code="move",
            title=_("We move, or have moved"),
            means=(
                _("A moderator looks at the new address first."),
                _("Until that day your page names both addresses, and then only the new one."),
            ),
            form=forms.MoveForm,
            button=_("Send the new address"),
        ),
        Step(
            code="duplicate",
            title=_("We are listed twice"),
            means=(
                _("A moderator compares the two listings and makes one of them."),
                _("Reviews, people and history of both stay."),
            ),
            form=forms.DuplicateForm,
            button=_("Say that these two are one"),
        ),
        Step(
            code="remove",
            title=_("Remove the listing"),
            means=(
                _("A moderator decides. Then nobody finds the listing, and its page says that the "
                  "clinic is no longer listed."),
                _("No list brings it back. What it said stays where only moderators read it."),
                _("What patients wrote about the clinic is no longer shown either."),
            ),
            form=forms.RemovalForm,
            button=_("Ask for the removal"),
        ),
        Step(
            code="other",
            title=_("Something else about the listing"),
            means=(_("A moderator reads it and answers you."),),
            form=forms.OtherForm,
            button=_("Send it"),
        ),
    )
}  # fmt: skip
"""All steps by code."""


def steps_of(clinic: Clinic) -> list[Step]:
    """The steps that can be taken from where a listing stands."""
    codes = ["other"]
    if clinic.status == Status.CANDIDATE:
        codes = ["move", "remove", "other"]
    elif clinic.says_closed_since is not None:
        codes = ["open", "other"]
    elif clinic.status in PUBLISHED:
        first = ["open"] if clinic.status == Status.PAUSED else []
        codes = [*first, "pause", "closed", "move", "duplicate", "remove", "other"]
    elif clinic.status == Status.CLOSED:
        codes = ["remove", "other"]
    return [STEPS[code] for code in codes]
