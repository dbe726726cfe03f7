"""People who use a site over loopback, and write down what was acknowledged.

Each trip is a list of steps. What a step returns is what was acknowledged: (what, the key of the
row or an address). A step that is not answered as hoped raises `Unanswered`, with what was seen.
"""

from __future__ import annotations

import html
import http.client
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from clinics.models import User
from tests import make
from tests.clinics.changes.typing import _Fields
from tests.clinics.reviews.cast import WORDS

TOKEN = "a" * 32
SECONDS = 60
Done = tuple[str, str]
"""What was acknowledged: the name of the step, and what finds its row."""


class Seen(NamedTuple):
    """What somebody saw: a status (0: no answer), and the heading or the kind of error."""

    status: int
    words: str


class Unanswered(Exception):
    """A step was not acknowledged."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(f"{seen.status} {seen.words}")
        self.seen = seen


@dataclass
class Browser:
    """A browser of one person, at an address of this machine."""

    port: int
    network: str = "127.0.0.1"
    session: str = ""
    page: str = ""
    body: bytes = b""
    head: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, port: int, person: User, network: str) -> Browser:
        """One in which somebody is signed in."""
        return cls(port, network, make.signed_in(person).cookies["sessionid"].value)

    def connected(self) -> http.client.HTTPConnection:
        """What its requests go through."""
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=SECONDS, source_address=(self.network, 0)
        )

    def own_head(self) -> dict[str, str]:
        """What it says beside cookies."""
        return {}

    def ask(self, path: str, typed: dict[str, Any] | None = None, file: bytes = b"") -> Seen:
        """One request: a form is posted if something is typed."""
        client = self.connected()
        session = f"; sessionid={self.session}" if self.session else ""
        head = {"Cookie": f"csrftoken={TOKEN}{session}", "X-CSRFToken": TOKEN} | self.own_head()
        body: bytes | None = None
        if typed is not None:
            body, head["Content-Type"] = _form(typed, file)
        self.page, self.body = "", b""
        try:
            client.request("GET" if body is None else "POST", path, body, head)
            answer = client.getresponse()
            self.body = answer.read()
            self.page = self.body.decode(errors="replace")
            self.head = {name.lower(): value for name, value in answer.getheaders()}
        except (OSError, http.client.HTTPException) as error:
            return Seen(0, type(error).__name__)
        finally:
            client.close()
        return Seen(answer.status, heading(self.page))

    def must(self, path: str, typed: dict[str, Any] | None = None, *, status: int = 200,
             file: bytes = b"") -> str:  # fmt: skip
        """The page that comes with this status. Raises Unanswered for every other."""
        seen = self.ask(path, typed, file)
        if seen.status != status:
            raise Unanswered(seen)
        return self.page


def _form(typed: dict[str, Any], file: bytes) -> tuple[bytes, str]:
    """A form as bytes, and its content type."""
    if not file:
        return urlencode(typed).encode(), "application/x-www-form-urlencoded"
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in typed.items()
    ]
    parts.append(
        f'--{line}\r\nContent-Disposition: form-data; name="documents"; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n".encode()
        + file
        + b"\r\n"
    )
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"


def heading(page: str) -> str:
    """The first heading of a page in words; of a program's answer the title."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL) or re.search(
        r'"title": ?"(.*?)"', page
    )
    text = re.sub(r"<[^>]+>", "", found[1]) if found else page[:60]
    return " ".join(html.unescape(text).split())


def seen_of(page: str) -> str:
    """The version of what stands on a page."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    if not found:
        raise Unanswered(Seen(200, heading(page)))
    return found[1]


def fields_of(page: str) -> dict[str, str]:
    """The edit form as it is filled in."""
    parser = _Fields()
    parser.feed(page)
    return parser.fields


@dataclass
class Trip:
    """What one person does, step by step; `done` is what the site said that it had done."""

    name: str
    steps: list[Callable[[], Done]]
    done: list[Done] = field(default_factory=list)
    failed: list[Seen] = field(default_factory=list)

    def go(self, *, tries: int = 1) -> bool:
        """Take each step that is left; one that fails is tried again, in all so many times."""
        while self.steps:
            try:
                self.done.append(self.steps[0]())
            except Unanswered as error:
                self.failed.append(error.seen)
                tries -= 1
                if tries <= 0:
                    return False
                time.sleep(0.2)
            else:
                self.steps.pop(0)
        return True


@dataclass
class Cast:
    """Who acts, in a database of their own: `of` makes so many of each, with a clinic each."""

    port: int
    mailbox: Callable[[str], str]
    """The newest letter to an address, '' if there is none."""
    clinics: list[str]
    admins: list[Browser]
    claimants: list[Browser]
    moderator: Browser
    changes: list[int]
    reviews: list[int]
    browser: type[Browser] = Browser

    def trips(self, kind: str) -> Iterator[Trip]:
        """One after another until there are no more."""
        make_one = {"review": self.review, "claim": self.claim, "proposal": self.proposal,
                    "decision": self.decision}[kind]  # fmt: skip
        for number in range(len(self.clinics)):
            yield make_one(number)

    def review(self, number: int) -> Trip:
        """Somebody writes a review, and confirms it by the link that was mailed."""
        email = f"wren-{uuid.uuid4().hex[:8]}@mail.example"
        browser = self.browser(self.port, f"127.0.{number // 200 + 1}.{number % 200 + 1}")
        typed = {
            "visit_month": make.days_ago(40).replace(day=1).isoformat(), "relation": "patient",
            "overall": "2", "screened": "yes", "followed-up": "no", "watched": "n/a",
            "whom-to-call": "", "words": WORDS, "email": email,
        }  # fmt: skip

        def write() -> Done:
            browser.must(f"/clinics/{self.clinics[number]}/review/", typed)
            return "review written", email

        def confirm() -> Done:
            [path] = re.findall(r"/reviews/confirm/[^/\s]+/", self.mailbox(email))[-1:]
            seen = browser.ask(path, {})
            if seen.status == 200 or "already used this link" in browser.page:
                return "review confirmed", email
            raise Unanswered(seen)

        return Trip("review", [write, confirm])

    def claim(self, number: int) -> Trip:
        """Somebody asks to speak for a clinic, and types the code that was mailed."""
        browser, slug = self.claimants[number], self.clinics[number]
        typed = {"method": "domain-email", "local_part": "cam", "statement": "I manage it."}
        where: list[str] = []

        def ask() -> Done:
            seen = browser.ask(f"/clinics/{slug}/claim/", typed)
            found = re.search(r"/my/claims/\d+/", browser.head.get("location", "") + browser.page)
            if seen.status != 302 and not (where or found):
                raise Unanswered(seen)
            where[:] = [found[0]] if found else where
            if not where:
                raise Unanswered(seen)
            return "claim started", slug

        def prove() -> Done:
            found = re.findall(r"\b(\d{6})\b", self.mailbox(f"cam@{slug}.example"))
            if not found:  # its mail was lost with the process that sent it
                seen = browser.ask(f"{where[0]}send/", {})
                raise Unanswered(seen)
            browser.must(f"{where[0]}code/", {"code": found[-1]}, status=302)
            return "claim proved", slug

        return Trip("claim", [ask, prove])

    def proposal(self, number: int) -> Trip:
        """A clinic admin types an answer, looks at what changes, and sends it."""
        browser, slug = self.admins[number], self.clinics[number]

        def draft() -> Done:
            fields = fields_of(browser.must(f"/my/clinics/{slug}/edit/"))
            fields |= {"condition.crps": "yes", "do": "review"}
            browser.must(f"/my/clinics/{slug}/edit/", fields, status=302)
            return "draft kept", slug

        def send() -> Done:
            path = f"/my/clinics/{slug}/review/"
            browser.must(path, {"seen": seen_of(browser.must(path)), "note": ""}, status=302)
            return "proposal sent", slug

        return Trip("proposal", [draft, send])

    def decision(self, number: int) -> Trip:
        """A moderator approves a proposal, and publishes a review."""
        change, review = self.changes[number], self.reviews[number]

        def approve() -> Done:
            path = f"/moderation/change/{change}/"
            if "undo/" in self.moderator.must(path):  # committed, and the answer never came
                return "proposal approved", str(change)
            said = {"seen": seen_of(self.moderator.must(path)), "approve_all": "1"}
            self.moderator.must(path, said, status=302)
            return "proposal approved", str(change)

        def publish() -> Done:
            path = f"/moderation/review/{review}/"
            said = {"seen": seen_of(self.moderator.must(path)), "outcome": "published",
                    "shown_words": WORDS}  # fmt: skip
            self.moderator.must(path, said, status=302)
            return "review published", str(review)

        return Trip("decision", [approve, publish])


def cast(port: int, mailbox: Callable[[str], str], most: int, browser: type = Browser) -> Cast:
    """Clinics, their admins, claimants and a moderator; `most` of each. Inside of the place."""
    from tests.clinics.claims.cast import confirmed  # noqa: PLC0415  (needs Django's models)
    from tests.clinics.moderation.cast import proposal  # noqa: PLC0415

    clinics = [
        make.clinic(slug=f"fault-{n}", name=f"Fault {n}", website=f"https://fault-{n}.example/")
        for n in range(most)
    ]
    decided = [make.clinic(slug=f"decided-{n}", name=f"Decided {n}") for n in range(most)]
    admins = [make.member(f"ann-{n}@example.org", clinic) for n, clinic in enumerate(clinics)]
    claimants = [confirmed(f"cam-{n}@example.org") for n in range(most)]
    return Cast(
        port, mailbox, [clinic.slug for clinic in clinics],
        [browser.of(port, one, f"127.{n // 200}.5.{n % 200 + 1}") for n, one in enumerate(admins)],
        [browser.of(port, one, f"127.{n // 200}.6.{n % 200 + 1}")
         for n, one in enumerate(claimants)],
        browser.of(port, make.moderator("mo-of-faults@example.org"), "127.0.7.1"),
        [proposal(clinic, email=f"ben-{n}@example.org").pk for n, clinic in enumerate(decided)],
        [make.review(clinic, status="waiting", words=WORDS).pk for clinic in decided],
        browser,
    )  # fmt: skip
