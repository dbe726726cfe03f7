"""What the screens of reviews, texts and reports have in common."""

from __future__ import annotations

from typing import Any

from clinics.moderation.forms.decisions import Problem, problems


class OneDecision:
    """A case with one form: whether it is shown, and what is missing in it."""

    data: Any
    form: Any
    refusal: str
    is_waiting: Any
    hindrance: Any

    @property
    def may_decide(self) -> bool:
        """Whether this moderator can decide it now."""
        return self.is_waiting and not self.hindrance

    @property
    def asks(self) -> bool:
        """Whether the form is shown: also when what was typed into it was refused."""
        return self.may_decide or (bool(self.refusal) and self.data is not None)

    @property
    def problems(self) -> list[Problem]:
        """What is missing in the form that came back."""
        return problems(self.form, "") if self.data is not None else []
