"""An unfinished edit: what a person typed, on top of what is public now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes import fields, values
from clinics.changes.clean import clean
from clinics.changes.models import EditDraft, ProposedChange
from clinics.changes.values import ChangeRefused
from clinics.listing.models import Clinic
from clinics.listing.wording import answer, label

MOST_CHARACTERS = 20_000
"""How many characters of one field a draft keeps. No field of a listing has as many."""

NOT_FIELDS = {"csrfmiddlewaretoken", "opened", "do"}
FORM_SALT = "clinics.changes.edit"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A public answer that changed after the edit was begun. All three values are in words."""

    code: str
    label: str
    was: str
    now: str
    yours: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One change, before and after, in words."""

    code: str
    label: str
    before: str
    after: str
    at_once: bool


@dataclass
class Edit:
    """What a person typed (by field name) and what is public now (by code).

    `base` holds the public values, by code, that the person saw when typing. `waiting` is the key
    of the proposal that the form started from, if any. What that proposal asks for and this edit
    does not is dropped.
    """

    public: dict[str, Any]
    typed: dict[str, str] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    waiting: int | None = None

    @classmethod
    def of_draft(cls, public: dict[str, Any], data: dict[str, Any]) -> Edit:
        """The edit of a saved draft."""
        return cls(public, data["typed"], data["base"], data["waiting"])

    @classmethod
    def of_change(cls, public: dict[str, Any], change: ProposedChange) -> Edit:
        """The edit that goes on from a waiting proposal."""
        edit = cls(public, waiting=change.pk)
        for item in change.items.all():
            if item.code in fields.codes():
                edit.fill(item.code, item.after, base=item.before)
        return edit

    def fill(self, code: str, value: Any, *, base: Any) -> None:
        """Fill in a value. `base` is the public value it was typed over."""
        self.typed |= fields.typed(code, value)
        self.base[code] = values.content(code, base)

    @property
    def data(self) -> dict[str, Any]:
        """What a draft stores."""
        return {"typed": self.typed, "base": self.base, "waiting": self.waiting}

    @property
    def opened(self) -> str:
        """A hidden field of the form: the public values that it shows, signed."""
        base = {code: values.content(code, self.public.get(code)) for code in fields.codes()}
        stated = {code: value for code, value in base.items() if value is not None}
        whole = {"base": stated, "waiting": self.waiting}
        return signing.dumps(whole, salt=FORM_SALT, compress=True)

    @property
    def unkept(self) -> str:
        """Why this cannot be saved as a draft; '' when it can."""
        if any(len(text) > MOST_CHARACTERS for text in self.typed.values()):
            return _("Nothing was saved: one of the answers is far too long.")
        if any("\0" in text for text in self.typed.values()):
            return _(
                "Nothing was saved: one of the answers contains an invisible character that cannot "
                "be stored."
            )
        return ""

    @cached_property
    def edited(self) -> list[str]:
        """The codes for which something was typed."""
        return [c for c in fields.codes() if fields.typed(c, None).keys() & self.typed.keys()]

    def given(self, code: str) -> dict[str, str]:
        """The fields of a code as the form shows them: what was typed, else what is public."""
        shown = fields.typed(code, self.public.get(code))
        return {name: self.typed.get(name, text) for name, text in shown.items()}

    @cached_property
    def _read(self) -> tuple[dict[str, Any], dict[str, str]]:
        after, errors = {}, {}
        for code in self.edited:
            try:
                after[code] = clean(code, fields.read(code, self.given(code)))
            except ChangeRefused as refused:
                errors[code] = str(refused)
        return after, errors

    @property
    def errors(self) -> dict[str, str]:
        """Why an answer cannot be sent as it was typed, by code."""
        return self._read[1]

    @cached_property
    def after(self) -> dict[str, Any]:
        """The cleaned values that differ from what is public, by code."""
        typed = self._read[0]
        return {c: v for c, v in typed.items() if values.differs(c, self.public.get(c), v)}

    @property
    def conflicts(self) -> list[Conflict]:
        """Edited answers whose public value has changed since they were typed."""
        return [
            Conflict(
                code=code,
                label=label(code),
                was=answer(code, self.base.get(code)),
                now=answer(code, values.content(code, self.public.get(code))),
                yours=answer(code, self.after[code]),
            )
            for code in self.edited
            if code in self.after
            and self.base.get(code) != values.content(code, self.public.get(code))
        ]

    def differences(self, at_once: set[str]) -> list[Difference]:
        """What would change, in the order of the form. `at_once`: codes that need no moderator."""
        return differences(self.public, self.after, at_once=at_once)

    def _dropped(self, waiting: ProposedChange | None) -> list[str]:
        if waiting is None or waiting.pk != self.waiting:
            return []
        asked = {item.code for item in waiting.items.all()} & set(fields.codes())
        return sorted(asked - self.after.keys())

    def dropped(self, waiting: ProposedChange | None) -> list[str]:
        """The labels of what a waiting proposal asks for and this edit no longer does."""
        return [label(code) for code in self._dropped(waiting)]

    def with_dropped(self, waiting: ProposedChange | None) -> dict[str, Any]:
        """What to propose: `after`, and the public value of what is dropped from a proposal."""
        codes = self._dropped(waiting)
        return self.after | {c: values.content(c, self.public.get(c)) for c in codes}


def edit_of(
    public: dict[str, Any], draft: EditDraft | None, waiting: ProposedChange | None
) -> Edit:
    """The edit to go on with: the draft, else the waiting proposal, else what is public."""
    if draft:
        return Edit.of_draft(public, draft.data)
    return Edit.of_change(public, waiting) if waiting else Edit(public)


def draft_of(clinic: Clinic, user: User) -> EditDraft | None:
    """The draft that the person saved and has not sent."""
    return EditDraft.objects.filter(user=user, clinic=clinic).first()


def differences(
    public: dict[str, Any], after: dict[str, Any], *, at_once: set[str]
) -> list[Difference]:
    """Each change in words: what is public, and what is asked for."""
    return [
        Difference(
            code=code,
            label=label(code),
            before=answer(code, values.content(code, public.get(code))),
            after=answer(code, value),
            at_once=code in at_once,
        )
        for code, value in after.items()
    ]


def fingerprint(public: dict[str, Any], after: dict[str, Any]) -> str:
    """A hash of the differences on the screen, to notice what changed since."""
    pairs = {code: [values.content(code, public.get(code)), after[code]] for code in after}
    return hashlib.sha256(json.dumps(pairs, sort_keys=True).encode()).hexdigest()


def from_form(public: dict[str, Any], posted: Mapping[str, str]) -> Edit:
    """The edit in a posted form. Raises ChangeRefused for a form that is not ours.

    A field that was not posted was not edited. Browsers never post an unticked box.
    """
    try:
        opened = signing.loads(posted.get("opened", ""), salt=FORM_SALT)
    except signing.BadSignature:
        raise ChangeRefused(_("This form is damaged. Open it again; your draft is kept.")) from None
    edit, known = Edit(public, waiting=opened["waiting"]), set(NOT_FIELDS)
    for code in fields.codes():
        base = opened["base"].get(code)
        shown = fields.typed(code, base)
        known |= shown.keys()
        given = {name: _given(name, text, posted) for name, text in shown.items()}
        if given != shown:
            edit.typed |= given
            edit.base[code] = base
    if unknown := sorted(set(posted) - known):
        raise ChangeRefused(_("The form has no field “%(name)s”.") % {"name": unknown[0][:60]})
    return edit


def _given(name: str, shown: str, posted: Mapping[str, str]) -> str:
    if beside := fields.beside(name):
        return posted.get(name, "") if beside in posted else shown
    text = posted.get(name, shown).replace("\r\n", "\n")
    return text if text.strip() else ""
