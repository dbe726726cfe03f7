"""The forms for anybody: a clinic is missing, and something is wrong with a listing.

They look after what is typed, and save nothing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.listing.models import Clinic, Status
from clinics.reviews.forms import MultilineField
from clinics.suggestions.fields import (
    AddressFields,
    DayField,
    NameField,
    PhoneField,
    TidyField,
    WebsiteField,
    route_choices,
)
from clinics.suggestions.likely import Likely
from clinics.suggestions.models import Suggestion
from clinics.suggestions.pasted_link import listing_of

Kind = Suggestion.Kind
VISITOR, MINE = "visitor", "mine"


class AskedBy(forms.Form):
    """Who asks: an address that a link is mailed to. Whoever is signed in needs none."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "We send a link to it, and later tell you what came of it. Then we delete the address."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Type the address that we should send the link to.")
        },
    )

    def __init__(self, data: Any = None, *, by: Any, **words: Any) -> None:
        """`by` is the signed-in account, or nobody."""
        super().__init__(data, label_suffix="", **words)
        self.by: User | None = by if by.is_authenticated else None
        if self.by:
            del self.fields["email"]

    @property
    def asker(self) -> dict[str, Any]:
        """Who asks, as arguments of the action."""
        return {"by": self.by} if self.by else {"email": self.cleaned_data["email"]}


class AddForm(AddressFields, AskedBy):
    """A clinic that is missing. Some way to reach it must be given: a phone or a website."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who are you?"),
        choices=[
            (VISITOR, gettext_lazy("A patient, or anybody who knows the clinic")),
            (MINE, gettext_lazy("I work at this clinic and want to keep its listing")),
        ],
        initial=VISITOR,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who you are.")},
    )
    name = NameField(
        label=gettext_lazy("Name of the clinic"),
        max_length=200,
        error_messages={"required": gettext_lazy("Type the name of the clinic.")},
    )
    phone = PhoneField(label=gettext_lazy("Phone"), max_length=60, required=False)
    website = WebsiteField(label=gettext_lazy("Website"), max_length=300, required=False)
    routes = forms.MultipleChoiceField(
        label=gettext_lazy("What does it offer, as far as you know? (optional)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = MultilineField(
        label=gettext_lazy("How do you know the clinic?"),
        help_text=gettext_lazy(
            "For example: “I drove past its sign”, “My doctor told me”, “I work there”. Please "
            "write nothing about your health."
        ),
        max_length=Suggestion.MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write in a few words how you know it.")},
    )

    field_order = ("who", "name", *AddressFields.ADDRESS, "phone", "website", "routes", "words")

    def __init__(self, data: Any = None, *, by: Any, **words: Any) -> None:
        """`by` is the signed-in account, or nobody."""
        super().__init__(data, by=by, **words)
        self.fields["routes"].choices = route_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a phone or a website."""
        typed = super().clean() or {}
        ways = ("phone", "website")
        if not any(typed.get(way) or way in self.errors for way in ways):
            self.add_error("phone", _("Give a phone or a website: we must reach the clinic."))
        return typed

    @property
    def is_mine(self) -> bool:
        """Whether the person says that they work there."""
        return self.cleaned_data["who"] == MINE

    @property
    def values(self) -> dict[str, Any]:
        """What was typed of the clinic, as a suggestion keeps it."""
        typed = self.cleaned_data
        more = {name: typed[name] for name in ("phone", "website", "routes") if typed[name]}
        return {"name": typed["name"], **self.address, **more}


class ProblemForm(AskedBy):
    """What is wrong with a listing as a whole."""

    field_order = ("kind", "words", "link", "since", "new_address", "other", "other_link", "email")
    KINDS = (Kind.CLOSED, Kind.MOVED, Kind.NOT_A_CLINIC, Kind.DUPLICATE, Kind.DANGEROUS, Kind.OTHER)

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    since = DayField(
        label=gettext_lazy("Since when? (optional)"),
        help_text=gettext_lazy("Only for “closed” and “moved”, if you know the day."),
        before=20 * 366,
        ahead=366,
        required=False,
    )
    new_address = TidyField(
        label=gettext_lazy("The new address (optional)"),
        help_text=gettext_lazy("Only for “moved”, if you know it."),
        max_length=300,
        required=False,
    )
    other = forms.ChoiceField(
        label=gettext_lazy("Which listing is the same clinic?"),
        help_text=gettext_lazy("Only for “listed twice”."),
        required=False,
        widget=forms.RadioSelect,
    )
    other_link = TidyField(
        label=gettext_lazy("… or the link to the page of the other listing"),
        help_text=gettext_lazy("Only for “listed twice”: copy it from your browser."),
        max_length=300,
        required=False,
    )
    words = MultilineField(
        label=gettext_lazy("What did you find, when, and how?"),
        help_text=gettext_lazy(
            "For example: “I stood there on 3 March. The rooms are empty.” Please write nothing "
            "about your health."
        ),
        max_length=Suggestion.MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write in a few words what you found.")},
    )
    link = WebsiteField(
        label=gettext_lazy("A web page that shows it (optional)"),
        help_text=gettext_lazy("For example the clinic’s own website, or a newspaper."),
        max_length=300,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, by: Any, clinic: Clinic, others: list[Likely], **words: Any
    ) -> None:
        """`others` are listings that may be the same clinic."""
        super().__init__(data, by=by, **words)
        self.clinic = clinic
        left_out = [Kind.CLOSED] if clinic.status == Status.CLOSED else []
        kinds = [(kind.value, kind.label) for kind in self.KINDS if kind not in left_out]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        choices = [(one.clinic.slug, where(one.clinic)) for one in others]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["other"]
            self.fields["other_link"].label = _("The link to the page of the other listing")

    def clean(self) -> dict[str, Any]:
        """Look after what only some kinds ask for."""
        typed = super().clean() or {}
        since, kind = typed.get("since"), typed.get("kind")
        if kind == Kind.CLOSED and since and since > timezone.localdate():
            self.add_error("since", _("This day is still to come."))
        if kind == Kind.DUPLICATE and "other_link" not in self.errors:
            self._find_other(typed)
        return typed

    def _find_other(self, typed: dict[str, Any]) -> None:
        pasted = typed.get("other_link") or typed.get("other") or ""
        found = listing_of(pasted)
        if not pasted:
            self.add_error("other_link", _("Say which listing is the same clinic."))
        elif found is None:
            self.add_error("other_link", _("This is no link to a listing of this directory."))
        elif found.pk == self.clinic.pk:
            self.add_error("other_link", _("This is the listing itself. Give the other one."))
        typed["found"] = found

    @property
    def suggestion(self) -> dict[str, Any]:
        """What was typed, as arguments of the action."""
        typed, values = self.cleaned_data, {}
        kind = Kind(typed["kind"])
        if kind in (Kind.CLOSED, Kind.MOVED) and typed["since"]:
            values["since"] = typed["since"].isoformat()
        if kind == Kind.MOVED and typed["new_address"]:
            values["new_address"] = typed["new_address"]
        other = typed.get("found") if kind == Kind.DUPLICATE else None
        return {"kind": kind, "values": values, "other": other, "words": typed["words"],
                "link": typed["link"]}  # fmt: skip


def where(clinic: Clinic) -> str:
    """A listing in one line: its name, street and town."""
    town = " ".join(part for part in (clinic.state, clinic.postal_code) if part)
    parts = (clinic.name, clinic.street, clinic.city, town)
    return ", ".join(part for part in parts if part)
