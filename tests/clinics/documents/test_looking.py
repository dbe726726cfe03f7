"""Who may look at a document looks at drawn pages, and no file is saved to a disk unasked."""

import io

import pytest
from PIL import Image

from clinics.claims.actions.ask import start
from clinics.credentials.actions import state
from clinics.documents.check import checked
from tests import make
from tests.clinics.documents.cast import pdf, picture
from tests.directory.seen import seen as read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def five_pages(writer) -> None:
    for _number in range(4):
        writer.add_blank_page(width=200, height=200)


@pytest.fixture
def documents():
    return [checked(pdf(five_pages), called="a.pdf"), checked(picture(), called="a.png")]


def test_a_moderator_and_the_clinic_look_at_the_pages_and_a_rival_at_none(documents):
    clinic = make.clinic(slug="pelican")
    ann = make.ann(clinic)
    rival = make.member("ben@example.org", make.clinic())
    person = make.clinician(clinic)
    words = make.CREDENTIALS["licence"]
    held = state.claim(clinic, by=ann, kind="licence", clinician=person, documents=documents,
                       **words)  # fmt: skip
    letter, card = held.evidence.order_by("pk")
    url = f"/my/clinics/pelican/clinicians/evidence/{letter.pk}/"
    mo = make.signed_in(make.moderator())
    page = read(mo.get(f"{url}pages/4/"))
    assert page.one("h1").text == "Pages 4 to 5 of 5"
    assert f"evidence-{letter.pk}" in page.texts(".eyebrow")
    assert [(a.text, a["href"]) for a in page.one(".document-nav").all("a")] == [
        ("Earlier pages", "../1/"), ("Save the PDF", "../../")]  # fmt: skip
    drawing = page.one(".document-pages")
    assert (drawing["src"], drawing["alt"]) == (
        "../4.png", f"evidence-{letter.pk}, pages 4 to 5 of 5")  # fmt: skip
    drawn = mo.get(f"{url}pages/4.png")
    assert Image.open(io.BytesIO(drawn.content)).format == "PNG"
    assert {name: drawn[name] for name in (
        "Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control",
        "Cross-Origin-Resource-Policy")} == {
        "Content-Type": "image/png",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin"}  # fmt: skip
    assert make.signed_in(ann).get(f"{url}pages/1/").status_code == 200
    assert make.signed_in(rival).get(f"{url}pages/1.png").status_code == 404
    of_card = url.replace(str(letter.pk), str(card.pk))
    for nothing in (f"{url}pages/0/", f"{url}pages/6/", f"{url}pages/6.png",
                    f"{of_card}pages/1/", f"{of_card}pages/1.png"):  # fmt: skip
        assert mo.get(nothing).status_code == 404, nothing
    letter.file.delete(save=False)
    assert [mo.get(f"{url}pages/1{end}").status_code for end in ("/", ".png")] == [200, 503]


def test_a_claim_shows_its_documents_and_offers_the_file(documents):
    clinic = make.clinic(phone="")
    cam = make.user("cam@example.org")
    claim = start(clinic, by=cam, method="documents", statement="See.", documents=documents)
    letter, card = claim.documents.order_by("pk")
    page = read(make.signed_in(make.moderator()).get(f"/moderation/claim/{claim.pk}/"))
    shown = page.all(".desk-evidence")
    base = f"/my/claims/{claim.pk}/documents/"
    assert [(img["src"], img["alt"]) for one in shown for img in one.all("img")] == [
        (f"{base}{letter.pk}/pages/1.png", "Document 1, pages 1 to 3 of 5"),
        (f"{base}{card.pk}/", "")]  # fmt: skip
    links = [(a["href"], a.text.partition(" (")[0]) for one in shown for a in one.all("a")]
    assert links == [
        (f"{base}{letter.pk}/pages/1/", "Open all 5 pages"),
        (f"{base}{letter.pk}/", "Save the PDF"),
        (f"{base}{card.pk}/", "Document 2")]  # fmt: skip
