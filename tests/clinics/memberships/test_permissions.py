"""Who may what: each predicate with everybody who only looks as if they might."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.values import ChangeRefused
from clinics.memberships.decorators import for_speaker
from clinics.memberships.permissions import (
    has_second_factor,
    has_shown_factor,
    is_moderator,
    may_decide,
    may_decide_here,
    may_edit,
    may_moderate,
    may_moderate_here,
    speaks_for,
)
from clinics.models import User
from clinics.reviews.actions.decide import decide, digest
from clinics.reviews.models import ReviewRefused
from tests import make

pytestmark = pytest.mark.django_db
Kind = Authenticator.Type


def deactivated(person: User) -> User:
    """The account, closed."""
    person.is_active = False
    person.save()
    return person


def with_factors(person: User, *kinds: str) -> User:
    """The account with these ways to prove it is them."""
    for kind in kinds:
        Authenticator.objects.create(user=person, type=kind, data={})
    return person


def request_of(rf, person, *methods: str, hours: float = 1):
    """A request in whose session these methods were used to sign in, so many hours ago."""
    request = rf.get("/")
    request.user, request.session = person, SessionStore()
    used = [{"method": method, "at": time.time() - hours * 3600} for method in methods]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = used
    request.session["account_authentication_methods_user"] = str(person.pk)
    return request


@pytest.mark.parametrize(
    ("kinds", "has"),
    [
        ((), False),
        ((Kind.TOTP,), True),
        ((Kind.WEBAUTHN,), True),
        ((Kind.RECOVERY_CODES,), False),
        ((Kind.RECOVERY_CODES, Kind.WEBAUTHN), True),
    ],
)
def test_an_app_or_a_key_is_a_second_factor_and_codes_on_paper_are_none(kinds, has):
    with_factors(make.user("rival@example.org"), Kind.TOTP)
    person = with_factors(make.user("mo@example.org", is_moderator=True), *kinds)
    assert (has_second_factor(person), may_moderate(person)) == (has, has)
    assert is_moderator(person) is True


def test_the_desk_opens_to_a_security_key_and_not_to_codes_on_paper():
    key = with_factors(make.user("key@example.org", is_moderator=True), Kind.WEBAUTHN)
    paper = with_factors(make.user("paper@example.org", is_moderator=True), Kind.RECOVERY_CODES)
    browsers = [make.signed_in(who, factor=True) for who in (key, paper)]
    statuses = [browser.get(reverse("desk")).status_code for browser in browsers]
    assert statuses == [200, 403]


def test_who_moderates():
    people = [
        make.moderator(), make.user("plain@example.org", is_moderator=True),
        make.second_factor(make.user("key@example.org")),
        deactivated(make.moderator("gone@example.org")), AnonymousUser(),
    ]  # fmt: skip
    assert [is_moderator(who) for who in people] == [True, True, False, False, False]
    assert [may_moderate(who) for who in people] == [True, False, False, False, False]


def test_who_speaks_for_a_clinic():
    clinic, rival = make.clinic(), make.clinic()
    people = [
        make.member("ann@example.org", clinic), make.member("rival@example.org", rival),
        deactivated(make.member("gone@example.org", clinic)), make.moderator(), AnonymousUser(),
    ]  # fmt: skip
    for predicate in (speaks_for, may_edit):
        assert [predicate(who, clinic.pk) for who in people] == [True, False, False, False, False]
        assert predicate(people[1], rival.pk) is True


def test_who_decides_a_case_of_a_clinic():
    clinic, rival = make.clinic(), make.clinic()
    own = make.second_factor(make.member("own@example.org", clinic))
    other = make.second_factor(make.member("other@example.org", rival))
    for person in (own, other):
        person.is_moderator = True
        person.save()
    people = [make.moderator(), other, own, make.member("ann@example.org", clinic),
              make.user("plain@example.org", is_moderator=True), AnonymousUser()]  # fmt: skip
    assert [may_decide(who, clinic.pk) for who in people] == [True, True, *[False] * 4]


@pytest.mark.parametrize(
    ("methods", "shown"),
    [((), False), (("password",), False), (("mfa",), True), (("password", "mfa"), True)],
)
def test_a_session_without_the_second_factor_is_kept_out(rf, methods, shown):
    clinic, mo = make.clinic(), make.moderator()
    request = request_of(rf, mo, *methods)
    assert has_shown_factor(request) is shown
    assert may_moderate_here(request) is shown
    assert may_decide_here(request, clinic.pk) is shown
    stranger = request_of(rf, make.user("sam@example.org"), *methods)
    assert may_moderate_here(stranger) is False
    assert may_decide_here(stranger, clinic.pk) is False


@pytest.mark.parametrize(
    ("hours", "shown"), [(0, True), (3.9, True), (4.1, False), (11, False), (-48, False)]
)
def test_a_second_factor_opens_the_desk_for_four_hours(rf, hours, shown):
    clinic, mo = make.clinic(), make.moderator()
    request = request_of(rf, mo, "password", "mfa", hours=hours)
    assert (has_shown_factor(request), may_moderate_here(request)) == (shown, shown)
    assert may_decide_here(request, clinic.pk) is shown


def test_a_case_of_ones_own_clinic_is_closed_in_every_session(rf):
    clinic, rival = make.clinic(), make.clinic()
    own = make.second_factor(make.member("own@example.org", clinic))
    own.is_moderator = True
    own.save()
    request = request_of(rf, own, "mfa")
    assert may_moderate_here(request) is True
    assert (may_decide_here(request, clinic.pk), may_decide_here(request, rival.pk)) == (
        False, True,
    )  # fmt: skip


def test_a_deactivated_moderator_decides_nothing():
    gone, mo = make.moderator("gone@example.org"), make.moderator()
    review = make.review(make.clinic(), status="waiting")
    known = {"outcome": "published", "shown_words": review.words, "seen": digest(review)}
    with pytest.raises(ReviewRefused) as refused:
        decide(review.pk, by=deactivated(gone), **known)
    assert str(refused.value) == "Only a moderator with a second factor can decide this."
    assert decide(review.pk, by=mo, **known).status == "published"


def test_a_deactivated_admin_says_nothing_again():
    clinic = make.clinic()
    ann, gone = make.member("ann@example.org", clinic), make.member("gone@example.org", clinic)
    with pytest.raises(ChangeRefused) as refused:
        confirm_all(clinic, by=deactivated(gone))
    assert str(refused.value) == ("You do not speak for this clinic any more. Nothing was changed.")
    assert confirm_all(clinic, by=ann) == 2


def test_ones_own_clinic_is_found_by_its_address_and_no_other_is(rf):
    clinic, rival = make.clinic(slug="heron"), make.clinic(slug="gulf")
    request = request_of(rf, make.member("ann@example.org", clinic))
    given = for_speaker(lambda request, clinic: clinic)
    assert given(request, slug="heron") == clinic
    with pytest.raises(PermissionDenied) as refused:
        given(request, slug=rival.slug)
    assert str(refused.value) == "You do not speak for this clinic."
    with pytest.raises(Http404):
        given(request, slug="nobody")
