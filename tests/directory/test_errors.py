"""The page that says that something broke never breaks itself."""

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import Client, override_settings

from clinics.languages import reading
from clinics.models import Review
from directory.databases.faults import AWAY
from directory.views.errors import server_error, unavailable
from tests import make
from tests.directory.seen import seen

MANIFEST = f"{ManifestStaticFilesStorage.__module__}.{ManifestStaticFilesStorage.__name__}"


def test_the_page_of_an_error_has_the_look_of_the_site(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "site.css" in answer.content.decode()
    assert "Something broke on our side" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words", "link"),
    [
        ("en", "Something broke on our side", "/search/"),
        ("es", "Algo falló de nuestro lado", "/es/search/"),
    ],
)
def test_without_the_manifest_of_static_files_a_bare_page_says_the_same(
    rf, tmp_path, caplog, language, words, link
):
    # What is kept rendered would still say where the files were.
    engines["django"].engine.template_loaders[0].reset()
    missing = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    with override_settings(STORAGES=missing, STATIC_ROOT=str(tmp_path)), reading(language):
        answer = server_error(rf.get("/"))
    page = answer.content.decode()
    assert (answer.status_code, "site.css" in page) == (500, False)
    assert (f'<html lang="{language}">' in page, f"<h1>{words}</h1>" in page) == (True, True)
    assert f'<a href="{link}">' in page
    assert {"en": "Call or text 988", "es": "Llame al 988"}[language] in page
    assert [record.message for record in caplog.records] == ["The error page failed."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "says"),
    [
        ("", ("This form could not be sent", "what you typed should still be there")),
        ("/es", ("No se pudo enviar este formulario", "lo que escribió debería seguir allí")),
    ],
)
def test_a_form_without_its_cookie_says_that_nothing_was_saved_and_what_to_do(prefix, says):
    make.clinic(slug="boca")
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"{prefix}/clinics/boca/review/", {"words": "Kind nurses."})
    page = answer.content.decode()
    assert (answer.status_code, [words in page for words in says]) == (403, [True, True])
    assert Review.objects.count() == 0


SENT = {"words": 'Kind "nurses" & <b>tea</b>\nand time', "who": ["me", "you"], "note": ""}
AGAIN = {"en": ("Send it again", "Try again"), "es": ("Enviar otra vez", "Intentar otra vez")}


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_sent_a_form_while_the_database_is_away_can_send_all_of_it_again(rf, language):
    request = rf.post("/clinics/boca/review/?from=a", SENT | {"csrfmiddlewaretoken": "t" * 64})
    with reading(language):
        form = seen(unavailable(request, AWAY, is_in_doubt=False)).one("main").one("form")
    assert (form["method"], "action" in form.attrs) == ("post", False)
    assert form.one("button").text == AGAIN[language][0]
    fields = [(one["name"], one["value"]) for one in form.all("input")]
    assert sorted(fields) == sorted(
        [
            ("words", SENT["words"]), ("who", "me"), ("who", "you"), ("note", ""),
            ("csrfmiddlewaretoken", "t" * 64),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/accounts/login/", {"login": "ann@example.org", "password": "seven-herons"}),
        ("/es/accounts/password/change/", {"oldpassword": "seven-herons"}),
        ("/clinics/boca/claim/", {"proof": SimpleUploadedFile("a.pdf", b"%PDF"), "who": "me"}),
    ],
)
def test_no_page_repeats_a_password_or_offers_a_form_without_its_files(rf, path, sent):
    page = seen(unavailable(rf.post(path, sent), AWAY, is_in_doubt=False))
    assert "What you sent can be sent again." in page.one("main").text
    assert (page.one("main").all("form"), "seven-herons" in page.text) == ([], False)


def test_a_body_that_cannot_be_read_still_gets_the_page(rf):
    broken = rf.post("/clinics/boca/review/", b"x", content_type="multipart/form-data")
    answer = unavailable(broken, AWAY, is_in_doubt=True)
    assert (answer.status_code, seen(answer).one("main").all("form")) == (503, [])


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_only_read_can_ask_for_the_same_page_again(rf, language):
    with reading(language):
        page = seen(unavailable(rf.get("//evil.example/?a=b"), AWAY, is_in_doubt=False))
    link = page.one("main").one("a.button")
    assert (link.text, link["href"]) == (AGAIN[language][1], "")
    assert page.one("main").all("form") == []
