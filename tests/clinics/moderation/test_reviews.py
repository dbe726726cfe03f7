"""Reviews, replies, stories and reports at the desk: the words decide, and no mark is known."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.models import Reply, Report, Review, Story
from clinics.moderation.actions import hold
from tests import make
from tests.clinics.moderation.cast import seen
from tests.directory.seen import seen as page_of

pytestmark = pytest.mark.django_db
WORDS = "Nurse Petronella Plover stayed; my aunt has shingles."
SHOWN = "Nurse [name removed] stayed; my aunt [health detail removed]."


@pytest.fixture
def mo():
    """A browser in which a moderator who speaks for nobody is signed in."""
    return make.signed_in(make.moderator())


@pytest.fixture
def heron():
    return make.clinic(name="Heron")


def waiting(clinic, **words) -> Review:
    """A review that waits for a moderator."""
    return make.review(clinic, status="waiting", **{"words": WORDS} | words)


def decide(browser, url, **typed):
    """Look at a case and decide it as seen."""
    return browser.post(url, {"seen": seen(browser.get(url))} | typed)


def without_ids(page, review) -> str:
    """A page without the keys and tokens that are its own."""
    text = re.sub(r'name="(seen|csrfmiddlewaretoken)" value="\w+"', "", page.content.decode())
    return re.sub(rf"([Rr]eview[ /]){review.pk}\b", r"\1KEY", text)


@pytest.mark.parametrize("status", ["waiting", "published", "withheld"])
def test_the_page_of_a_one_and_of_a_five_are_the_same_and_no_mark_is_read(mo, heron, status):
    worst = make.review(heron, overall=1, status=status, answers={"screened": "no"})
    best = make.review(heron, overall=5, status=status, answers={"screened": "yes"})
    with CaptureQueriesContext(connection) as asked:
        pages = [mo.get(f"/moderation/review/{one.pk}/") for one in (worst, best)]
    assert [page.status_code for page in pages] == [200, 200]
    assert without_ids(pages[0], worst) == without_ids(pages[1], best)
    assert [q["sql"] for q in asked if "mark" in q["sql"].replace("marks_", "")] == []


def test_only_stretches_of_the_words_can_be_masked(mo, heron, client):
    review = waiting(heron)
    url = f"/moderation/review/{review.pk}/"
    bad = decide(mo, url, outcome="published", shown_words="They were wonderful.")
    page = page_of(bad)
    assert bad.status_code == 400
    assert page.one("div.summary").one("a")["href"] == "#id_shown_words"
    assert page.one("textarea").text == "They were wonderful."
    done = decide(mo, url, outcome="published", shown_words=SHOWN)
    assert done.status_code == 302
    public = client.get(heron.get_absolute_url()).content.decode()
    assert SHOWN in public
    assert "Petronella" not in public


def test_the_next_case_follows_and_distress_comes_first(mo, heron):
    older = make.claim(heron, days=9)
    first, second = waiting(heron, days=5), waiting(heron, days=4)
    sad = waiting(heron, days=1, words="I want to die.", is_distress=True)
    taken = mo.post("/moderation/next/")
    assert taken.headers["Location"] == f"/moderation/distress/{sad.pk}/"
    rows = page_of(mo.get("/moderation/")).one("table.desk-table").one("tbody").all("tr")
    assert "Distress a review that speaks of suicide or self-harm" in rows[0].text
    assert len(rows) == 4
    done = decide(mo, taken.headers["Location"], outcome="withheld", reason="not-process")
    assert done.headers["Location"] == f"/moderation/claim/{older.pk}/"
    done = decide(mo, f"/moderation/review/{first.pk}/?only=review", outcome="published",
                  shown_words=WORDS)  # fmt: skip
    assert done.headers["Location"] == f"/moderation/review/{second.pk}/?only=review"


def test_what_is_withheld_has_a_reason_and_is_counted_in_public(mo, heron, client):
    review = waiting(heron)
    url = f"/moderation/review/{review.pk}/"
    bad = decide(mo, url, outcome="withheld", shown_words=WORDS)
    assert page_of(bad).one("#id_reason_error").text == "Choose a reason. The writer is told."
    decide(mo, url, outcome="withheld", reason="insult-or-threat", shown_words=WORDS)
    public = page_of(client.get(heron.get_absolute_url())).one("#reviews").text
    assert (
        "We left out 1 review because it insulted or threatened somebody. "
        "The person who decided could not see the star rating."
    ) in public
    assert "Petronella" not in public


def test_who_speaks_for_any_clinic_decides_no_review_and_is_given_none(heron):
    review = waiting(heron)
    partial = make.moderator("own@example.org")
    make.member("own@example.org", make.clinic())
    browser = make.signed_in(partial)
    url = f"/moderation/review/{review.pk}/"
    assert "another moderator must decide" in page_of(browser.get(url)).one("p.warning").text
    answer = browser.post(url, {"seen": "x", "outcome": "published", "shown_words": WORDS})
    assert answer.status_code == 403
    assert hold.take_next(by=partial) is None
    claim = make.claim(heron)
    assert hold.take_next(by=partial).pk == claim.pk


def test_a_stale_screen_decides_nothing(mo, heron):
    review = waiting(heron)
    url = f"/moderation/review/{review.pk}/"
    old = seen(mo.get(url))
    Review.objects.filter(pk=review.pk).update(words="Other words.")
    answer = mo.post(url, {"seen": old, "outcome": "published", "shown_words": "Other words."})
    assert answer.status_code == 409
    assert "changed while you were reading it" in page_of(answer).one("div.summary").text
    assert Review.objects.get().status == "waiting"


def test_signs_stand_in_words_beside_others_that_bear_them(mo, heron):
    review = waiting(heron, flags=["burst", "names-a-person"])
    alike = waiting(heron, flags=["burst"], words="Another of the burst.")
    waiting(heron, flags=["links"], words="With another sign.")
    waiting(make.clinic(), flags=["burst"], words="Of another clinic.")
    page = page_of(mo.get(f"/moderation/review/{review.pk}/"))
    assert page.one("ul.desk-flags").texts("li") == [
        "Many reviews of this clinic came in a short time", "It may name a person",
    ]  # fmt: skip
    section = next(e for e in page.all("section") if e.attrs.get("aria-labelledby") == "alike")
    assert section.texts("a") == [f"Review {alike.pk}"]


def test_a_decision_is_taken_anew_for_a_reason_from_the_list(mo, heron, client):
    review = make.review(heron)
    url = f"/moderation/review/{review.pk}/again/"
    assert mo.post(url).status_code == 400
    done = mo.post(url, {"reason": "mistake"})
    assert done.headers["Location"] == f"/moderation/review/{review.pk}/"
    assert Review.objects.get().status == "waiting"
    assert page_of(client.get(heron.get_absolute_url())).all("li.review") == []
    assert mo.post(url, {"reason": "mistake"}).status_code == 409


def test_a_review_has_one_queue(mo, heron):
    sad, plain = waiting(heron, is_distress=True), waiting(heron)
    assert mo.get(f"/moderation/review/{sad.pk}/").status_code == 404
    assert mo.get(f"/moderation/distress/{plain.pk}/").status_code == 404
    new = make.review(heron, status="unconfirmed")
    assert mo.get(f"/moderation/review/{new.pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["reply", "story"])
def test_what_a_clinic_writes_is_public_once_published(mo, heron, client, kind):
    ann = make.member("ann@mail.example", heron)
    review = make.review(heron)
    said = {"clinic": heron, "words": "A new clock.", "asked_by": ann}
    text = (Reply.objects.create(review=review, sentences=["thanks"], **said) if kind == "reply"
            else Story.objects.create(title="Clocks", **said))  # fmt: skip
    url = f"/moderation/{kind}/{text.pk}/"
    public = heron.get_absolute_url()
    assert "A new clock." not in client.get(public).content.decode()
    assert decide(mo, url, outcome="refused").status_code == 400
    assert decide(mo, url, outcome="published", reason="promise").status_code == 302
    assert "A new clock." in client.get(public).content.decode()
    assert "It is not waiting: published." in page_of(mo.get(url)).texts("p.info")[-1]
    again = mo.post(url, {"seen": "x", "outcome": "published"})
    assert again.status_code == 409


def test_a_moderator_ends_a_report(mo, heron, client):
    report = make.report(heron, "route.iv-infusion")
    other = make.report(heron, "route.iv-infusion", words="They told me so, too.")
    url = f"/moderation/report/{report.pk}/"
    page = page_of(mo.get(url))
    assert "They told me so, too." in page.text
    assert mo.post(url, {}).status_code == 400
    done = mo.post(url, {"resolution": "unclear", "note": ""})
    assert done.headers["Location"] == f"/moderation/report/{other.pk}/"
    assert Report.objects.open().get() == other
    stale = mo.post(url, {"resolution": "stands", "note": "I called, and they take it."})
    assert stale.status_code == 409
    assert mo.get("/moderation/decided/?kind=report").status_code == 200


def test_that_an_answer_is_right_needs_how_the_moderator_found_out(mo, heron):
    report, rival = (make.report(heron, "route.iv-infusion") for _ in range(2))
    url = f"/moderation/report/{report.pk}/"
    for note in ("", "  "):
        refused = mo.post(url, {"resolution": "stands", "note": note})
        assert refused.status_code == 400
        assert page_of(refused).one("div.summary").texts("a") == [
            "Write how you found out that the answer is right."]  # fmt: skip
    assert set(Report.objects.open()) == {report, rival}
    assert mo.post(url, {"resolution": "stands", "note": "I called."}).status_code == 302
    assert Report.objects.open().get() == rival
    assert Report.objects.get(pk=report.pk).note == "I called."


def test_a_report_in_distress_comes_first_and_is_a_moderators_alone(mo, heron):
    ann = make.signed_in(make.member("ann@mail.example", heron))
    calm = make.report(heron, "phone", days=9, words="It rings out.")
    sad = make.report(heron, "phone", words="I want to die.", flags=["distress"])
    taken = mo.post("/moderation/next/")
    assert taken.headers["Location"] == f"/moderation/distress-report/{sad.pk}/"
    page = page_of(mo.get(taken.headers["Location"]))
    assert "It speaks of suicide or self-harm." in page.one("div.warning").text
    listed = ann.get(f"/my/clinics/{heron.slug}/reports/").content.decode()
    assert ("It rings out." in listed, "I want to die." in listed) == (True, False)
    assert ann.get(f"/my/clinics/{heron.slug}/reports/{sad.pk}/").status_code == 404
    for kind, pk in (("report", sad.pk), ("distress-report", calm.pk)):
        assert mo.get(f"/moderation/{kind}/{pk}/").status_code == 404
    url = f"/moderation/distress-report/{sad.pk}/"
    assert mo.post(url, {"resolution": "unclear"}).status_code == 302
    assert Report.objects.open().get() == calm


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_review_on_the_screen(mo, heron, count, django_assert_num_queries):
    for _number in range(count):
        review = waiting(heron, flags=["burst"])
    url = f"/moderation/review/{review.pk}/"
    mo.get(url)
    with django_assert_num_queries(11):
        mo.get(url)


def keys(page) -> list[str]:
    """The keys that choose a decision."""
    return [f"{one.key}: {one.value}" for one in page.context["case"].keys]


def test_each_kind_lists_its_keys_and_no_key_closes_a_report(mo, heron):
    plain = waiting(heron)
    sad = waiting(heron, words="I want to die.", is_distress=True)
    said = {"clinic": heron, "words": "A new clock."}
    reply = Reply.objects.create(review=make.review(heron), sentences=["thanks"], **said)
    story = Story.objects.create(title="Clocks", **said)
    report = make.report(heron, "phone")
    found = {}
    for kind, row in (("review", plain), ("distress", sad), ("reply", reply), ("story", story),
                      ("report", report)):  # fmt: skip
        page = mo.get(f"/moderation/{kind}/{row.pk}/")
        found[kind] = keys(page), page.context["case"].needs_eyes
        assert page.content.decode().count('<details class="desk-help">') == 1
    both = ["a: published", "r: withheld"]
    assert found == {
        "review": (both, []), "distress": (both, ["It speaks of suicide or self-harm."]),
        "reply": (["a: published", "r: refused"], []),
        "story": (["a: published", "r: refused"], []), "report": ([], []),
    }  # fmt: skip


def test_what_was_refused_before_is_published_by_no_key(mo, heron):
    review, rival = make.review(heron), make.review(heron)
    at = {"decision": "refused", "reason": "promise", "decided_at": make.timezone.now()}
    said = {"clinic": heron, "words": "A new clock."}
    Reply.objects.create(review=review, sentences=["thanks"], **said, **at)
    Story.objects.create(title="Clocks", **said, **at)
    again = Reply.objects.create(review=review, sentences=["thanks"], **said)
    other = Reply.objects.create(review=rival, sentences=["thanks"], **said)
    story = Story.objects.create(title="More clocks", **said)
    new = Story.objects.create(title="Clocks", clinic=heron, words="Two clocks.")
    refused = ["A moderator refused it, or one like it, before."]
    for kind, row, eyes in (("reply", again, refused), ("reply", other, []),
                            ("story", story, refused), ("story", new, [])):  # fmt: skip
        assert mo.get(f"/moderation/{kind}/{row.pk}/").context["case"].needs_eyes == eyes
