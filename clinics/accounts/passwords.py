"""What is wrong with a password: whether somebody who guesses would find it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST_SCORE = 4
"""zxcvbn's scores go from 0 to 4; 4 takes more than 10^10 guesses."""
LONGEST_READ = 72
"""Characters that are looked at: what comes after them makes no password weaker."""
SITE_NAMES = ["clinic", "clinics", "directory", "clinic directory", "clinicdirectory", "ketamine",
              "ketamine clinic", "ketamineclinic"]  # fmt: skip


class GuessablePasswordValidator:
    """Refuses what is in lists of common passwords, and patterns, names and dates of their kind."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is found by guessing. Takes 50 ms or so."""
        email = getattr(user, "email", "") or ""
        known = [email, *email.replace("@", ".").split("."), *SITE_NAMES]
        if zxcvbn(password[:LONGEST_READ], [word for word in known if word])["score"] < LEAST_SCORE:
            raise ValidationError(
                _("This password is easy to guess. Take several words that do not belong together.")
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _(
            "Several words that do not belong together are good. Common passwords, the name of "
            "this site and your e-mail address are not."
        )
