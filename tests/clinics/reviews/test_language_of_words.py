"""In which language a review, a reply and a story are: chosen, kept, and said where it matters."""

import pytest
from django.test import Client
from django.utils import translation

from clinics.models import Reply, Review, Story
from clinics.reviews.actions.decide import decide, digest
from clinics.reviews.models import ReviewRefused
from clinics.reviews.reply_sentences import SENTENCES
from tests import make
from tests.clinics.reviews.cast import ANEW, write
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
SPANISH, ENGLISH = "Me atendieron bien.", "They kept to the quote."


@pytest.fixture
def heron():
    """A clinic with a review in each language."""
    clinic = make.clinic(name="Heron")
    make.review(clinic, words=ENGLISH)
    make.review(clinic, words=SPANISH, language="es")
    return clinic


def sides(client, path: str, element: str = "li.review") -> list[tuple[bool, bool, str]]:
    """Of each review on a page: is it in Spanish, is that said, and which `lang` its words have."""
    found = []
    for row in seen(client.get(path)).all(element):
        [quote] = row.all("blockquote")
        said = any(words in row.text for words in ("Written in", "Escrito en"))
        found.append((SPANISH in row.text, said, quote.attrs.get("lang", "")))
    return sorted(found)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", [(False, False, ""), (True, True, "es")]),
        ("/es", [(False, True, "en"), (True, False, "")]),
    ],
)
def test_the_words_say_their_language_where_it_is_not_that_of_the_page(
    heron, client, page, expected
):
    path = f"{page}/clinics/{heron.slug}/"
    assert sides(client, path) == expected
    assert sides(client, f"{path}reviews/") == expected
    speaker = make.signed_in(make.ann(heron))
    assert sides(speaker, f"{page}/my/clinics/{heron.slug}/reviews/") == expected


@pytest.mark.parametrize(("page", "language"), [("", "en"), ("/es", "es")])
def test_the_form_offers_the_language_of_the_page_first(heron, client, page, language):
    form = seen(client.get(f"{page}/clinics/{heron.slug}/review/"))
    [chosen] = [one["value"] for one in form.all("option")
                if "selected" in one.attrs and one["value"] in ("en", "es")]  # fmt: skip
    assert chosen == language


def test_the_writer_may_choose_another_language_and_change_it_later(heron):
    assert write(heron).language == "en"
    with translation.override("es"):
        assert write(heron, email="second@mail.example").language == "es"
        chosen = write(heron, email="third@mail.example", language="en")
    assert chosen.language == "en"
    with pytest.raises(ReviewRefused, match="Choose a language from the list"):
        write(heron, email="fourth@mail.example", language="fr")
    kept = make.review(heron, language="es")
    address = f"/reviews/keep/{make.keep_token(kept)}/edit/"
    typed = ANEW | {"visit_month": kept.visit_month.isoformat()}
    client = Client()
    assert client.post(address, typed | {"language": "fr"}).status_code == 400
    assert client.post(address, typed).status_code == 200
    assert Review.objects.get(pk=kept.pk).language == "es"
    assert client.post(address, typed | {"language": "en"}).status_code == 200
    assert Review.objects.get(pk=kept.pk).language == "en"


def test_a_moderator_reads_the_language_in_the_list_and_on_the_page(heron):
    mo = make.signed_in(make.moderator())
    Reply.objects.create(clinic=heron, review=Review.objects.first(), words=SPANISH,
                         sentences=["thanks"], language="es")  # fmt: skip
    Story.objects.create(clinic=heron, title="Un año", words=SPANISH, language="es")
    Story.objects.create(clinic=heron, title="A year", words=ENGLISH)
    for language in ("en", "es"):
        for is_distress in (False, True):
            make.review(heron, status="waiting", words=SPANISH, language=language,
                        is_distress=is_distress, flags=["same-words"])  # fmt: skip
    rows = [(row.text, "Written in Spanish" in row.text)
            for row in seen(mo.get("/moderation/")).one("table.desk-table").all("tr")]  # fmt: skip
    kinds = ("Distress", "Review", "Reply", "Story")
    assert [(kind, said) for kind in kinds for text, said in sorted(rows) if kind in text] == [
        ("Distress", False), ("Distress", True), ("Review", False), ("Review", True),
        ("Reply", True), ("Story", False), ("Story", True),
    ]  # fmt: skip
    assert sum("1 sign to look at" in text for text, _said in rows) == 2
    for one in Review.objects.filter(status="waiting", is_distress=False):
        page = seen(mo.get(f"/moderation/review/{one.pk}/"))
        name = {"en": "English", "es": "Spanish"}[one.language]
        assert ("Language", name) in list(zip(page.texts("dt"), page.texts("dd"), strict=True))
        quote = page.one("blockquote.desk-note")
        assert quote.attrs.get("lang", "") == one.language.removeprefix("en")


def test_a_decision_about_other_words_than_those_on_the_screen_is_refused(heron):
    waiting = make.review(heron, status="waiting", words=SPANISH)
    on_screen = digest(waiting)
    Review.objects.filter(pk=waiting.pk).update(language="es")
    with pytest.raises(ReviewRefused, match="changed while you were reading it"):
        decide(waiting.pk, by=make.moderator(), outcome="published", shown_words=SPANISH,
               seen=on_screen)  # fmt: skip


def test_a_clinic_writes_its_reply_and_its_story_in_a_language(heron, client):
    speaker = make.signed_in(make.ann(heron))
    review = Review.objects.filter(language="es").get()
    own = f"/my/clinics/{heron.slug}/"
    reply = {"sentences": [next(iter(SENTENCES))], "words": SPANISH}
    assert speaker.post(f"/es{own}reviews/{review.pk}/reply/", reply).status_code == 302
    story = {"title": "Un año", "words": SPANISH, "language": "es"}
    assert speaker.post(f"{own}stories/", story).status_code == 302
    assert (Reply.objects.get().language, Story.objects.get().language) == ("es", "es")
    for model in (Reply, Story):
        model.objects.update(decision="published", decided_at=review.decided_at)
    page = seen(client.get(f"/clinics/{heron.slug}/"))
    assert page.one("div.reply").one("div").attrs["lang"] == "es"
    [told] = page.all("article.story")
    assert told.one("h4").attrs["lang"] == told.one("div").attrs["lang"] == "es"
    assert "Written in Spanish" in told.text
    in_spanish = seen(client.get(f"/es/clinics/{heron.slug}/")).one("article.story")
    assert (in_spanish.one("h4").attrs.get("lang"), in_spanish.all("div")) == (None, [])
