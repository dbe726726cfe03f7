"""Form fields of a question: known codes, and numbers in plain digits."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.geo import degrees
from clinics.text import tidy

WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.0*)?")
_DOLLARS = re.compile(r"\$? ?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{0,2})?")


def _refuse_unknown(value: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Raise ValidationError that names the value, and the nearest of the known ones."""
    known = [code for code, _label in choices]
    if value in known:
        return
    near = difflib.get_close_matches(value, known, n=1)
    words = (
        _("“%(code)s” is not a known choice here. Did you mean “%(near)s”?")
        if near
        else _("“%(code)s” is not a known choice here. Known: %(known)s.")
    )
    named = {"code": value[:60], "near": "".join(near), "known": ", ".join(known)}
    raise ValidationError(words, params=named)


class CodesField(forms.MultipleChoiceField):
    """Several codes of one checklist group."""

    def validate(self, value: list[str]) -> None:
        """Raise ValidationError for the first code that the group does not have."""
        for code in value:
            _refuse_unknown(code, self.widget.choices)


class ConfirmableField(CodesField):
    """Several group-qualified codes of what somebody other than the clinic can confirm."""

    def validate(self, value: list[str]) -> None:
        """Raise ValidationError for the first code that is unknown, or that nobody confirms."""
        for code in value:
            if (item := CHECKLIST.get(code)) and not item.confirm:
                words = _("“%(label)s” is the clinic’s own word: nobody else confirms it.")
                raise ValidationError(words % {"label": item.label})
        super().validate(value)


class OneOfField(forms.ChoiceField):
    """One of a few values."""

    def validate(self, value: str) -> None:
        """Raise ValidationError for a value that is none of them."""
        if value:
            _refuse_unknown(value, self.widget.choices)


class DegreesField(forms.FloatField):
    """Degrees in plain digits: `float` takes `4_2.35` and `1e3`, too."""

    def to_python(self, value: Any) -> Any:
        """The number; None when it is blank."""
        if value in self.empty_values:
            return None
        try:
            return degrees(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class WholeNumberField(forms.IntegerField):
    """A whole number in plain digits: `int` takes `1_0` and digits of all scripts, too."""

    def to_python(self, value: Any) -> int | None:
        """The number; None when it is blank."""
        if value not in self.empty_values and not WHOLE_NUMBER.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DollarsField(forms.IntegerField):
    """Dollars as people write them: `3000`, `$3,000`, `3000.50`. Neither `3.000` nor `3,00`."""

    def to_python(self, value: Any) -> Any:
        """An int, or a Decimal when there are cents; None when it is blank."""
        if value in self.empty_values:
            return None
        match = _DOLLARS.fullmatch(tidy(str(value)))
        if match is None:
            raise ValidationError(_("Give an amount in dollars, such as 3000 or 3,000.50."))
        amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
        return int(amount) if amount == int(amount) else amount
