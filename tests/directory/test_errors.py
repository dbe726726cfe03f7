"""The page that says that something broke never breaks itself."""

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.template import engines
from django.test import Client, override_settings

from clinics.languages import reading
from clinics.models import Review
from directory.views.errors import server_error
from tests import make

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
