"""A clinic's reply or success story on the moderator's screen."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.moderation.cases.base import Case
from clinics.moderation.forms.reviews import TextDecisionForm
from clinics.reviews.actions.texts import digest
from clinics.reviews.models import Reply, Story
from clinics.reviews.reply_sentences import SENTENCES


def speaks_for_any(user: User) -> bool:
    """Whether somebody speaks for a clinic, whichever: they decide nothing about reviews."""
    return Membership.objects.of(user).exists()


class TextCase(Case):
    """Everything about one reply or story that a moderator sees."""

    def __init__(self, text: Reply | Story, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(text, by=by, data=data)
        self.text = text
        self.clinic: Clinic = text.clinic
        self.kind = "reply" if isinstance(text, Reply) else "story"
        self.form = TextDecisionForm(data)
        self.seen = digest(text)

    @property
    def title(self) -> str:
        """What kind of text it is."""
        return _("Reply") if self.kind == "reply" else _("Story")

    @property
    def heading(self) -> str:
        """What stands above its words."""
        return _("The reply") if isinstance(self.text, Reply) else self.text.title

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        return not self.text.decision

    @cached_property
    def hindrance(self) -> str:
        """Why this moderator may not decide it, in words; '' when they may."""
        if speaks_for_any(self.by):
            return _("You speak for a clinic: another moderator decides what clinics write.")
        return ""

    @property
    def reason(self) -> str:
        """Why it was refused, in words."""
        return self.text.reason_label

    @property
    def sentences(self) -> list[str]:
        """The sentences of a reply, in words; of a story none."""
        if not isinstance(self.text, Reply):
            return []
        return [str(SENTENCES.get(code, code)) for code in self.text.sentences]
