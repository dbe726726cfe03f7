"""What people say about a listing as a whole, and clinics that are about to move."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.languages import DEFAULT, Language
from clinics.listing.models import Clinic, SourceKind
from clinics.reasons import WithReason
from clinics.reviews.models import DISTRESS, ReviewRefused


class SuggestionRefused(ReviewRefused):
    """Something about a suggestion is refused; the message is for the person."""


class SuggestionQuerySet(models.QuerySet):
    """Sets of suggestions that have a name; each is ordered."""

    def waiting(self) -> SuggestionQuerySet:
        """Confirmed suggestions that no moderator has decided, oldest first."""
        return self.filter(outcome="", confirmed_at__isnull=False).order_by("confirmed_at", "pk")

    def decided(self) -> SuggestionQuerySet:
        """Suggestions that a moderator decided, newest last."""
        decided = self.exclude(outcome__in=["", Suggestion.Outcome.WITHDRAWN])
        return decided.order_by("decided_at", "pk")

    def urgent(self) -> SuggestionQuerySet:
        """Those that say a clinic is dangerous, or speak of suicide or self-harm."""
        return self.filter(_URGENT)

    def usual(self) -> SuggestionQuerySet:
        """All that are not urgent."""
        return self.exclude(_URGENT)


class Suggestion(WithReason, Decided):
    """Somebody says that a clinic is missing, or what is wrong with a listing as a whole.

    `clinic` is the listing; of a missing clinic, the one that was made of it. `other` is the
    listing of which it is a duplicate. `values` holds what was typed beside `words`, as plain JSON:
    see `forms`. Who asked is `by`, an account, or else `sealed`, their encrypted e-mail address,
    which is deleted once they are told, in `language`. `from_clinic`: the account speaks for the
    clinic; of a missing clinic, the person says that they work there. It counts from
    `confirmed_at`.
    """

    MAX_WORDS = 1000
    MAX_ANSWER = 500

    class Kind(models.TextChoices):
        """What is said. `ADD` has no listing yet."""

        ADD = "add", _("A clinic is missing")
        CLOSED = "closed", _("It has closed for good")
        MOVED = "moved", _("It has moved, or will move")
        NOT_A_CLINIC = "not-a-clinic", _("It is no clinic that treats with ketamine")
        DUPLICATE = "duplicate", _("It is listed twice")
        DANGEROUS = "dangerous", _("It is dangerous, or a fraud")
        REMOVAL = "removal", _("The clinic wants to be removed")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        """How it ended; '' while it waits. What DONE means depends on the kind."""

        DONE = "done", _("it was done")
        CANDIDATE = "candidate", _("it is kept, and not public yet")
        REFUSED = "refused", _("nothing was changed")
        WITHDRAWN = "withdrawn", _("withdrawn by who asked")

    class Reason(models.TextChoices):
        """Why nothing was changed. Who asked is told."""

        NOT_FOUND = "not-found", _("We could not confirm it")
        OTHERWISE = "otherwise", _("We found that it is otherwise")
        LISTED = "listed", _("The clinic is listed already")
        NO_KETAMINE = "no-ketamine", _("We found no sign that it treats with ketamine")
        NO_PRACTICE = "no-practice", _("Patients are not treated at this address")
        ABUSE = "abuse", _("It was not sent in good faith")
        OTHER = "other", _("Another reason, in words")

    class Again(models.TextChoices):
        """Why it is decided again. Codes only: free text would stay in the trail forever."""

        MISTAKE = "mistake", _("The decision was a mistake")
        NEWS = "news", _("Something new was found out")

    kind = models.CharField(max_length=12, choices=Kind)
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions"
    )
    other = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    values = models.JSONField(default=dict, blank=True)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    link = models.URLField(max_length=300, blank=True)
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions"
    )
    from_clinic = models.BooleanField(default=False)
    language = models.CharField(max_length=5, choices=Language, default=DEFAULT, db_default=DEFAULT)
    sealed = models.BinaryField(default=b"", blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    answer = models.TextField(max_length=MAX_ANSWER, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["confirmed_at"], condition=Q(outcome=""), name="clinics_suggestion_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="add") | Q(clinic__isnull=False),
                name="clinics_suggestion_about_a_clinic",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, confirmed_at__isnull=False)),
                name="clinics_suggestion_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~Q(token_hash=""),
                name="clinics_suggestion_one_a_link",
            ),
            models.UniqueConstraint(
                fields=["clinic", "kind"],
                condition=Q(outcome="", from_clinic=True) & ~Q(kind="add"),
                name="clinics_suggestion_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}: {self.kind}"

    @property
    def is_distress(self) -> bool:
        """Whether it speaks of suicide or self-harm."""
        return DISTRESS in self.flags

    @property
    def is_urgent(self) -> bool:
        """Whether moderators are told at once."""
        return self.is_distress or self.kind == self.Kind.DANGEROUS

    @property
    def name(self) -> str:
        """The name of the clinic that it is about."""
        return self.clinic.name if self.clinic else str(self.values.get("name", ""))


_URGENT = Q(kind=Suggestion.Kind.DANGEROUS) | Q(flags__contains=[DISTRESS])


class UpcomingMove(models.Model):
    """The address to which a clinic moves, from the day `holds_from` on.

    The row is deleted once the listing says it: the trail keeps both addresses.
    """

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="upcoming_move")
    street = models.CharField(max_length=200)
    street2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    state = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=10)
    holds_from = models.DateField(db_index=True)
    source = models.CharField(max_length=12, choices=SourceKind)
    suggestion = models.ForeignKey(
        Suggestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"clinic {self.clinic_id} moves on {self.holds_from}"

    @property
    def lines(self) -> list[str]:
        """The new address in lines."""
        town = f"{self.city}, {self.state} {self.postal_code}"
        return [line for line in (self.street, self.street2, town) if line]
