"""Which addresses were told that their clinic is listed."""

from __future__ import annotations

from django.db import models


class ListedMail(models.Model):
    """An address that gets no second mail of this kind. Only hashes of it are kept, for good.

    The hashes have no key: they must outlive every key, and the address stood in a public list.
    `domain_hash` is '' where many share the domain. `token_hash` finds the row by the link in the
    mail. `sent_at` is None while the mail is on its way, if a process died then, and if the mail
    server knows no such address. `refused_at` is when somebody said by the link that they want no
    mail: then nobody at their domain gets one.
    """

    address_hash = models.CharField(max_length=64, unique=True)
    domain_hash = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"mail {self.pk} to a listed clinic"
