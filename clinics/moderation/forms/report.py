"""The form that ends a report at the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.reviews.forms import ResolveForm
from clinics.reviews.models import Report


class DeskResolveForm(ResolveForm):
    """How a report ended. Whoever takes the warning away writes how they found out."""

    def __init__(self, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(data, label_suffix="")
        note = self.fields["note"]
        note.label = _("How do you know?")
        note.help_text = _(
            "Needed if the answer is right. The clinic and the moderators read this. The person "
            "who reported it does not."
        )

    def clean(self) -> dict[str, Any]:
        """Require a note where the answer stays and the warning goes."""
        typed = super().clean() or {}
        if typed.get("resolution") == Report.Resolution.STANDS and not typed.get("note"):
            self.add_error("note", _("Write how you found out that the answer is right."))
        return typed
