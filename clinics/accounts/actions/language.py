"""In which language a person gets mails and news."""

from __future__ import annotations

from clinics.accounts.models import User
from clinics.languages import Language


def choose_language(user: User, language: Language) -> None:
    """Let the person's mails and news be in a language from now on. One query."""
    User.objects.filter(pk=user.pk).update(language=language)
