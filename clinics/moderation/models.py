"""The desk: who has which case open now."""

from django.db import models
from django.utils import timezone

from clinics.people.models import User


class Hold(models.Model):
    """A moderator has a case open, so that two do not work on the same."""

    kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    moderator = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holds")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "case_id"], name="clinics_hold_one_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
