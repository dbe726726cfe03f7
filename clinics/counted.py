"""What happens often, told to whoever counts it. The record itself counts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.dispatch import Signal

from clinics.mail_places import place

happened = Signal()
"""Sent with a `sender`, what happened, and an `outcome`, how: words of this program, never data."""


def count(
    what: Literal["mail", "document"],
    outcome: Literal["sent", "failed", "kept", "refused", "no place"],
) -> None:
    """Tell that it happened. Nothing that goes wrong while it is counted disturbs it."""
    happened.send_robust(sender=what, outcome=outcome)


@contextmanager
def counted_mail() -> Iterator[None]:
    """Count the mail that the block sends, or that the mail server refuses (OSError).

    The block has a place at the mail server. Raises NoPlace, an OSError, if there is none.
    """
    try:
        with place():
            yield
    except OSError:
        count("mail", "failed")
        raise
    count("mail", "sent")
