"""A moderator disputes an answer: a report of their own, which the public counts like any other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.languages import spoken_now
from clinics.listing.merged import why_untouched
from clinics.listing.models import Clinic
from clinics.listing.wording import names
from clinics.memberships.permissions import may_decide
from clinics.reviews import rules
from clinics.reviews.actions.report import answer, tell_the_clinic
from clinics.reviews.models import BY_MODERATOR, Report, ReviewRefused


@transaction.atomic
def dispute(clinic: Clinic, *, code: str, words: str, by: User) -> Report:
    """Mark the answer under `code` as disputed, until the report is closed; the clinic is told.

    The clinic reads the words. Locks the clinic. Raises ReviewRefused, with nothing stored: to who
    speaks for the clinic, for no answer, and when a moderator disputes it already.
    """
    words = rules.clean_words(words, longest=Report.MAX_CHARACTERS)
    clinic = Clinic.objects.locked(clinic.pk)
    if not may_decide(by, clinic.pk):
        raise ReviewRefused(_("A moderator who does not speak for this clinic must do this."))
    if merged := why_untouched(clinic):
        raise ReviewRefused(merged)
    said = answer(clinic, code)
    if said is None:
        raise ReviewRefused(_("The listing does not answer this, so there is nothing to dispute."))
    if not words:
        raise ReviewRefused(_("Write in a few words why you dispute it."))
    if (
        Report.objects.waiting()
        .filter(clinic=clinic, code=code, flags__contains=[BY_MODERATOR])
        .exists()
    ):
        raise ReviewRefused(_("A moderator disputes this already."))
    made = Report.objects.create(
        clinic=clinic, code=code, answer=said, words=words, flags=[BY_MODERATOR],
        language=spoken_now(),
    )  # fmt: skip
    record("disputed", clinic, actor="moderator", by=by, clinic_id=clinic.pk, about="reports",
           after={code: made.pk})  # fmt: skip
    told = gettext_lazy("A moderator disputes “%(what)s” in the listing of %(clinic)s.")
    tell_the_clinic(clinic, lambda: told % {"what": names([code]), "clinic": clinic})
    return made
