"""Why a question cannot be answered, in words for the person."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from directory.places.abroad import is_abroad, is_too_large
from directory.places.locate import Located, means_here
from directory.search.fields import WHOLE_NUMBER
from directory.search.text.understand import Meaning

REPEATABLE = {"confirmed", "not", "nice", *(group.code for group in CHECKLIST.groups)}
"""Parameters that can be given more than once."""


class QuestionRefused(Exception):
    """A question that cannot be answered, in words for the person: {parameter: [message]}.

    `form` is the bound form; with `is_about_the_place`, `candidates` are places to choose from,
    `suggestions` places that the words may have meant, and `meaning` is what the words of `q` mean.
    """

    def __init__(
        self,
        errors: Mapping[str, list[str]],
        form: forms.Form,
        located: Located | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        super().__init__("; ".join(m for messages in errors.values() for m in messages))
        self.errors = errors
        self.form = form
        self.meaning = meaning or Meaning()
        self.is_about_the_place = located is not None
        self.is_here = self.meaning.is_here or means_here(form.data.get("near", ""))
        self.candidates = located.candidates if located else ()
        self.suggestions = located.suggestions if located else ()

    @property
    def meant(self) -> dict[str, str]:
        """By parameter that is wrong: the name, the code or the place that was probably meant."""
        found = {name: meant_by(name, self.form) for name in self.errors}
        for name, wrong in self.form.errors.as_data().items():
            found[name] = next(((one.params or {}).get("near", "") for one in wrong), "")
        if self.is_about_the_place and self.suggestions:
            found["near"] = self.suggestions[0].query
        return {name: near for name, near in found.items() if near}


def messages(form: forms.Form) -> dict[str, list[str]]:
    """The form's errors in words, by parameter."""
    return {name: [str(m) for m in messages] for name, messages in form.errors.items()}


def meant_by(name: str, form: forms.Form) -> str:
    """The parameter that an unknown name is most like; "" for a known one, and for no likeness."""
    known = list(form.fields)
    return "" if name in known else "".join(get_close_matches(name[:60], known, n=1))


def not_ours(form: forms.Form) -> dict[str, list[str]]:
    """Errors for unknown parameters, and for single ones that were given twice."""
    errors: dict[str, list[str]] = {}
    data = form.data
    for name, values in data.lists() if isinstance(data, QueryDict) else ():
        if name not in form.fields:
            near = meant_by(name, form)
            meant = _(" Did you mean “%(near)s”?") % {"near": near} if near else ""
            errors[name] = [
                _("“%(name)s” is not a search parameter.") % {"name": name[:60]} + meant
            ]
        elif len(values) > 1 and name not in REPEATABLE:
            errors[name] = [_("“%(name)s” was given more than once.") % {"name": name}]
    return errors


def not_whole_dollars(form: forms.Form) -> dict[str, list[str]]:
    """The error for a price that is not written in the digits of whole dollars."""
    price, field = form.data.get("max_course_price", "0").strip(), form.fields["max_course_price"]
    if WHOLE_NUMBER.fullmatch(price):
        return {}
    return {"max_course_price": [str(field.error_messages["invalid"])]}


def place_words(near: str, located: Located) -> str:
    """Why words name no place to search around; `near` is "" for where the person is."""
    if not near or means_here(near):
        return _("We cannot see where you are. Type a ZIP code, or a town and its state.")
    if is_too_large(near):
        return _(
            "“%(near)s” is too large to search around. Type a state, a town or a ZIP code, "
            "or leave the place empty."
        ) % {"near": near}
    if is_abroad(near):
        return _("We list clinics in the United States only, and know no “%(near)s” there.") % {
            "near": near
        }
    if located.candidates:
        return _("“%(near)s” is the name of several places: choose one.") % {"near": near}
    if located.suggestions:
        meant = located.suggestions[0].label
        return _("We do not know the place “%(near)s”. Did you mean %(meant)s?") % {
            "near": near,
            "meant": meant,
        }
    return _("We do not know the place “%(near)s”. Try a ZIP code, or a town and its state.") % {
        "near": near
    }


def contradictions(asked: Mapping[str, Any], meaning: Meaning) -> list[tuple[str, str]]:
    """Errors by parameter where a field and the free words ask for different things."""
    wrong = []
    field_price, said_price = asked["max_course_price"], meaning.max_course_price
    if field_price and said_price and field_price != said_price:
        words = _("These words and the field for the price name different amounts.")
        wrong.append(("q", words))
    field_radius, field_unit = asked["radius"], asked["unit"] or meaning.unit
    if meaning.radius is not None and (
        field_unit != meaning.unit or (field_radius and int(field_radius) != meaning.radius)
    ):
        words = _("These words and the field for the distance name different ones.")
        wrong.append(("q", words))
    unwanted = {*asked["not"], *meaning.excluded}
    wanted = {*meaning.codes, *asked["confirmed"], *asked["nice"]}
    wanted |= {f"{group.code}.{code}" for group in CHECKLIST.groups for code in asked[group.code]}
    if both := wanted & unwanted:
        words = _("“%(label)s” cannot be both asked for and left out.")
        wrong.append(("not", words % {"label": CHECKLIST.label(min(both))}))
    return wrong
