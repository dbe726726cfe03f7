"""Every address of the site and every method, as every kind of person, against one table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from clinics.changes.actions.propose import propose
from clinics.credentials.actions import state as credentials
from clinics.digests import token_hash
from clinics.documents.check import Checked
from clinics.inquiries.actions.inquire import ask
from clinics.listing.actions.duplicates import propose_pair
from clinics.models import (
    Absence,
    ClaimDocument,
    Clinic,
    Invitation,
    Link,
    ListedMail,
    Reply,
    Story,
    User,
)
from clinics.reviews.actions.mail import make_link
from directory.fhir.content.elements import version_of
from directory.fhir.content.organizations import DIRECTORY_SINCE
from tests import make
from tests.clinics.documents.cast import pdf
from tests.permissions_table import FOR_EVERYBODY, ROLES, TABLE

pytestmark = pytest.mark.django_db

TOKEN = "token-of-an-invitation"
METHODS = "directory.site.methods.pages_and_forms"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
REGULAR = {
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$":
        "accounts/password/reset/key/1-wrong/",
    "api/v1/": "api/v1/no-such-thing",
    "fhir/": "fhir/no-such-thing",
}  # fmt: skip
"""Addresses told by regular expressions, each with one that matches."""


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every pattern that the site answers to."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        else:
            yield address


@dataclass
class World:
    """One clinic with everything that can happen to it, and a session of each role."""

    parts: dict[str, str]
    keys: dict[str, int]
    tokens: dict[str, str]
    sessions: list[str]
    kept: set[tuple[str, str]] = field(default_factory=set)
    """Addresses whose answers a browser may keep, and the session of whoever asked."""

    def url(self, address: str) -> str:
        """The address about this clinic, its claim, proposal, member and invitation."""
        if address in REGULAR:
            return "/" + REGULAR[address]
        found = [key for part, key in self.keys.items() if part in address]
        tokens = [token for part, token in self.tokens.items() if part in address]
        parts = self.parts | {
            "token": tokens[0] if tokens else TOKEN,
            "pk": str(found[0] if found else 1),
        }
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: parts[match[1]], address)


def documented(claim) -> ClaimDocument:
    """A document handed in with a claim."""
    file = ContentFile(pdf(), name="a.pdf")
    return ClaimDocument.objects.create(
        claim=claim, file=file, content_type="application/pdf", sha256="0", size=8
    )


def what_is_said(clinic: Clinic, ann: User) -> dict[str, int]:
    """Keys of reviews, replies, stories and reports, by the part of an address about them."""
    published, answered = make.review(clinic), make.review(clinic)
    waiting = make.review(clinic, status="waiting").pk
    reply = Reply.objects.create(
        clinic=clinic, review=answered, sentences=["thanks"], asked_by=ann
    ).pk
    story = Story.objects.create(clinic=clinic, title="A story", words="Words.", asked_by=ann).pk
    report = make.report(clinic, "route.iv-infusion").pk
    return {
        "reviews/<int": published.pk, "moderation/review/": waiting,
        "moderation/distress/": make.review(clinic, status="waiting", is_distress=True).pk,
        "replies/<int": reply, "moderation/reply/": reply, "stories/<int": story,
        "moderation/story/": story, "reports/<int": report, "moderation/report/": report,
        "moderation/distress-report/": make.report(clinic, "phone", flags=["distress"]).pk,
    }  # fmt: skip


def what_is_suggested(clinic: Clinic) -> tuple[dict[str, int], dict[str, str]]:
    """Suggestions about the clinic, keys and tokens of links, by the part of an address."""
    ben = User.objects.get(email="ben@example.org")
    make.suggestion(None, "add", token_hash=token_hash("confirms"), confirmed_at=None,
                    at=timezone.now())  # fmt: skip
    make.suggestion(clinic, "add", token_hash=token_hash("keeps"), by=ben, from_clinic=True)
    keys = {"moderation/suggestion": make.suggestion(clinic).pk,
            "moderation/urgent": make.suggestion(clinic, "dangerous").pk,
            "moderation/candidate": make.candidate(clinic).pk}  # fmt: skip
    ListedMail.objects.create(address_hash="0" * 64, token_hash=token_hash("no mail"))
    return keys, {"suggestions/confirm": "confirms", "suggestions/keep": "keeps",
                  "no-mail/": "no mail"}  # fmt: skip


def what_is_held(clinic: Clinic, ann: User) -> dict[str, int]:
    """A person there with a credential, its document and its case: the key of each."""
    person = make.clinician(clinic)
    kept = [Checked(content=pdf(), content_type="application/pdf")]
    held = credentials.claim(clinic, by=ann, kind="board-certification", name="A board",
                             clinician=person, documents=kept)  # fmt: skip
    return {"clinicians/<int": person.pk, "clinicians/credentials": held.pk,
            "clinicians/evidence": held.evidence.get().pk,
            "moderation/credential": held.cases.get().pk}  # fmt: skip


def people(clinic: Clinic) -> list[User | AnonymousUser]:
    """One person of each role, in the table's order."""
    claimant = make.user("cam@example.org")
    other = make.member("ben@example.org", make.clinic())
    admin = make.ann(clinic)
    lacking = make.user("new@example.org", is_moderator=True)
    old = make.moderator("old@example.org")
    partial = make.moderator("own@example.org")
    make.member("own@example.org", clinic)
    pat = make.user("pat@example.org")
    mo = make.moderator()
    return [AnonymousUser(), pat, claimant, other, admin, lacking, old, mo, partial,
            *of_several(clinic)]  # fmt: skip


def of_several(clinic: Clinic) -> list[User]:
    """Three people who also speak for another clinic; only the first has no second factor."""
    second = make.clinic()
    emails = ("unproved@example.org", "older@example.org", "proved@example.org")
    several = [make.member(email, clinic) for email in emails]
    for person in several:
        make.member(person.email, second)
    return [several[0], *map(make.second_factor, several[1:])]


def session(person: User | AnonymousUser) -> str:
    """The key of a session in which somebody is signed in; '' for a stranger."""
    if not person.is_authenticated:
        return ""
    factor = False if person.email in ("old@example.org", "older@example.org") else None
    return make.signed_in(person, factor=factor).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(settings, tmp_path) -> World:
    """A clinic with admins, a waiting claim, a waiting proposal and an invitation."""
    settings.MEDIA_ROOT, settings.SECOND_FACTOR_FOR = tmp_path, "several"
    clinic = make.clinic(slug="a-clinic", phone="+1 561-555-0100", email="a@clinic.example",
                         website="https://clinic.example/")  # fmt: skip
    cast = people(clinic)
    ann = User.objects.get(email="ann@example.org")
    colleague = make.member("colleague@example.org", clinic)
    claim = make.claim(clinic, "cam@example.org", method="documents")
    change = propose(clinic, {"condition.crps": {"value": True}}, by=ann)
    later = timezone.now() + make.dt.timedelta(days=1)
    unconfirmed = make.review(clinic, status="unconfirmed")
    invitation = Invitation.objects.create(
        clinic=clinic, email="new@clinic.example", invited_by=ann, expires_at=later,
        token_hash=token_hash(TOKEN),
    )  # fmt: skip
    suggested, links = what_is_suggested(clinic)
    mo = User.objects.get(email="mo@example.org")
    asked = ask(clinic, by=mo, words="Is it so?", answer_by=make.days_ago(-9))
    return World(
        parts={"slug": clinic.slug, "code": "crps", "letters": "fl", "kind": "change",
               "number": "0",
               "document_pk": str(documented(claim).pk), "verb": "close", "step": "pause",
               "first": "1", "day": "latest", "name": "clinics.csv", "type_": "Organization",
               "id": "no-such-record", "id_": "directory", "version": version_of(DIRECTORY_SINCE)},
        keys={"moderation/accounts": colleague.pk, "inquiry/<int": asked.pk,
              "questions/<int": asked.pk, "claim": claim.pk, "change": change.pk,
              "<slug:kind>": change.pk,
              "moderation/gone": Absence.objects.create(
                  clinic=clinic, source="A list", since=make.today()).pk,
              "moderation/duplicate": propose_pair(clinic, make.clinic(), why="said").pk,
              "members": colleague.memberships.get().pk, "invitations/<int": invitation.pk,
              **what_is_said(clinic, ann), **what_is_held(clinic, ann), **suggested},
        tokens=links | {"reviews/confirm": make_link(unconfirmed, Link.Purpose.CONFIRM),
                "reviews/keep": make_link(make.review(clinic), Link.Purpose.KEEP)},
        sessions=[session(person) for person in cast],
    )  # fmt: skip


def letter(response) -> str:
    """What a person got, as a letter of the table."""
    known = {403: "r", 404: "n", 405: "x"}
    if response.status_code in known:
        return known[response.status_code]
    target = response.headers.get("Location", "").partition("?")[0]
    if response.status_code == 302 and target == reverse(settings.LOGIN_URL):
        return "l"
    if response.status_code == 302 and "reauthenticate" in target:
        return "a"
    return "o" if response.status_code < 500 else str(response.status_code)


def row(world: World, address: str, method: str, sessions: list[str] | None = None) -> str:
    """What each role gets for a method; what it does is undone before the next asks."""
    letters = []
    for key in sessions or world.sessions:
        client = Client(raise_request_exception=False)
        if key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        with transaction.atomic():
            response = client.generic(method, world.url(address))
            letters.append(letter(response))
            if "no-store" not in response.get("Cache-Control", ""):
                world.kept.add((address, key))
            if response.streaming:
                response.getvalue()  # else its file stays open
            transaction.set_rollback(True)
    return "".join(letters)


def test_the_table_names_every_address_of_the_site_and_no_other():
    assert sorted(TABLE) == sorted(set(addresses()))


def test_every_address_is_asked_by_an_url_that_leads_to_it(world):
    for address in addresses():
        if address not in REGULAR:
            assert resolve(world.url(address)).route == address


@pytest.mark.parametrize(("column", "method"), [(0, "GET"), (1, "POST")])
def test_everybody_gets_what_the_table_says_and_nothing_else(world, column, method):
    assert all(len(rows) == 2 and {len(r) for r in rows} == {len(ROLES)} for rows in TABLE.values())
    got = {address: row(world, address, method) for address in TABLE}
    assert got == {address: rows[column] for address, rows in TABLE.items()}
    kept = {(address, "") for address in FOR_EVERYBODY} if method == "GET" else set()
    assert world.kept == kept


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_nobody_gets_anywhere_with_other_methods(world, method):
    """One role is enough: the site refuses a method before it looks at who asks."""
    assert settings.MIDDLEWARE.index(METHODS) < settings.MIDDLEWARE.index(SESSIONS)
    moderator = world.sessions[ROLES.index("moderator who speaks for this clinic")]
    got = {address: row(world, address, method, [moderator]) for address in TABLE}
    assert got == dict.fromkeys(TABLE, "x") | {"fhir/": "n", "api/v1/": "n"}
