"""What a decision on a credential rests on: the register's answer, and the documents at hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clinics.credentials.models import Check, Credential

Method, Outcome = Check.Method, Check.Outcome

CONFIRMED = Outcome.CONFIRMED.value
EXCLUDED = Outcome.EXCLUDED.value
GOOD = (Outcome.AGREES, Outcome.CONFIRMED)
"""Outcomes of an automatic check that say nothing against the credential."""
LISTED = (Outcome.MATCH, Outcome.POSSIBLE)
"""Outcomes of an automatic check that found rows of the exclusion list."""


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """The newest answer of a register (None: no register was asked), and whether a document that
    was handed in can still be opened.
    """

    register: Check | None
    has_document: bool

    @property
    def is_good(self) -> bool:
        """Whether a register was asked and says nothing against the credential."""
        return self.register is not None and self.register.outcome in GOOD

    @property
    def is_denied(self) -> bool:
        """Whether a register says otherwise, does not have it, or lists this very NPI."""
        return self.register is not None and self.register.outcome not in (*GOOD, Outcome.POSSIBLE)

    @property
    def is_open(self) -> bool:
        """Whether a register leaves something for a person to compare."""
        return self.register is not None and any(
            row["agrees"] is None for row in self.register.compared
        )

    def objection(self, outcome: str, method: str) -> str:
        """Why a decision may not name this method, as a sentence; '' when it may."""
        if method == Method.DOCUMENT and not self.has_document:
            return _("There is no document to see. Choose how else you checked it.")
        if method != Method.REGISTER:
            return ""
        if self.register is None:
            return _("No register was compared. Choose how else you checked it.")
        if outcome == CONFIRMED and not self.is_good:
            return _("The register does not confirm it. Choose how else you checked it.")
        if outcome == EXCLUDED and self.register.outcome not in LISTED:
            return _("The register has nobody like that. Choose how else you checked it.")
        return ""

    def needs_note(self, outcome: str) -> bool:
        """Whether the decision goes against a register, and so needs words for colleagues."""
        return outcome == CONFIRMED and self.is_denied


def grounds_of(credential: Credential) -> Grounds:
    """What a decision on this credential can rest on now.

    Two queries; none if its checks and its evidence came with it.
    """
    asked = (one for one in credential.checks.all()
             if one.by_id is None and one.method == Method.REGISTER)  # fmt: skip
    return Grounds(
        register=next(asked, None),
        has_document=any(one.deleted_at is None for one in credential.evidence.all()),
    )
