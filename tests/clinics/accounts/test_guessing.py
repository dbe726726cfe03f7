"""Guessing passwords and codes: the guesser is stopped, and nobody else."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from tests.clinics.accounts.cast import OWN, browser, code_of, is_in, reset, sign_in, text
from tests.clinics.claims.cast import confirmed

pytestmark = pytest.mark.django_db
STOPPED = "Too many failed login attempts."


def guess(client, times: int, email: str = "ann@mail.example") -> list[str]:
    """What the page says to each wrong password."""
    pages = [text(sign_in(client, email, f"wrong {n}")) for n in range(times)]
    return ["stopped" if STOPPED in page else "wrong" for page in pages]


def test_a_guesser_is_stopped_even_with_the_right_password():
    confirmed("ann@mail.example")
    attacker = browser(1)
    assert guess(attacker, 7) == ["wrong"] * 5 + ["stopped"] * 2
    sign_in(attacker)
    assert not is_in(attacker)


def test_a_guesser_who_names_other_hosts_is_stopped_as_well(settings):
    settings.ALLOWED_HOSTS = ["*"]
    confirmed("ann@mail.example")
    said = []
    for n in range(7):
        page = browser(1).post(
            reverse("account_login"), {"login": "ANN@mail.example", "password": f"wrong {n}"},
            headers={"host": f"localhost:{8000 + n}"},
        )  # fmt: skip
        said.append(STOPPED in text(page))
    assert said == [False] * 5 + [True] * 2


def test_wrong_passwords_from_six_networks_lock_the_owner_out_of_nothing():
    confirmed("ann@mail.example")
    assert [guess(browser(n), 1) for n in range(1, 7)] == [["wrong"]] * 6
    assert guess(browser(1), 7) == ["wrong"] * 4 + ["stopped"] * 3
    owner = browser(50)
    assert sign_in(owner).url == reverse("my")


def test_a_browser_of_the_owner_opens_when_the_whole_world_has_guessed(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "login_failed_anywhere": "6/h/key"
    }
    confirmed("ann@mail.example")
    owner, rival = browser(50), browser(51)
    confirmed("rival@mail.example")
    sign_in(owner)
    sign_in(rival, "rival@mail.example")
    for known in (owner, rival):
        known.post(reverse("account_logout"))
    assert [guess(browser(n), 2) for n in (1, 2, 3, 4)] == [["wrong"] * 2] * 3 + [["stopped"] * 2]
    sign_in(rival)  # known, but for another account
    assert not is_in(rival)
    assert sign_in(owner).url == reverse("my")
    owner.post(reverse("account_logout"))
    # The known browser has a count of its own: whoever stole it cannot guess without end.
    assert guess(owner, 7) == ["wrong"] * 5 + ["stopped"] * 2


def test_the_mark_of_a_browser_cannot_be_made_by_hand():
    ann = confirmed("ann@mail.example")
    attacker = browser(1)
    guess(attacker, 6)
    attacker.cookies["known_browser"] = f"{ann.pk}.made-by-hand"
    sign_in(attacker)
    assert not is_in(attacker)


def test_the_mark_of_a_browser_is_out_of_reach_of_scripts(settings):
    settings.SESSION_COOKIE_SECURE = True
    confirmed("ann@mail.example")
    owner = browser()
    sign_in(owner)
    assert "known_browser" not in owner.cookies
    mark = owner.cookies["__Host-known_browser"]
    assert mark["domain"] == ""
    assert (mark["httponly"], mark["secure"], mark["samesite"]) == (True, True, "Lax")
    assert (mark["max-age"], mark["path"]) == (180 * 24 * 3600, "/")


def test_one_network_that_tries_many_accounts_is_stopped():
    emails = [f"nobody{n}@mail.example" for n in range(12)]
    said = [guess(browser(1), 1, email)[0] for email in emails]
    assert said == ["wrong"] * 10 + ["stopped"] * 2
    assert guess(browser(2), 1) == ["wrong"]


def fill(rows: int) -> None:
    """So many rows of the shared cache that live for a day, and are culled last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into directory_cache select 'z' || n, 'x', now() + '1 day' "
            "from generate_series(1, %s) n", [rows],
        )  # fmt: skip


def test_a_flood_of_rows_flushes_no_limit():
    """Django's cache throws a third of its rows away when there are more than it may hold."""
    confirmed("ann@mail.example")
    secret = "JBSWY3DPEHPK3PXP"
    mo = confirmed("mo@mail.example")
    TOTP.activate(mo, secret)
    attacker, owner = browser(1), browser(2)
    guess(attacker, 6)
    code = code_of(secret)
    sign_in(owner, "mo@mail.example")
    owner.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(owner)
    fill(5_000)
    for n in range(3):  # what makes Django look at the number of rows
        reset(browser(3), f"flood{n}@mail.example")
    assert guess(attacker, 1) == ["stopped"]
    again = browser(4)
    sign_in(again, "mo@mail.example")
    assert "Incorrect code" in text(again.post(reverse("mfa_authenticate"), {"code": code}))


def test_the_cache_of_the_limits_holds_a_million_rows_and_no_address():
    assert settings.CACHES["default"]["OPTIONS"] == {"MAX_ENTRIES": 1_000_000}
    guess(browser(77), 1)
    cache.set("rival", "here")
    with connection.cursor() as cursor:
        cursor.execute("select cache_key from directory_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) >= 4
    assert all(len(key) == 64 and int(key, 16) for key in keys)
    assert cache.get("rival") == "here"


def test_a_password_that_was_reset_opens_at_once(mailoutbox):
    confirmed("ann@mail.example")
    owner = browser(1)
    guess(owner, 6)
    reset(owner)
    link = next(w for w in mailoutbox[0].body.split() if "/password/reset/key/" in w)
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": OWN, "password2": OWN})
    assert sign_in(owner).url == reverse("my")
