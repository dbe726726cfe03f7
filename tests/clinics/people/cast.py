"""Who appears in these tests, and what they hold in their hands."""

import io
import re
import threading

from allauth.account.models import EmailAddress
from django.db import connections
from PIL import Image
from pypdf import PdfWriter

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


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 10), **words) -> bytes:
    """A small picture as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format=kind, **words)
    return out.getvalue()


def pdf(change=None) -> bytes:
    """A PDF of one empty page; `change` may do something to its writer before."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def all_at_once(calls) -> list:
    """Run the calls in threads of their own that start together: results or exceptions."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            start.wait(20)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
