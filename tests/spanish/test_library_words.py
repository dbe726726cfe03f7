"""What allauth says in Spanish here: to “usted”, and in our words."""

import re
from pathlib import Path

import allauth
import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from clinics.accounts.library_words import OURS
from tests.spanish import texts
from tests.spanish.glossary import NEVER

FROM = re.compile(r"(templates/)?(account|mfa|usersessions)/")
NOT_HERE = re.compile(
    r"(phone|trust|closed|verification_sent|verified_email|warn_no_email|signup_by|login_code|"
    r"password_reset_code|base_confirm_code|email_confirm|templates/account/email\.html|"
    r"webauthn/signup|admin\.py|apps\.py|models\.py|account/fields\.py)"
)
"""Pages and mails that this site does not have, and what no reader sees."""
NOT_ASKED = re.compile("phone|[Uu]sername|using a passkey|sign-in code|primary|more than %d")
"""What a form says of things that nobody is asked for here."""
FAMILIAR = re.compile(
    r"\b(tus?|te|ti|est[aá]s|puedes|has|quieres|deseas|decides|ten|conf[ií]a|utiliza|vete|ves|"
    r"gu[aá]rdal\w+|introduce|introd[uú]ce\w+|env[ií]ame|reg[ií]strate|descarga)\b",
    re.IGNORECASE,
)
OTHER_WORDS = re.compile(
    r"passkey|clave de seguridad|\btoken\b|doble factor|dos factores|añad|y/o", re.IGNORECASE
)


def shown() -> list[polib.POEntry]:
    """The messages of allauth that somebody can read here."""
    source = Path(allauth.__file__).parent / "locale/es/LC_MESSAGES/django.po"
    return [
        entry
        for entry in polib.pofile(str(source))
        if not NOT_ASKED.search(entry.msgid)
        and any(
            FROM.match(file)
            and not NOT_HERE.search(file)
            and not (settings.BASE_DIR / file).exists()  # we say this page ourselves
            for file, _line in entry.occurrences
        )
    ]


def test_no_message_of_allauth_says_tu_or_a_word_that_is_not_ours():
    with override("es"):
        said = {entry.msgid: str(spoken(entry)) for entry in shown()}
    wrong = re.compile(NEVER, re.IGNORECASE | re.VERBOSE)
    faults = {
        english: spanish
        for english, spanish in said.items()
        if any(one.search(spanish) for one in (FAMILIAR, OTHER_WORDS, wrong))
    }
    assert faults == {}
    assert len(said) > 80


def spoken(entry: polib.POEntry) -> str:
    """The message in the language of now; of one with two forms, that for several."""
    several = entry.msgid_plural
    return ngettext(entry.msgid, several, 2) if several else gettext(entry.msgid)


def test_each_of_our_words_is_still_one_of_allauth():
    """Otherwise nobody would read it: a new version may say it in other words."""
    source = Path(allauth.__file__).parent / "locale/es/LC_MESSAGES/django.po"
    known = {entry.msgid for entry in polib.pofile(str(source)) if not entry.obsolete}
    ours = {
        text
        for (_context, text), message in texts.in_the_program().items()
        if "clinics/accounts/library_words.py" in message.files
    }
    assert ours - known == set()
    assert len(ours) == len(OURS)


@pytest.mark.django_db
def test_the_second_factor_is_asked_for_in_our_words(client):
    page = client.get("/es/accounts/login/").content.decode()
    assert "Iniciar sesión con una llave de acceso" in page
    assert "un passkey" not in page
