"""The page of a person, or of the clinic itself: all their credentials that wait, decided at once.

The case that waits longest stands for all of them: its key is the key of the page, of the hold and
of the line in the queue.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.accounts.models import User
from clinics.changes.contradictions import Contradiction, in_name
from clinics.credentials.actions.decide import Sent
from clinics.credentials.decision import EXCLUSION_OUTCOMES, OUTCOMES, Decided
from clinics.credentials.models import CredentialCase, CredentialRefused
from clinics.documents.drawing import counted, shown
from clinics.moderation.cases.base import DEAD_KEY
from clinics.moderation.cases.credential import CredentialDeskCase
from clinics.moderation.cases.holder import HolderCase, read
from clinics.moderation.forms.decisions import Problem, problems

FIELD = re.compile(r"case-(\d{1,18})-\w+")
"""The name of a posted field; the number is the key of its case."""


def front_of(case: CredentialCase) -> CredentialCase | None:
    """The case that stands for all that wait of the same holder; None when none waits."""
    return CredentialCase.objects.of_holder(case.credential).waiting().first()


class PersonCase(HolderCase):
    """Everything about one holder that the page shows, with a decision on each credential."""

    def __init__(self, case: CredentialCase, *, by: User, data: Any = None) -> None:
        """`case` is any of the holder's cases, with its credential; `data` is what was posted.

        What was typed about a case that is decided meanwhile is shown, too.
        """
        posted = {int(name[1]) for name in map(FIELD.fullmatch, data or ()) if name}
        wanted = read().filter(Q(decided_at=None) | Q(pk__in=posted))
        cases = wanted.of_holder(case.credential).order_by("opened_at", "pk")
        lines = [CredentialDeskCase(one, by=by, data=data) for one in cases]
        self.lines = [one for one in lines if one.is_waiting or one.is_touched]
        front = next((one.case for one in self.lines if one.is_waiting), case)
        super().__init__(front, by=by, data=data)
        self.clinic, self.person = case.clinic, case.credential.clinician
        self.here = [one.credential.pk for one in self.lines]
        pages = counted(row for one in lines for row in one.credential.evidence.all())
        for one in self.lines:
            one.is_partial = self.is_partial
            one.evidence = shown(one.credential.evidence.all(), pages)

    @property
    def is_waiting(self) -> bool:
        """Whether any of them can still be decided."""
        return any(line.is_waiting for line in self.lines)

    @property
    def own(self) -> str:
        """Why a moderator may not decide any of them, in words; '' when they may."""
        reasons = [line.own for line in self.lines if line.is_waiting]
        return reasons[0] if reasons and all(reasons) else ""

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Odd letters in the name of the person."""
        return in_name(str(self.person)) if self.person and self.is_waiting else []

    @property
    def choices(self) -> dict[str, Any]:
        """The decisions that the forms offer: label by value."""
        is_list = all(line.is_exclusion for line in self.lines)
        return dict(EXCLUSION_OUTCOMES if is_list else OUTCOMES)

    def said_of_key(self, key: str, label: Any) -> str:
        """What a key does, in words."""
        looked_at = [line for line in self.lines if line.needs_eyes]
        words = super().said_of_key(key, label)
        if key != "a" or self.needs_eyes or not looked_at:
            return words
        if len(looked_at) == len(self.lines):
            return str(DEAD_KEY)
        return _("%s and nothing speaks against it") % words

    @property
    def touched(self) -> list[CredentialDeskCase]:
        """What the moderator decides; the rest stays as it is."""
        return [line for line in self.lines if line.is_touched]

    def sent(self) -> list[Sent] | None:
        """The decisions that were sent; None when a form is not valid or nothing is decided.

        Raises CredentialRefused when one of them is decided already.
        """
        gone = next((line for line in self.touched if not line.is_waiting), None)
        if gone:
            words = {"what": gone.label, "how": gone.how_closed}
            raise CredentialRefused(_("%(what)s: %(how)s") % words)
        if self.problems:
            return None
        return [
            Sent(
                case=line.case, seen=self.data.get(f"{line.prefix}-seen", ""),
                typed=Decided.of(**line.form.cleaned_data),
            )
            for line in self.touched
        ]  # fmt: skip

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted forms."""
        if self.data is None:
            return []
        if not self.touched:
            words = _("Choose a decision for at least one credential.")
            return [Problem(label="", text=words, anchor=f"id_{one.prefix}-outcome")
                    for one in self.lines[:1]]  # fmt: skip
        return [found for line in self.touched for found in problems(line.form, line.label)]

    @property
    def result(self) -> str:
        """What was decided, and what waits still, as a message."""
        said = [_("%(what)s: %(how)s.") % {"what": line.label, "how": line.form.outcome_label}
                for line in self.touched]  # fmt: skip
        left = len(self.lines) - len(self.touched)
        if left:
            still = ngettext("%(n)d credential still waits.", "%(n)d credentials still wait.", left)
            said.append(still % {"n": left})
        return f"{self.whose}: {' '.join(said)}"

    @property
    def remaining(self) -> tuple[str, int] | None:
        """What still waits of the same holder."""
        front = front_of(self.row)
        return (self.kind, front.pk) if front else None
