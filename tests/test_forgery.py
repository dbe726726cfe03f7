"""What a hostile page or link can make a signed-in browser do: nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from clinics.models import Event
from tests import make
from tests.permissions_table import ROLES, TABLE
from tests.test_permissions_table import letter, world

__all__ = ["world"]  # a fixture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["admin of this clinic", "moderator"])
def test_no_form_is_taken_without_its_token(world, role):
    number = ROLES.index(role)
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[number]
    events = Event.objects.count()
    got = {address: letter(client.post(world.url(address))) for address in TABLE}
    others = {address: found for address, found in got.items() if found != "r"}
    assert {address.partition("/")[0] for address in others} == {"api", "data", "fhir", "hsds"}
    asks = others.pop("fhir/<fhir_type:type_>/_search")  # a question, only longer than an address
    assert (asks, set(others.values())) == ("o", {"x", "n"})
    assert Event.objects.count() == events


@pytest.fixture
def ann():
    person = make.user("ann@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.mark.parametrize(
    "way",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_leads_nowhere_but_to_this_site(client, ann, way):
    form = {"login": ann.email, "password": "pass phrase 1", "next": way}
    assert client.post("/accounts/login/", form).headers["Location"] == "/my/"


def test_a_session_that_was_planted_before_signing_in_is_not_the_one_that_is_signed_in(client, ann):
    planted = client.session
    planted["by"] = "somebody else"
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    client.post("/accounts/login/", {"login": ann.email, "password": "pass phrase 1"})
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert signed_in != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()
    assert client.get("/my/").status_code == 200
