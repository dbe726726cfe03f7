"""The page that says that something broke never breaks itself."""

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.template import engines
from django.test import override_settings

from directory.views.errors import server_error

MANIFEST = f"{ManifestStaticFilesStorage.__module__}.{ManifestStaticFilesStorage.__name__}"


def test_the_page_of_an_error_has_the_look_of_the_site(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "site.css" in answer.content.decode()
    assert "Something broke on our side" in answer.content.decode()


def test_without_the_manifest_of_static_files_a_bare_page_says_the_same(rf, tmp_path, caplog):
    # What is kept rendered would still say where the files were.
    engines["django"].engine.template_loaders[0].reset()
    missing = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    with override_settings(STORAGES=missing, STATIC_ROOT=str(tmp_path)):
        answer = server_error(rf.get("/"))
    page = answer.content.decode()
    assert (answer.status_code, "site.css" in page) == (500, False)
    assert "Something broke on our side" in page
    assert "Call or text 988" in page
    assert [record.message for record in caplog.records] == ["The error page failed."]
