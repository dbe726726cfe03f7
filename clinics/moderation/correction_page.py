"""The page on which a moderator corrects one answer: what is public, what is typed, and why not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from clinics.accounts.models import User
from clinics.changes import fields, values
from clinics.changes.clean import clean
from clinics.changes.corrections import seen_of
from clinics.changes.edit import Edit
from clinics.changes.models import ProposedItem
from clinics.changes.sections import FormRow, row_of
from clinics.changes.values import ChangeRefused
from clinics.listing.models import Clinic
from clinics.listing.wording import answer, label, provenance
from clinics.memberships.permissions import may_decide
from clinics.moderation.forms.correct import FoundForm
from clinics.reviews.models import Report


class CorrectionPage:
    """One answer of a clinic that came with its answers.

    `report` is the report that led here, if any. `data` is what was posted.
    """

    def __init__(
        self, clinic: Clinic, asked: QueryDict, *, by: User, data: QueryDict | None = None
    ) -> None:
        """`asked` are the parameters of the address. Raises Http404 for an unknown answer."""
        self.clinic, self.by, self.data = clinic, by, data
        self.code = asked.get("code", "")
        if self.code not in fields.codes():
            raise Http404
        self.report = self._report(asked.get("report", ""))
        self.refusal = ""
        self.form = FoundForm(data)

    def _report(self, typed: str) -> Report | None:
        if not typed:
            return None
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 16):
            raise Http404
        return get_object_or_404(Report, pk=int(typed), clinic=self.clinic.pk, code=self.code)

    @cached_property
    def public(self) -> dict[str, Any]:
        """What the listing says now, by code."""
        return values.public(self.clinic)

    @property
    def label(self) -> str:
        """What is corrected."""
        return label(self.code)

    @property
    def answer(self) -> str:
        """What is public now, in words."""
        return answer(self.code, values.content(self.code, self.public.get(self.code)))

    @property
    def provenance(self) -> str:
        """Who says so now, in words."""
        return provenance(self.public.get(self.code))

    @property
    def seen(self) -> str:
        """The hash of what is on the screen."""
        return seen_of(self.public, self.code)

    @cached_property
    def edit(self) -> Edit:
        """What was typed, over what is public."""
        if self.data is None:
            return Edit(self.public)
        names = fields.typed(self.code, self.public.get(self.code))
        typed = {name: self.data.get(name, "").replace("\r\n", "\n") for name in names}
        return Edit(self.public, typed=typed)

    @cached_property
    def row(self) -> FormRow:
        """The fields of the answer, with what is wrong in them."""
        row = row_of(self.edit, self.code)
        row.error, row.is_edited = self.problem, False
        return row

    @cached_property
    def _read(self) -> tuple[Any, str]:
        try:
            return clean(self.code, fields.read(self.code, self.edit.given(self.code))), ""
        except ChangeRefused as refused:
            return None, str(refused)

    @property
    def value(self) -> Any:
        """The typed value; None withdraws the answer."""
        return self._read[0]

    @property
    def problem(self) -> str:
        """What is wrong with the typed value; '' when nothing is, or nothing was typed."""
        return self._read[1] if self.data is not None else ""

    @property
    def may_correct(self) -> bool:
        """Whether this moderator may correct the clinic's listing."""
        return may_decide(self.by, self.clinic.pk)

    @property
    def waiting_item(self) -> ProposedItem | None:
        """What the clinic asks to have it changed to, if it does."""
        waiting = {"change__clinic": self.clinic.pk, "change__closed_as": ""}
        return ProposedItem.objects.filter(code=self.code, **waiting).first()

    @property
    def asked(self) -> str:
        """The same in words."""
        item = self.waiting_item
        return answer(self.code, item.after) if item else ""
