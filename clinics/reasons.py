"""Reasons that are chosen from a list: the code is stored, its label is shown."""

from __future__ import annotations

from django.db.models import TextChoices


class WithReason:
    """A row whose `reason` is a code of the model's own `Reason`, or empty."""

    Reason: type[TextChoices]
    reason: str

    @property
    def reason_label(self) -> str:
        """The label of the reason. A code that is no longer on the list is shown as it is."""
        return str(dict(self.Reason.choices).get(self.reason, self.reason))
