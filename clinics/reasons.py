"""Reasons that are chosen from a list: the code is kept, the words are shown."""

from __future__ import annotations

from django.db.models import TextChoices


class WithReason:
    """A row whose `reason` is a code of the model's own `Reason`, or empty."""

    Reason: type[TextChoices]
    reason: str

    @property
    def reason_label(self) -> str:
        """The reason in words; a code that is no longer on the list as it is."""
        return str(dict(self.Reason.choices).get(self.reason, self.reason))
