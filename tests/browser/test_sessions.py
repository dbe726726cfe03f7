"""Where somebody is signed in, on a phone."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings

from tests import make
from tests.looks import faults_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = """all => all.map(one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map(line => line.top)).size;
})"""


@pytest.mark.parametrize("width", [320, 360])
def test_no_word_of_a_session_is_broken_on_a_phone(chromium, live_server, width):
    sam = make.user("sam@mail.example")
    session = make.signed_in(sam).cookies[settings.SESSION_COOKIE_NAME]
    UserSession.objects.create(
        user=sam, session_key=session.value, ip="192.0.2.123", user_agent="Mozilla/5.0 (X11; Linux)"
    )
    context = chromium.new_context(viewport={"width": width, "height": 740})
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/es/accounts/sessions/")
    cells = page.locator(".account td:nth-child(-n + 2), .account .flag")
    assert (cells.count(), set(cells.evaluate_all(LINES))) == (3, {1})
    assert faults_now(page) == []
    context.close()
