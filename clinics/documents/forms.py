"""Form fields for documents. They check the files; actions store them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import User
from clinics.counted import count
from clinics.documents.actions.places import NoPlace, place
from clinics.documents.check import (
    LARGEST_DOCUMENT,
    MOST_DOCUMENTS,
    Checked,
    DocumentRefused,
    checked,
)


class ManyFiles(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Up to five documents. The cleaned value is a list of `Checked`.

    The form sets `by`: whose documents they are.
    """

    by: User
    widget = ManyFiles(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        """Check each document, in a place of its own (see `places`).

        Raises ValidationError with the name of the file that is refused, or why there is no place.
        """
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > MOST_DOCUMENTS:
            raise forms.ValidationError(_("Hand in at most five documents."))
        if any(upload.size > LARGEST_DOCUMENT for upload in uploads):
            raise forms.ValidationError(_("A document may be at most 10 MB."))
        if not uploads:
            return []
        try:
            with place(self.by):
                return [_checked(upload) for upload in uploads]
        except NoPlace as refused:
            count("document", "no place")
            raise forms.ValidationError(str(refused)) from refused
        except DocumentRefused as refused:
            count("document", "refused")
            raise forms.ValidationError(str(refused)) from refused


def _checked(upload: Any) -> Checked:
    document = checked(upload.read(), called=upload.name)
    count("document", "kept")
    return document


class DocumentsForm(forms.Form):
    """A form with a field `documents`, filled in by somebody who is signed in."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        """`by`: who hands the documents in."""
        super().__init__(*args, **kwargs)
        self.fields["documents"].by = by  # type: ignore[attr-defined]


class ProofForm(DocumentsForm):
    """Proof: a statement and documents."""

    statement = forms.CharField(
        label=_("Anything the moderator should know"),
        help_text=_("Your role at the clinic, for example. Nothing about patients."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    documents = DocumentsField(
        label=_("Documents"),
        help_text=_("Up to five PDF, PNG or JPEG files of at most 10 MB each."),
        required=False,
    )
