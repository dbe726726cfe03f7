"""Fields of a clinic as somebody types them, each cleaned as a listing keeps it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.listing.locate import book_of
from clinics.listing.phones import first_phone
from clinics.listing.postal_codes import readable_postal_code
from clinics.listing.websites import readable_website
from clinics.states import STATES
from clinics.text import has_letters, tidy

STATE_CHOICES = [("", gettext_lazy("Choose a state")), *((one.code, one.name) for one in STATES)]


class TidyField(forms.CharField):
    """Text of one line, without what nobody sees."""

    def to_python(self, value: Any) -> str:
        """The tidied text."""
        return tidy(super().to_python(value) or "")


class NameField(TidyField):
    """The name of a clinic."""

    def validate(self, value: str) -> None:
        """Refuse a name without a letter or digit."""
        super().validate(value)
        if value and not has_letters(value):
            raise ValidationError(self.error_messages["required"])


class StateField(forms.ChoiceField):
    """A state of the United States."""

    def __init__(self, **words: Any) -> None:
        """With all states as choices."""
        refused = gettext_lazy("Choose a state. We list clinics in the United States only.")
        errors = {"required": refused, "invalid_choice": refused}
        super().__init__(
            label=gettext_lazy("State"), choices=STATE_CHOICES, error_messages=errors, **words
        )


class PostalCodeField(TidyField):
    """A ZIP code."""

    def clean(self, value: Any) -> str:
        """The ZIP code as we write it."""
        try:
            return readable_postal_code(super().clean(value))
        except ValueError:
            raise ValidationError(
                _("A ZIP code has five digits, or nine with a dash. We list clinics in the United "
                  "States only.")
            ) from None  # fmt: skip


class PhoneField(TidyField):
    """One phone number."""

    widget = forms.TextInput(attrs={"inputmode": "tel"})

    def clean(self, value: Any) -> str:
        """The number as we write it."""
        try:
            phone, more = first_phone(super().clean(value))
        except ValueError:
            raise ValidationError(_("This is not a phone number that can be dialed.")) from None
        if more:
            raise ValidationError(_("Give one phone number alone, such as %(n)s.") % {"n": phone})
        return phone


class WebsiteField(forms.CharField):
    """A web address. Nothing is fetched: only how it is written is looked at."""

    widget = forms.TextInput(attrs={"inputmode": "url"})

    def clean(self, value: Any) -> str:
        """The address with its scheme."""
        try:
            address = readable_website(super().clean(value))
        except ValueError:
            raise ValidationError(
                _("This is not a web address such as https://clinic.example.")
            ) from None
        if self.max_length and len(address) > self.max_length:
            raise ValidationError(_("This web address is too long."))
        return address


class DayField(forms.DateField):
    """A day that is not beyond belief: at most `before` days ago, and `ahead` days to come."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, *, before: int, ahead: int, **words: Any) -> None:
        """Both are numbers of days."""
        errors = {
            "invalid": gettext_lazy("Give a day such as 2026-03-31."),
            "required": gettext_lazy("Give a day such as 2026-03-31."),
        }
        super().__init__(error_messages=errors, input_formats=["%Y-%m-%d", "%m/%d/%Y"], **words)
        self.before, self.ahead = before, ahead

    def validate(self, value: dt.date | None) -> None:
        """Refuse a day out of bounds."""
        super().validate(value)
        if value is None:
            return
        days = (value - timezone.localdate()).days
        if days > self.ahead:
            too_far = _("This day is too far ahead.")
            raise ValidationError(too_far if self.ahead else _("This day is still to come."))
        if days < -self.before:
            raise ValidationError(_("This day is too long ago."))


class AddressFields(forms.Form):
    """The address of a place where patients are treated."""

    street = TidyField(
        label=gettext_lazy("Street and number"),
        help_text=gettext_lazy("Where patients are treated. No homes, no post-office boxes."),
        max_length=200,
        error_messages={"required": gettext_lazy("Type the street and the number.")},
    )
    street2 = TidyField(
        label=gettext_lazy("Suite or floor (optional)"), max_length=200, required=False
    )
    city = TidyField(
        label=gettext_lazy("Town"),
        max_length=100,
        error_messages={"required": gettext_lazy("Type the town.")},
    )
    state = StateField()
    postal_code = PostalCodeField(
        label=gettext_lazy("ZIP code"),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the ZIP code.")},
    )

    ADDRESS = ("street", "street2", "city", "state", "postal_code")

    def clean(self) -> dict[str, Any]:
        """Refuse a ZIP code that lies far from the state. One query."""
        typed = super().clean() or {}
        code, state = typed.get("postal_code"), typed.get("state")
        if code and state:
            book = book_of(postal_code=code, city=typed.get("city", ""))
            if doubt := book.zip_doubt(postal_code=code, state=state):
                self.add_error("postal_code", _("This ZIP code lies %s.") % doubt)
        return typed

    @property
    def address(self) -> dict[str, str]:
        """The cleaned address; blank parts are left out."""
        return {name: self.cleaned_data[name] for name in self.ADDRESS if self.cleaned_data[name]}


def route_choices() -> list[tuple[str, Any]]:
    """The ways in which ketamine is given: code and label."""
    return [(item.qualified, item.label) for item in CHECKLIST.group("route").items]
