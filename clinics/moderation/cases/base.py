"""A case on the page of a moderator: what all kinds of cases have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.changes.contradictions import Contradiction
from clinics.listing.models import Clinic
from clinics.memberships.permissions import speaks_for
from clinics.moderation.forms.decisions import Problem, problems
from clinics.moderation.models import Hold, Note


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key that chooses a decision: the value of the radio button, and what it does in words."""

    key: str
    value: str
    words: str


DEAD_KEY = gettext_lazy("does nothing here: something speaks against it")


def that_hold(*sentences: tuple[Any, Any]) -> list[str]:
    """The sentences of (whether it is so, sentence) that are so."""
    return [str(sentence) for is_so, sentence in sentences if is_so]


class Case:
    """One case, with the form that decides it.

    `row` is the row of the case, `data` what was posted. `refusal` is the message printed above
    the case. A subclass sets `kind`, `clinic` and `form`, and tells whether the case `is_waiting`.
    `approve`, `reject` and `ask_back` are the values of the radio buttons that keys choose, '' for
    none.
    """

    kind: str
    approve = reject = ask_back = ""
    clinic: Clinic
    form: Any
    is_waiting: Any

    def __init__(self, row: Any, *, by: User, data: Any = None) -> None:
        self.row, self.by, self.data = row, by, data
        self.refusal = ""

    @property
    def pk(self) -> int:
        """The key of the case's row."""
        return self.row.pk

    @cached_property
    def hold(self) -> Hold | None:
        """Who has the case open now. One query."""
        live = Hold.objects.live(at=timezone.now()).filter(kind=self.kind, case_id=self.pk)
        return live.select_related("moderator").first()

    @property
    def own(self) -> str:
        """Why a moderator may not decide their own case, in words; '' when it is not theirs."""
        return ""

    @cached_property
    def is_partial(self) -> bool:
        """Whether this moderator speaks for the clinic. One query."""
        return speaks_for(self.by, self.clinic.pk)

    @cached_property
    def note(self) -> Note | None:
        """The newest note on the clinic; None for who speaks for it. Two queries at most."""
        return None if self.is_partial else Note.objects.on_clinic(self.clinic.pk).first()

    @cached_property
    def hindrance(self) -> str:
        """Why this moderator may not decide it, as a sentence; '' when they may. One query."""
        if self.own:
            return self.own
        if self.is_partial:
            return _("You speak for this clinic, so another moderator must decide its cases.")
        return ""

    @property
    def remaining(self) -> tuple[str, int] | None:
        """The case (kind and key) of what was left undecided in this one; None for nothing."""
        return None

    @cached_property
    def may_decide(self) -> bool:
        """Whether this moderator can decide it now."""
        return self.is_waiting and not self.hindrance

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """What the case says that cannot all be so."""
        return []

    @cached_property
    def objections(self) -> list[str]:
        """What else speaks against approving it, a sentence each."""
        return []

    @property
    def asker(self) -> User | None:
        """The account that asked for it; None for nobody's, or a deleted one."""
        return None

    @property
    def needs_eyes(self) -> list[str]:
        """All that speaks against approving it, a sentence each; then no key approves it."""
        is_blocked = self.asker is not None and not self.asker.is_active
        blocked = that_hold((is_blocked, _("The account that asked for it is blocked.")))
        return blocked + self.objections + [one.sentence for one in self.contradictions]

    @property
    def choices(self) -> dict[str, Any]:
        """The decisions that the form offers: label by value."""
        radios = (field for field in self.form if field.widget_type == "radioselect")
        return {value: label for field in radios for value, label in field.field.choices}

    @property
    def keys(self) -> list[Key]:
        """The keys that choose a decision on this page. They choose; they never send."""
        labels = self.choices
        chosen = (("a", self.approve), ("r", self.reject), ("b", self.ask_back))
        return [
            Key(key=key, value=value, words=self.said_of_key(key, labels[value]))
            for key, value in chosen
            if value in labels
        ]

    def said_of_key(self, key: str, label: Any) -> str:
        """What a key does, in words."""
        words = _("choose “%s”") % capfirst(label)
        if key != "a":
            return words
        if self.needs_eyes:
            return str(DEAD_KEY)
        return _("%s, where nothing is chosen yet") % words

    @property
    def asks(self) -> bool:
        """Whether the form is shown. It is shown again when what was typed was refused."""
        return self.may_decide or (bool(self.refusal) and self.data is not None)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted form."""
        return problems(self.form, "") if self.data is not None else []


class CaseDecidedAgain(Case):
    """A case whose decision a moderator can take back, for a reason in the form `again`."""

    again: Any
    is_decided: Any

    @property
    def again_url(self) -> str:
        """Where the form `again` is posted to."""
        return reverse(f"desk_{self.kind}_again", args=[self.pk])

    @property
    def may_reopen(self) -> bool:
        """Whether this moderator can let it be decided again."""
        return self.is_decided and not self.hindrance

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the posted forms."""
        return super().problems + problems(self.again, "")
