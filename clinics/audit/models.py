"""The trail: who did what to which clinic, and when. It only grows."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinics.audit.only_grows import only_grows


class EventQuerySet(models.QuerySet):
    """Which events."""

    def about_clinic(self, clinic_id: int) -> "EventQuerySet":
        """All events of one clinic, newest first."""
        return self.about_clinics([clinic_id])

    def about_clinics(self, clinic_ids: Collection[int]) -> "EventQuerySet":
        """All events of several clinics, newest first."""
        return self.filter(clinic_id__in=clinic_ids).order_by("-at", "-pk")

    def public(self) -> "EventQuerySet":
        """Events about listings only, none about proposals, claims or people."""
        return self.filter(target="clinic")


class Event(models.Model):
    """One thing that happened. It has no foreign keys, so deleting another row never changes it."""

    class Actor(models.TextChoices):
        CLINIC = "clinic", _("the clinic")
        MODERATOR = "moderator", _("a moderator")
        REGISTER = "register", _("a public register")
        IMPORT = "import", _("an import")
        OPERATOR = "operator", _("the directory")
        PERSON = "person", _("a person who asked to speak for the clinic")
        WRITER = "writer", _("the writer of a review")

    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    actor = models.CharField(max_length=16, choices=Actor)
    by_id = models.BigIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    clinic_id = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["clinic_id", "-at"], name="clinics_event_of_a_clinic")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    actor__in=[
                        "clinic",
                        "moderator",
                        "register",
                        "import",
                        "operator",
                        "person",
                        "writer",
                    ]
                ),
                name="clinics_event_known_actor",
            ),
        ]
        triggers = only_grows()

    def __str__(self) -> str:
        return f"{self.verb} ({self.target} {self.target_id})"
