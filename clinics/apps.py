"""The record: what a clinic is, who may change it, how its claims are verified."""

import re

from django.apps import AppConfig
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

_SIGNS = r"[-#$&'*+/=?^_`{|}~0-9A-Z]+"
PLAIN_NAME = re.compile(rf"{_SIGNS}(\.{_SIGNS})*\Z", re.IGNORECASE)
"""What stands before the @ of an address. Django also takes `"any>thing"` in quotes, and signs with
which old mail servers were told to pass a mail on (`a%other.example@`, `other.example!a@`).
"""


class ClinicsConfig(AppConfig):
    """One app for all features of the record, so that there is one history of migrations."""

    name = "clinics"
    label = "clinics"

    def ready(self) -> None:
        """Hear of what happens to accounts, lock counts, and name e-mail addresses everywhere."""
        # These modules read models, which are there only now.
        from clinics.accounts.limits import lock_by_database  # noqa: PLC0415
        from clinics.accounts.second_factors import count_first_use  # noqa: PLC0415
        from clinics.accounts.security_log import follow_allauth  # noqa: PLC0415
        from clinics.accounts.sessions import note_beginnings  # noqa: PLC0415

        follow_allauth()
        note_beginnings()
        count_first_use()
        lock_by_database()
        EmailValidator.message = _("Enter a valid e-mail address.")
        EmailValidator.user_regex = PLAIN_NAME
