"""Fields for longer texts, in every form: none keeps what nobody sees or what turns the direction.

A house rule: such words stand in histories, mails and at the desk beside other people's words.
"""

from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

LEFT_TO_THE_ACTION = {
    "ObjectionForm.statement", "ProofForm.statement", "ClaimForm.statement",
    "AskForm.words", "AnswerForm.words",
    "ReviewDecisionForm.shown_words",  # must be what was stored, letter by letter
}  # fmt: skip
"""Tidied where they are stored; each action has its own test."""


def _below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def _long_fields() -> dict[str, forms.Field]:
    """Every field with a text box of several lines, as `Form.field`."""
    assert get_resolver().url_patterns  # every form is imported
    return {
        f"{form.__name__}.{name}": field
        for form in _below(forms.BaseForm)
        if form.__module__.startswith(("clinics.", "directory."))
        for name, field in vars(form).get("base_fields", {}).items()
        if isinstance(field.widget, forms.Textarea)
    }


def test_every_text_box_tidies_what_is_typed():
    fields = _long_fields()
    assert len(fields) > 20
    odd = {name for name, field in fields.items() if field.to_python("a\u202eb\r\nc\0") != "ab\nc"}
    assert odd == LEFT_TO_THE_ACTION & fields.keys()


@pytest.mark.parametrize("typed", ["\u202e", " \u200b \r\n"])
def test_what_shows_nothing_is_no_answer(typed):
    required = {name: f for name, f in _long_fields().items()
                if f.required and name not in LEFT_TO_THE_ACTION}  # fmt: skip
    assert len(required) > 10
    assert {name for name, field in required.items() if _is_taken(field, typed)} == set()


def _is_taken(field: forms.Field, typed: str) -> bool:
    try:
        field.clean(typed)
    except forms.ValidationError:
        return False
    return True
