"""`check --deploy` names each setting with which a site would harm its readers, and no other."""

import os
import subprocess
import sys

import pytest
from django.core.checks import registry
from django.core.mail import send_mail

from directory.devserver import database
from directory.site.checks import ready_for_readers
from directory.site.encrypted import is_open_database

READY = {
    "ALLOWED_HOSTS": ["clinics.example"],
    "SITE_URL": "https://clinics.example",
    "HTTPS": True,
    "ADDRESS_KEYS": ["k" * 44],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "DEFAULT_FROM_EMAIL": "directory@clinics.example",
    "CONTACT_EMAIL": "desk@clinics.example",
    "DEMO": False,
    "PROXY": True,
}


def bucket(url: str) -> dict:
    """STORAGES with the bucket of that address."""
    return {"default": {"BACKEND": "x", "OPTIONS": {"endpoint_url": url}}}


WRONG = [
    ("E001", {"ALLOWED_HOSTS": ["*"]}),
    ("E001", {"ALLOWED_HOSTS": ["clinics.example", "*"]}),
    ("E002", {"SITE_URL": ""}),
    ("E003", {"SITE_URL": "clinics.example"}),
    ("E003", {"SITE_URL": "https://clinics.example/directory"}),
    ("E003", {"SITE_URL": "https://clinics.example?a=b"}),
    ("E003", {"SITE_URL": "https://"}),
    ("E003", {"SITE_URL": "http://clinics.example"}),
    ("E004", {"SITE_URL": "https://www.clinics.example"}),
    ("E005", {"ADDRESS_KEYS": []}),
    ("E006", {"ADDRESS_KEYS": ["k" * 44, "changeme"]}),
    ("E007", {"EMAIL_BACKEND": "directory.site.mail.Refuse"}),
    ("E007", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
    ("E007", {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}),
    ("E008", {"DEFAULT_FROM_EMAIL": "directory@localhost"}),
    ("E008", {"DEFAULT_FROM_EMAIL": "Directory <directory@localhost>"}),
    ("E009", {"CONTACT_EMAIL": ""}),
    ("E009", {"CONTACT_EMAIL": "write to us"}),
    ("E010", {"DEMO": True}),
    ("E011", {"PROXY": False}),
    ("E012", {"LOCALE_PATHS": ["/nowhere"]}),
    ("E013", {"EMAIL_USE_TLS": False}),
    ("E013", {"EMAIL_USE_TLS": False, "EMAIL_HOST": "10.0.0.7"}),
    ("E016", {"METRICS_TOKEN": "changeme"}),
    ("E015", {"STORAGES": bucket("http://s3.example")}),
]


def said(settings, **words) -> list[str]:
    """The ids that the check finds, with those settings and else the right ones."""
    for name, value in (READY | words).items():
        setattr(settings, name, value)
    return [message.id for message in ready_for_readers(None)]


def test_a_site_that_is_ready_is_told_nothing(settings):
    assert said(settings) == []
    assert said(settings, SITE_URL="http://clinics.example", HTTPS=False) == []
    assert said(settings, ALLOWED_HOSTS=[".clinics.example"]) == []
    assert said(settings, EMAIL_USE_TLS=False, EMAIL_USE_SSL=True) == []
    for host in ("localhost", "127.0.0.1", "::1"):
        assert said(settings, EMAIL_USE_TLS=False, EMAIL_HOST=host) == []


@pytest.mark.parametrize(("code", "words"), WRONG, ids=range(len(WRONG)))
def test_each_fault_is_named_alone_with_what_to_do(settings, code, words):
    assert said(settings, **words) == [f"directory.{code}"]
    (message,) = ready_for_readers(None)
    assert message.level >= 40  # an error
    assert message.hint.endswith(".")


ADDRESS = "Write https:// and the name of the site, and nothing behind it, such as "


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("clinics.example", "does not begin with https://"),
        ("http://clinics.example", "does not begin with https://"),
        ("https://", "names no host"),
        ("https://clinics.example/directory", "has /directory behind the name"),
        ("https://clinics.example?a=b", "has ?a=b behind the name"),
    ],
)
def test_what_is_wrong_with_the_address_of_the_site_is_said(settings, url, fault):
    said(settings, SITE_URL=url)
    (found,) = ready_for_readers(None)
    assert found.msg == f"SITE_URL is {url}, and {fault}: no link would be right."
    assert found.hint == f"{ADDRESS}https://clinics.example."


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "--deploy"], "SITE_URL is not set"),
        (["check", "--database", "default"], "DATABASE_URL: connection failed"),
        (["migrate", "--check"], "DATABASE_URL: connection failed"),
    ],
)
def test_settings_are_looked_at_where_no_database_answers(words, says):
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "SECRET_KEY": "k" * 50}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=database.PROJECT, capture_output=True,
        text=True, check=False, env=os.environ | away | {"DEMO": "", "SITE_URL": ""},
    )  # fmt: skip
    found = [one for one in ("SITE_URL", "connection failed", "Traceback") if one in done.stderr]
    assert (done.returncode, says in done.stderr, len(found)) == (1, True, 1)


def test_the_check_runs_before_a_deployment_and_not_on_a_developers_machine():
    assert ready_for_readers in registry.registry.deployment_checks
    assert ready_for_readers not in registry.registry.registered_checks


def test_without_a_mail_server_mail_is_refused_and_written_nowhere(settings, capfd):
    settings.EMAIL_BACKEND = "directory.site.mail.Refuse"
    with pytest.raises(OSError, match="EMAIL_URL names no mail server"):
        send_mail("Confirm", "https://clinics.example/secret", None, ["ann@example.org"])
    assert capfd.readouterr() == ("", "")


HERE = ["", "?host=/run/postgresql", "localhost", "127.0.0.1", "127.8.0.1", "[::1]",
        "localhost,127.0.0.1"]  # fmt: skip
PROVED = ["sslmode=verify-full", "sslmode=verify-ca", "sslrootcert=system",
          "sslmode=require&channel_binding=require",
          "sslmode=verify-full&sslrootcert=/etc/ca.pem"]  # fmt: skip
OPEN = ["", "sslmode=prefer", "sslmode=allow", "sslmode=disable", "sslmode=require",
        "sslmode=require&channel_binding=prefer", "sslmode=require&sslrootcert=/etc/ca.pem",
        "channel_binding=require"]  # fmt: skip


def is_open(host: str, query: str = "") -> bool:
    """Whether the line to the database of an URL is open; `host` may be a query itself."""
    url = f"postgres:///name{host}" if host.startswith("?") else f"postgres://{host}/name{query}"
    return is_open_database(database.settings_for({"DATABASE_URL": url}))


def test_a_database_on_another_machine_must_prove_who_it_is(monkeypatch):
    for name in ("PGSSLMODE", "PGHOST"):
        monkeypatch.delenv(name, raising=False)
    assert [host for host in HERE if is_open(host)] == []
    for host in ("db.example", "10.0.0.7", "localhost,db.example", "db.example,db2.example"):
        assert [query for query in PROVED if is_open(host, f"?{query}")] == []
        assert [query for query in OPEN if not is_open(host, f"?{query}")] == []
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert (is_open("db.example"), is_open("db.example", "?sslmode=require")) == (False, True)
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.delenv("PGSSLMODE")
    assert is_open("")


def test_one_open_line_among_several_databases_is_named(settings, monkeypatch):
    away = database.settings_for({"DATABASE_URL": "postgres://db.example/name"})
    assert said(settings) == []
    monkeypatch.setitem(settings.DATABASES, "replica", away)
    assert said(settings) == ["directory.E014"]


def test_an_open_line_to_a_replica_is_named(settings):
    urls = "postgres:///name,postgres://copy.example/name"
    settings.DATABASE_REPLICAS = database.replicas_for({"DATABASE_REPLICA_URLS": urls})
    assert said(settings) == ["directory.E014"]
    urls = urls.replace("name,", "name, ") + "?sslmode=verify-full"
    settings.DATABASE_REPLICAS = database.replicas_for({"DATABASE_REPLICA_URLS": urls})
    assert said(settings) == []


def test_a_bucket_on_this_machine_or_behind_tls_is_fine(settings):
    for url in ("https://s3.example", "http://127.0.0.1:9000", "http://[::1]:9000"):
        assert said(settings, STORAGES=bucket(url)) == []
