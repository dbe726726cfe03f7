"""A page in Spanish says that no person has reviewed it, until its name stands in reviewed.txt."""

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import override

from clinics.checklist import CHECKLIST
from directory.guide.topics import topics
from directory.site import languages

SAYS = "Esta traducción aún no ha sido revisada por una persona."

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(monkeypatch):
    """Names that a person has signed for this test."""

    def sign(*names):
        monkeypatch.setattr(languages, "_signed", lambda language: frozenset(names))

    return sign


def test_every_page_in_spanish_says_it_once_with_a_link_to_the_same_page_in_english(client, signed):
    signed()
    for path in ("/", "/search/?near=x&q=a%26b", "/guide/crisis/", "/privacy/", "/embed/"):
        page = client.get(f"/es{path}").text
        assert page.count(SAYS) == 1, path
        link = path.replace("&", "&amp;")
        assert f'{SAYS} <a href="{link}" hreflang="en">La página en inglés</a>' in page, path


def test_an_english_page_says_nothing_of_it(client, signed):
    signed()
    for path in ("/", "/guide/crisis/", "/privacy/"):
        page = client.get(path).text
        assert "not-reviewed" not in page, path


def test_a_signed_page_no_longer_says_it_and_its_neighbor_still_does(client, signed):
    signed("guide_page/crisis", "privacy")
    assert SAYS not in client.get("/es/guide/crisis/").text
    assert SAYS in client.get("/es/guide/risks/").text
    assert SAYS not in client.get("/es/privacy/").text
    assert SAYS in client.get("/es/accessibility/").text


def test_the_name_of_the_view_alone_signs_no_topic_of_the_guide(client, signed):
    signed("guide_page")
    assert SAYS in client.get("/es/guide/crisis/").text


def test_a_page_that_is_not_there_says_it_too(client, signed):
    signed()
    answer = client.get("/es/nothing-here/")
    assert (answer.status_code, answer.text.count(SAYS)) == (404, 1)


def test_the_frame_says_it_once(client, signed):
    signed()
    assert client.get("/es/embed/search/").text.count(SAYS) == 1


def test_every_name_in_reviewed_txt_is_one_of_a_page():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    guide = {one.code for one in topics()}
    guide |= {item.code for item in CHECKLIST.group("condition").items}
    known = names - {"guide_page"} | {f"guide_page/{code}" for code in guide}
    assert {"search", "guide_page/crisis", "guide_page/ptsd"} <= known
    assert languages._signed("es") <= known


def test_a_remark_in_reviewed_txt_signs_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "es"
    folder.mkdir()
    (folder / "reviewed.txt").write_text("# search\n\nhome  # signed on a day\n")
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    assert languages._signed.__wrapped__("es") == {"home"}
    with override("en"):
        assert languages.is_reviewed("search")
