"""The pages on which a review is written, confirmed and kept: no account, nothing lost or told."""

import pytest
from django.core import mail

from clinics.models import Address, Link, Mark, Review
from clinics.reviews.actions.mail import make_link
from tests import make
from tests.at_once import settled
from tests.clinics.reviews.cast import ADDRESS, WORDS, token
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
TYPED = {"visit_month": make.days_ago(40).replace(day=1).isoformat(), "relation": "patient",
         "overall": "2", "screened": "yes", "followed-up": "no", "watched": "n/a",
         "whom-to-call": "", "words": WORDS, "email": ADDRESS}  # fmt: skip


INVALID, OTHER = "Select a valid choice.", "is not one of the available choices."


@pytest.fixture
def heron():
    make.clinic(slug="ibis")
    return make.clinic(slug="heron", name="Heron")


def post(client, path="/clinics/heron/review/", **changes):
    """What comes back when the form is sent."""
    return client.post(path, TYPED | changes)


def test_a_review_needs_no_account_and_counts_nowhere_until_a_moderator_read_it(client, heron):
    answer = post(client)
    assert seen(answer).one("h1").text == "We sent you a link"
    assert client.get(f"/reviews/confirm/{token()}/").status_code == 200
    assert Review.objects.get().status == "unconfirmed"  # a scanner of links confirms nothing
    done = client.post(f"/reviews/confirm/{token()}/")
    assert seen(done).one("h1").text == "Thank you. You have submitted your review."
    review = Review.objects.get()
    assert (review.status, review.words, review.clinic) == ("waiting", WORDS, heron)
    assert Mark.objects.get().answers == {
        "screened": "yes", "followed-up": "no", "watched": "n/a",
    }  # fmt: skip
    assert WORDS not in client.get("/clinics/heron/").content.decode()


def test_a_link_confirms_once(client, heron):
    post(client)
    path = f"/reviews/confirm/{token()}/"
    client.post(path)
    again = client.post(path)
    assert again.status_code == 404
    assert "You have already used this link" in seen(again).one("div.summary").text
    assert len(mail.outbox) == 2


def test_readers_get_no_cookie_and_writers_one_that_goes_with_the_browser(client, heron):
    for path in ("/clinics/heron/", "/clinics/heron/reviews/", "/privacy/"):
        assert dict(client.get(path).cookies) == {}
    cookies = client.get("/clinics/heron/review/").cookies
    assert list(cookies) == ["csrftoken"]
    assert (cookies["csrftoken"]["max-age"], cookies["csrftoken"]["expires"]) == ("", "")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("visit_month", "", "Choose the month of your visit."),
        ("visit_month", "2019-01-01", f"{INVALID} 2019-01-01 {OTHER}"),
        ("relation", "", "Choose who you are."),
        ("overall", "", "Choose a rating from 1 to 5."),
        ("overall", "6", f"{INVALID} 6 {OTHER}"),
        ("screened", "maybe", f"{INVALID} maybe {OTHER}"),
        ("email", "", "Type the address that we should send the link to."),
        ("email", "wren", "Enter a valid e-mail address."),
    ],
    ids=["no month", "long ago", "nobody", "no mark", "six", "maybe", "no address", "no mail"],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(client, heron, field, value, words):
    answer = post(client, **{field: value})
    page = seen(answer)
    assert answer.status_code == 400
    [link] = page.one("div.summary").all("a")
    assert (link.text, link["href"]) == (words, f"#id_{field}")
    assert page.one(f"#id_{field}_error").text == words
    assert page.one("textarea").text == WORDS
    kept = {e["name"]: e["value"] for e in page.all("input") if "checked" in e.attrs}
    wanted = {name: TYPED[name] for name in ("relation", "overall", "screened", "followed-up")}
    wanted.pop(field, None)
    assert kept | wanted == kept
    assert Review.objects.count() == 0
    assert mail.outbox == []


def test_the_end_of_a_line_counts_as_one_character_as_it_does_in_the_browser(client, heron):
    full = "\n".join("word" for _line in range(600)) + "s"
    assert len(full) == 3000
    assert post(client, words=full.replace("\n", "\r\n")).status_code == 200
    assert Review.objects.get().words == full
    assert post(client, words=full + "s", email="rival@mail.example").status_code == 400


def test_a_refusal_keeps_the_form(client, heron):
    make.member(ADDRESS, heron)
    page = seen(post(client))
    assert "Only patients" in page.one("div.summary").text
    assert page.one("textarea").text == WORDS


@pytest.mark.parametrize(
    ("words", "first"), [("I want to die.", True), (WORDS, False)], ids=["distress", "none"]
)
def test_words_of_suicide_show_the_crisis_line_first_and_at_once(client, heron, words, first):
    for typed in ({"words": words}, {"words": words, "overall": ""}):
        page = seen(post(client, **typed))
        assert bool(page.all("section.crisis-first")) is first
    assert page.one("textarea").text == words
    post(client, words=words)
    confirmed = seen(client.post(f"/reviews/confirm/{token()}/"))
    assert bool(confirmed.all("section.crisis-first")) is first


def test_the_page_of_a_link_is_told_to_nobody_and_kept_nowhere(client, heron):
    review = make.review(heron)
    keep = make.keep_token(review)
    confirm = make_link(make.review(heron, status="unconfirmed"), Link.Purpose.CONFIRM)
    pages = [f"/reviews/keep/{keep}/{part}" for part in ("", "edit/", "withdraw/", "erase/")]
    for path in [*pages, f"/reviews/confirm/{confirm}/", "/reviews/keep/none/"]:
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("published", "It has been public since"),
        ("waiting", "It is waiting for a moderator and is not public."),
        ("withheld", "It was withheld: It is not about how the clinic works"),
        ("withdrawn", "You withdrew it"),
    ],
)
def test_the_writer_reads_how_it_stands_in_words(client, heron, status, words):
    make.review(heron, words="Another’s.")
    path = f"/reviews/keep/{make.keep_token(make.review(heron, status=status))}/"
    page = seen(client.get(path))
    assert page.one("p.lead").text.startswith(words)
    assert "Another’s." not in page.text


def test_a_change_is_off_the_page_and_reads_as_it_was_typed(client, heron):
    review = make.review(heron, overall=5, answers={"screened": "yes"})
    rival = make.review(heron, overall=5, words="A rival.")
    path = f"/reviews/keep/{make.keep_token(review)}/edit/"
    form = seen(client.get(path))
    chosen = {e["name"]: e["value"] for e in form.all("input") if "checked" in e.attrs}
    assert (chosen["overall"], chosen["screened"], chosen["watched"]) == ("5", "yes", "")
    done = client.post(path, TYPED | {"words": "Changed."})
    assert "It is waiting for a moderator and is not public." in seen(done).one("p.lead").text
    public = seen(client.get("/clinics/heron/reviews/"))
    assert [li["id"] for li in public.all("li.review")] == [f"review-{rival.pk}"]


def test_withdrawing_and_erasing_ask_first(client, heron):
    review = make.review(heron)
    path = f"/reviews/keep/{make.keep_token(review)}/"
    client.get(f"{path}withdraw/")
    client.get(f"{path}erase/")
    assert Review.objects.get().status == "published"
    assert client.post(f"{path}withdraw/").headers["Location"] == path
    assert Review.objects.get().status == "withdrawn"
    client.post(f"{path}erase/")
    assert (Review.objects.count(), Mark.objects.count(), Address.objects.count()) == (0, 0, 0)
    assert client.get(path).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_link_is_sent_again_and_nobody_learns_whether_there_was_one(client, heron):
    make.review(heron, email=ADDRESS)
    path = "/clinics/heron/review/link/"
    known, unknown = (client.post(path, {"email": to}) for to in (ADDRESS, "no@mail.example"))
    assert known.content == unknown.content
    settled()
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert client.get(f"/reviews/keep/{token()}/").status_code == 200
    assert client.post(path, {"email": "no"}).status_code == 400


def test_a_clinic_that_is_not_listed_takes_none(client):
    make.clinic(slug="draft", published=False)
    for path in ("review/", "review/link/", "wrong/?code=phone", "reviews/"):
        assert client.get(f"/clinics/draft/{path}").status_code == 404
