"""`check --deploy` names each setting with which a site would harm its readers, and no other."""

import pytest
from django.core.checks import registry
from django.core.mail import send_mail

from directory.site.checks import ready_for_readers

READY = {
    "ALLOWED_HOSTS": ["clinics.example"],
    "SITE_URL": "https://clinics.example",
    "HTTPS": True,
    "ADDRESS_KEYS": ["k" * 44],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "directory@clinics.example",
    "CONTACT_EMAIL": "desk@clinics.example",
    "DEMO": False,
    "PROXY": True,
}
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


@pytest.mark.parametrize(("code", "words"), WRONG, ids=range(len(WRONG)))
def test_each_fault_is_named_alone_with_what_to_do(settings, code, words):
    assert said(settings, **words) == [f"directory.{code}"]
    (message,) = ready_for_readers(None)
    assert message.level >= 40  # an error
    assert message.hint.endswith(".")


def test_the_check_runs_before_a_deployment_and_not_on_a_developers_machine():
    assert ready_for_readers in registry.registry.deployment_checks
    assert ready_for_readers not in registry.registry.registered_checks


def test_without_a_mail_server_mail_is_refused_and_written_nowhere(settings, capfd):
    settings.EMAIL_BACKEND = "directory.site.mail.Refuse"
    with pytest.raises(OSError, match="EMAIL_URL names no mail server"):
        send_mail("Confirm", "https://clinics.example/secret", None, ["ann@example.org"])
    assert capfd.readouterr() == ("", "")
