"""Slips in settings: each is refused in a line that says what to write, and repeats no secret."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from directory.devserver import database
from directory.site import mail
from directory.site.environment import Variables

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")


@pytest.mark.parametrize(
    ("said", "on"),
    [("1", True), ("True", True), (" yes ", True), ("0", False), ("off", False), ("No", False)],
)
def test_a_switch_is_on_or_off_as_it_says_and_by_default_where_it_says_nothing(said, on):
    said = Variables({"HTTPS": said})
    assert [said.switch("HTTPS", default=default) for default in (True, False)] == [on, on]
    for empty in ({}, {"HTTPS": ""}, {"HTTPS": " "}):
        silent = Variables(empty)
        assert [silent.switch("HTTPS", default=default) for default in (True, False)] == [
            True,
            False,
        ]


def test_numbers_zones_and_levels_are_read_and_have_defaults():
    said = Variables({"N": "7", "ZONE": "America/Denver", "LEVEL": "warning"})
    read = [v.whole("N", default=10) for v in (said, Variables({"N": ""}))]
    zones = [v.zone("ZONE", default="America/New_York") for v in (said, Variables({}))]
    levels = [v.log_level("LEVEL") for v in (said, Variables({}))]
    assert (read, zones) == ([7, 10], ["America/Denver", "America/New_York"])
    assert levels == ["WARNING", "INFO"]
    given = (" https://clinics.example:8443/ ", "https://[::1]:8000", "", "clinics.example")
    assert [Variables({"SITE_URL": one}).address("SITE_URL") for one in given] == [
        "https://clinics.example:8443", "https://[::1]:8000", "", "clinics.example"]  # fmt: skip


SLIPS = {
    "SITE_URL=https://[x": "SITE_URL is no web address: “https://[x”.",
    "SITE_URL=https://clinics.example:x": "SITE_URL is no web address: “https://clinics.example:x”.",
    "HTTPS=ture": "HTTPS is 1 or 0, not “ture”.",
    "PROXY=maybe": "PROXY is 1 or 0, not “maybe”.",
    "STATEMENT_TIMEOUT=10s": "STATEMENT_TIMEOUT is a whole number, not “10s”.",
    "TIME_ZONE=EST5": "TIME_ZONE names no time zone: “EST5”. One is America/New_York.",
    "TIME_ZONE=/etc/hosts": "TIME_ZONE names no time zone: “/etc/hosts”. One is America/New_York.",
    "LOG_LEVEL=loud": "LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not “LOUD”.",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_and_the_line_names_it(slip):
    name, _, value = slip.partition("=")
    said = Variables({name: value})
    read = {
        "STATEMENT_TIMEOUT": lambda: said.whole(name, default=10),
        "TIME_ZONE": lambda: said.zone(name, default="America/New_York"),
        "LOG_LEVEL": lambda: said.log_level(name),
        "SITE_URL": lambda: said.address(name),
    }.get(name, lambda: said.switch(name, default=True))
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert str(refused.value) == SLIPS[slip]


def test_every_slip_ends_a_command_with_that_line_alone():
    away = {"DEMO": "", "DEBUG": "", "SECRET_KEY": "s" * 60, "SECRET_KEY_FILE": ""}
    slips = [slip.split("=") for slip in ("HTTPS=ture", "SITE_URL=https://[x")]
    for name, value in slips:
        done = subprocess.run(
            [sys.executable, "manage.py", "check"], cwd=database.PROJECT, capture_output=True,
            text=True, check=False, env=os.environ | away | {name: value},
        )  # fmt: skip
        assert (done.stderr, done.stdout, done.returncode) == (
            SLIPS[f"{name}={value}"] + "\n",
            "",
            1,
        )


@pytest.mark.parametrize(
    "url",
    ["mail.example", "smtp+tls://user:half/word@mail.example:587", "smtp+tls://", "ftp://mail.example",
     "smtp+tls://user:half#word@mail.example:587"],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_read_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        mail.settings_for(url, demo=False, debug=False)
    assert str(refused.value) == f"EMAIL_URL is not of the form {mail.URL_FORMAT}."
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    right = mail.settings_for("smtp+tls://u:half%2Fword@mail.example:587", demo=False, debug=False)
    assert (right["EMAIL_HOST"], right["EMAIL_HOST_PASSWORD"]) == ("mail.example", "half/word")


@pytest.mark.parametrize("word", ["half/word", "half%zzword"])
def test_a_database_url_with_a_password_that_is_not_encoded_is_refused_without_it(word):
    with pytest.raises(database.DatabaseRefused) as refused:
        database.settings_for({"DATABASE_URL": f"postgres://site:{word}@db.example/clinics"})
    words = "DATABASE_URL cannot be read: is every special character %-encoded?"
    assert str(refused.value) == words
    right = "postgres://site:half%2Fword@db1.example:5432,db2.example/clinics"
    assert database.settings_for({"DATABASE_URL": right})["PASSWORD"] == "half/word"
