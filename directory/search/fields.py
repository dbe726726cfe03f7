"""Form fields for codes: an unknown one is refused with the nearest that is known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


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
    raise ValidationError(words % named)


class CodesField(forms.MultipleChoiceField):
    """Several codes of one checklist group."""

    def validate(self, value: list[str]) -> None:
        """Raise ValidationError for the first code that the group does not have."""
        for code in value:
            _refuse_unknown(code, self.widget.choices)


class OneOfField(forms.ChoiceField):
    """One of a few values."""

    def validate(self, value: str) -> None:
        """Raise ValidationError for a value that is none of them."""
        if value:
            _refuse_unknown(value, self.widget.choices)
