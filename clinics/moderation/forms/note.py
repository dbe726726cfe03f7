"""The form of a note on a clinic."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.moderation.models import Note
from clinics.reviews.forms import MultilineField


class NoteForm(forms.Form):
    """What moderators should know about a clinic."""

    words = MultilineField(
        label=_("A new note"),
        help_text=_(
            "Only moderators read it, and nobody can change or delete it. Write nothing about a "
            "patient."
        ),
        max_length=Note.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write the note."),
            "max_length": _("A note has at most %(limit_value)d characters; this one has "
                            "%(show_value)d."),
        },
    )  # fmt: skip
