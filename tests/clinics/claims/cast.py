"""Who appears in these tests, and what they hold in their hands."""

import re

from allauth.account.models import EmailAddress

from tests import make

LUMA = {"website": "https://www.luma.example/about", "email": "desk@luma.example",
        "phone": "+1 561-555-0101"}  # fmt: skip


def luma(**words):
    """A clinic with everything a claim can lean on, and a rival that has nothing of it."""
    make.clinic(name="Rival", website="https://rival.example/", email="desk@rival.example")
    return make.clinic(**({"name": "Luma"} | LUMA | words))


def confirmed(email: str, **fields):
    """An account whose address is confirmed."""
    person = make.user(email, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def code_in(mail) -> str:
    """The six digits of a mail."""
    return re.search(r"\b(\d{6})\b", mail.body)[1]


def another(code: str) -> str:
    """A code that is not that one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
