"""What patients say, on a clinic's page and wherever it is counted: figures, words, stories."""

import re

import pytest

from clinics.listing import rating
from clinics.models import Reply, Review, Story
from clinics.reviews.questions import REVIEW_QUESTIONS
from directory.search.parameters import SORTS
from directory.site.kept_backups import DAYS_KEPT
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    rival = make.clinic(slug="ibis", name="Ibis")
    make.review(rival, overall=3, words="Of a rival.")
    return make.clinic(slug="heron", name="Heron")


def section(client, slug="heron"):
    """What a clinic's page says of its reviews."""
    return seen(client.get(f"/clinics/{slug}/")).one("#reviews")


def bars(table) -> dict[str, str]:
    """The rows of a table of bars."""
    return {tr.one("th").text: tr.one("td").text for tr in table.one("tbody").all("tr")}


def test_answers_are_counts_with_their_denominators(client, heron):
    make.review(heron, overall=5, answers={"screened": "yes", "accessible": "n/a"})
    make.review(heron, overall=4, answers={"screened": "no", "accessible": "yes"})
    make.review(heron, overall=4, answers={"screened": "yes"})
    make.review(heron, overall=1, status="waiting", answers={"screened": "no"})
    answers, marks = section(client).all("table.bars")
    assert bars(marks) == {"5 of 5": "1", "4 of 5": "2", "3 of 5": "0", "2 of 5": "0",
                           "1 of 5": "0"}  # fmt: skip
    assert bars(answers) == {
        "Screened and asked about medicines": "2 of 3",
        "The place was accessible": "1 of 1 (1: does not apply)",
    }
    assert [rect["width"] for rect in marks.all("rect")] == ["33", "67", "0", "0", "0"]


@pytest.mark.parametrize(
    ("count", "page", "card"),
    [
        (0, "No reviews yet.", "No reviews yet"),
        (1, "1 review from the last two years (too few to average)",
            "1 review (too few to average)"),
        (4, "4 reviews from the last two years (too few to average)",
            "4 reviews (too few to average)"),
        (5, "4.0 of 5 on average, from 5 reviews in the last two years",
            "4.0 of 5 from 5 reviews"),
    ],
)  # fmt: skip
def test_no_mean_under_five_on_page_card_and_comparison(client, heron, count, page, card):
    for _number in range(count):
        make.review(heron, overall=4)
    assert page in section(client).text
    results = {li.one("h3").text: li.text for li in seen(client.get("/search/")).all("li.result")}
    assert card in results["Heron"]
    assert "1 review (too few to average)" in results["Ibis"]
    compared = client.get("/compare/?clinic=heron&clinic=ibis").content.decode()
    assert compared.count(f">{card}</span>") == (2 if count == 1 else 1)
    said = client.get("/api/v1/clinics/heron").json()
    assert said["rating"] == ({"mean": 4.0, "count": 5} if count == 5 else None)
    assert (said["reviews"]["count"], said["reviews"]["distribution"]["4"]) == (count, count)


def test_withheld_reviews_are_counted_in_public_with_the_reason(client, heron):
    for reason in ("advertising", "advertising", "duplicate"):
        make.review(heron, status="withheld", reason=reason, words="Nobody reads this.")
    said = section(client).text
    assert (
        "We left out 3 reviews: 2 because it was advertising or link spam; 1 because it repeated "
        "another review. The person who decided could not see the star rating."
    ) in said
    assert "Nobody reads this." not in said
    reviews = client.get("/api/v1/clinics/heron").json()["reviews"]
    assert reviews["withheld"] == {"advertising": 2, "duplicate": 1}
    assert set(reviews["answers"]) == {question.code for question in REVIEW_QUESTIONS}


@pytest.mark.parametrize("reason", Review.Reason.values)
def test_every_reason_to_leave_a_review_out_has_its_words(client, heron, reason):
    make.review(heron, status="withheld", reason=reason)
    said = section(client).all("p.hint")[-1].text
    assert re.fullmatch(r"We left out 1 review because [a-z][^:;.]+\. The person who .*", said)


def test_a_review_tells_month_relation_masked_words_and_the_reply(client, heron):
    review = make.review(heron, overall=2, words="Nurse Plover left.", relation="companion",
                         shown_words="Nurse [name removed] left.", email="wren@mail.example",
                         visit_month=make.dt.date(2026, 3, 1))  # fmt: skip
    said = {"clinic": heron, "review": review, "sentences": ["thanks"], "words": "New doors."}
    Reply.objects.create(**said | {"words": "Refused."}, decision="refused",
                         decided_at=review.decided_at)  # fmt: skip
    Reply.objects.create(**said, decision="published", decided_at=review.decided_at)
    [shown] = section(client).all("li.review")
    assert shown.one("p.review-who").text == "A companion visit in March 2026"
    assert shown.one("blockquote").text == "Nurse [name removed] left."
    assert (
        "Thank you for writing about how our clinic works. New doors."
        in shown.one("div.reply").text
    )
    page = client.get("/clinics/heron/").content.decode()
    for never in ("Plover", "wren@", "Refused.", "Of a rival."):
        assert never not in page


def test_stories_stand_last_labelled_as_advertising_and_no_search_finds_them(client, heron):
    review = make.review(heron)
    for title, decision in (("Zither rooms", "published"), ("Cured!", "refused"), ("New", "")):
        decided = {"decision": decision, "decided_at": review.decided_at} if decision else {}
        Story.objects.create(clinic=heron, title=title, words="Lumbago no more.", **decided)
    page = seen(client.get("/clinics/heron/"))
    last = page.all("details.facts-of")[-1]
    assert last.one("h2").text == "In the clinic’s own words (its advertising)"
    assert last.one("#stories").texts("h3") == ["Success stories (advertising)"]
    assert last.one("#stories").texts("h4") == ["Zither rooms"]
    assert section(client).all("table.bars")[0].texts("span") == ["1", "0", "0", "0", "0"]
    for asked in ("Zither", "Lumbago"):
        told = seen(client.get("/search/", {"q": asked})).one("p.understood").text
        assert told == f"We did not understand “{asked}” and left it out."
    assert seen(client.get("/clinics/ibis/")).all("#stories") == []


def test_two_reviews_on_the_page_and_ten_a_page_of_all_newest_first(client, heron):
    made = [make.review(heron, days=30 - n, counts=False).pk for n in range(23)][::-1]
    on_page = section(client)
    assert [li["id"] for li in on_page.all("li.review")] == [f"review-{pk}" for pk in made[:2]]
    assert {a.text: a["href"] for a in on_page.all("a")}["Read all 23"] == "/clinics/heron/reviews/"
    assert "Read all" not in section(client, "ibis").text
    for number, expected in ((1, made[:10]), (3, made[20:])):
        page = seen(client.get(f"/clinics/heron/reviews/?page={number}"))
        assert [li["id"] for li in page.all("li.review")] == [f"review-{pk}" for pk in expected]
    for bad in ("?page=4", "?page=0", "?page=x", "?seite=1", "?page=0000000014"):
        assert client.get(f"/clinics/heron/reviews/{bad}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_queries_with_reviews(client, heron, count, django_assert_num_queries):
    for _number in range(count):
        review = make.review(heron)
        Reply.objects.create(clinic=heron, review=review, sentences=["thanks"])
        make.report(heron, "route.iv-infusion")
    with django_assert_num_queries(11):
        client.get("/clinics/heron/")
    with django_assert_num_queries(4):
        client.get("/clinics/heron/reviews/")


def test_five_hundred_waiting_reviews_change_no_figure(client, heron, django_assert_num_queries):
    make.review(heron, overall=4)
    before = section(client).text
    Review.objects.bulk_create(
        Review(clinic=heron, status="waiting", relation="patient", words=f"Number {n}.",
               visit_month=make.today().replace(day=1), written_on=make.today(),
               asked_at=make.timezone.now())
        for n in range(500)
    )  # fmt: skip
    with django_assert_num_queries(11):
        assert section(client).text == before


def test_how_we_rank_prints_the_formula_that_orders(client):
    page = seen(client.get("/how-we-rank/"))
    assert sorted(page.one("dl.plain-list").texts("dt")) == sorted(str(s) for _, s in SORTS)
    assert page.one("p.formula").text == (
        f"order = ({rating.PRIOR_COUNT} × {rating.PRIOR_MEAN} + sum of the ratings) "
        f"÷ ({rating.PRIOR_COUNT} + number of reviews)"
    )
    rows = [tr.text.split() for tr in page.one("tbody").all("tr")]
    for count, mean, order in rows:
        total = round(float(mean) * int(count))
        assert float(order) == round(
            rating.ordering(marks_sum=total, marks_count=int(count)), 2
        )  # fmt: skip
    assert [row[0] for row in rows] == ["1", "10", "50"]
    assert f"With fewer than {rating.FEWEST} reviews we show no average" in page.text


def test_privacy_says_for_how_long_and_the_operators_manual_agrees(client, settings):
    said = seen(client.get("/privacy/")).text
    for words in (
        "The first works once, for 24 hours",
        "counts for 2 years and is deleted 3 years after it was published",
        "Withheld reviews are deleted after 2 years, withdrawn ones after 30 days",
        "deleted after 365 days, others after 730 days",
        "Which moderator decided.",
        "how often that day. These are stored with the review and deleted with it.",
        f"Backups keep a copy for at most {DAYS_KEPT} more days.",
    ):
        assert words in said
    manual = (settings.BASE_DIR / "docs" / "operate.md").read_text()
    assert re.findall(r"no backup longer than (\d+) days", manual) == [str(DAYS_KEPT)]
