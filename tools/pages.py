"""Writes every page of a fresh demo into a folder, so that two versions can be compared.

    .venv/bin/python -m tools.pages FOLDER

It follows every link as a visitor, as the demo's clinic admin and as its moderator, and sends every
form once, empty. It evens out white space and what differs from run to run (tokens, nonces, times):
`diff -r` of two folders shows what changed for readers.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections import deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
os.environ["DEMO"] = "1"
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ.setdefault("DEMO_MAIL_FOLDER", "/nonexistent")

MOST_OF_ONE_KIND = 25
"""How many pages of one address pattern a role visits: filter links multiply without end."""
VARIES = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"'), r'\1"…"'),
    (re.compile(r'nonce="[^"]*"'), 'nonce="…"'),
    (re.compile(r"otpauth://[^\"<]*|data:image/svg[^\"]*|\b[A-Z2-7]{32}\b"), "…"),
    (re.compile(r"\b\d{1,2}:\d{2}( [ap]\.m\.)?|\b\d+ minutes?\b"), "TIME"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r'(name="(?:opened|seen)" value=)"[^"]*"'), r'\1"…"'),
]
STARTS = {
    "": ["/", "/search/", "/search/?near=33444", "/search/?near=Orange County", "/search/?near=xx",
         "/search/?near=33444&insurance=medicare&verified=1", "/search/?q=depression near Austin",
         "/search/?near=33444&sort=x&radius=7", "/search/?near=33444&condition=nothing",
         "/search/?near=33444&max_course_price=3000", "/search/?near=Nome, AK", "/compare/",
         "/clinics/nothing/", "/guide/", "/api/v1/docs", "/robots.txt", "/sitemap.xml"],
    "admin@demo.example": ["/my/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"],
    "moderator@demo.example": ["/my/", "/moderation/"],
}  # fmt: skip


class Addresses(HTMLParser):
    """The links of a page and the addresses that its forms are posted to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link or a form."""
        of = dict(attrs)
        if tag == "a" and of.get("href"):
            self.links.append(of["href"] or "")
        if tag == "form" and (of.get("method") or "").lower() == "post":
            self.forms.append(of.get("action") or "")


def kind(address: str) -> str:
    """The address pattern of an address."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415  # after Django's setup

    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return "none"


def even(text: str) -> str:
    """The page without what differs from run to run, each tag on a line of its own."""
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*(</?[a-zA-Z!][^>]*>)\s*", r"\n\1\n", text)
    return re.sub(r"\n+", "\n", re.sub(r" ?(/?>)", r"\1", text)).strip() + "\n"


def crawl(client, starts: list[str], folder: Path) -> int:
    """Write each page that can be reached from `starts`. Returns how many pages that were."""
    from django.db import transaction  # noqa: PLC0415  # after Django's setup

    folder.mkdir(parents=True, exist_ok=True)
    todo, seen, per_kind, written = deque(("get", a) for a in starts), set(), {}, 0
    while todo:
        method, address = todo.popleft()
        address = urldefrag(address)[0]
        if (method, address) in seen or "logout" in address or not address.startswith("/"):
            continue
        seen.add((method, address))
        count = per_kind[method, kind(address)] = per_kind.get((method, kind(address)), 0) + 1
        if count > MOST_OF_ONE_KIND:
            continue
        with transaction.atomic():
            answer = getattr(client, method)(address)
            transaction.set_rollback(method == "post")
        if answer.streaming or answer.status_code >= 500:
            text = f"{answer.status_code} {answer.get('Content-Type')}"
        elif "html" in answer.get("Content-Type", "") or method == "post":
            text = even(answer.content.decode())
            if method == "get":
                page = Addresses()
                page.feed(answer.content.decode())
                todo += [("get", urljoin(address, link)) for link in page.links]
                todo += [("post", urljoin(address, form)) for form in page.forms]
        else:
            text = answer.content.decode(errors="replace")
        if answer.has_header("Location"):
            text += f"→ {answer['Location']}"
            todo.append(("get", urljoin(address, answer["Location"])))
        name = quote(f"{method}{address}", safe="?=&@-+,%")[:200]
        (folder / name).write_text(f"{answer.status_code}\n{text}")
        written += 1
    return written


def main(folder: Path) -> None:
    """Make a database of its own, fill it with the demo, and crawl."""
    import django  # noqa: PLC0415  # the settings read the environment set above
    from django.conf import settings  # noqa: PLC0415

    from directory.devserver.database import ensure_running  # noqa: PLC0415

    ensure_running()
    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    from allauth.account.authentication import (  # noqa: PLC0415
        AUTHENTICATION_METHODS_SESSION_KEY,
    )
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    for command in ("load_places", "make_demo"):
        call_command(command, verbosity=0)
    for email, starts in STARTS.items():
        client = Client(raise_request_exception=False)
        if email:
            user = get_user_model().objects.get(email=email)
            client.force_login(user)
            session = client.session
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        role = email.split("@")[0] or "visitor"
        print(f"{role}: {crawl(client, starts, folder / role)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
