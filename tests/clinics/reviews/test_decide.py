"""Deciding a review: what may change, who may, and that the mark is never seen."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinics.models import Clinic, Event, Notice, Review, SearchRow
from clinics.reviews.actions.decide import decide, digest, reopen
from tests import make
from tests.clinics.reviews.cast import at_once, refusal

REVIEWS = Path(__file__).resolve().parents[3] / "clinics" / "reviews"
WORDS = "Dr. Heron was late.\nMy sister’s epilepsy came up, too."


def publish(review, by, **changes) -> Review:
    known = {"outcome": "published", "shown_words": review.words, "seen": digest(review)}
    return decide(review.pk, by=by, **known | changes)


def withhold(review, by, reason="advertising", **changes) -> Review:
    return publish(review, by, outcome="withheld", shown_words="", reason=reason, **changes)


def test_a_published_review_counts_in_the_next_search(mo):
    clinic, rival = make.clinic(), make.clinic()
    review = make.review(clinic, status="waiting", overall=4, words=WORDS)
    make.review(clinic, status="waiting", overall=1)
    publish(review, mo)
    review.refresh_from_db()
    assert (review.status, review.shown_words) == ("published", WORDS)
    assert (review.published_on, review.decided_by) == (make.today(), mo)
    clinic.refresh_from_db()
    assert (clinic.marks_count, clinic.marks_sum) == (1, 4)
    row = SearchRow.objects.get(pk=clinic.pk)
    assert (row.rating, row.rating_count) == ((5 * 3.5 + 4) / 6, 1)
    assert SearchRow.objects.get(pk=rival.pk).rating is None


def test_a_withheld_review_counts_nowhere_but_among_the_withheld(mo):
    clinic = make.clinic()
    review = make.review(clinic, status="waiting", overall=1)
    withhold(review, mo)
    review.refresh_from_db()
    assert (review.status, review.reason, review.shown_words) == ("withheld", "advertising", "")
    assert Clinic.objects.get().marks_count == 0


def test_names_and_other_peoples_health_are_masked_and_nothing_else_changes(mo):
    review = make.review(make.clinic(), status="waiting", words=WORDS)
    masked = "[name removed] was late.\r\nMy [health detail removed] came up, too."
    refused = refusal(lambda: publish(review, mo, shown_words=masked.replace("late", "early")))
    assert refused.startswith("You can only replace words with [name removed] or ")
    review = publish(review, mo, shown_words=masked)
    assert review.shown_words == masked.replace("\r\n", "\n")
    assert review.words == WORDS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": "deleted"}, "Choose whether to publish or withhold the review."),
        ({"outcome": "withheld"},
         "Choose a reason from the list. The public sees how many were withheld for it."),
        ({"outcome": "withheld", "reason": "one star"},
         "Choose a reason from the list. The public sees how many were withheld for it."),
        ({"seen": "another"},
         "The review changed while you were reading it. Please read it again."),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_refused_in_words(mo, changes, words):
    review = make.review(make.clinic(), status="waiting")
    assert refusal(lambda: publish(review, mo, **changes)) == words
    review.refresh_from_db()
    assert review.status == "waiting"


def test_who_speaks_for_any_clinic_decides_no_review(mo):
    clinic, rival = make.clinic(), make.clinic()
    review = make.review(clinic, status="waiting")
    own = make.second_factor(make.member("own@example.org", clinic))
    other = make.second_factor(make.member("other@example.org", rival))
    for person in (own, other):
        person.is_moderator = True
        person.save()
        assert refusal(lambda by=person: publish(review, by)) == (
            "You speak for a clinic, so another moderator must decide this."
        )
        assert "another moderator" in refusal(lambda by=person: reopen(review, by, "mistake"))
    plain = make.user("plain@example.org", is_moderator=True)
    assert refusal(lambda: publish(review, plain)) == (
        "Only a moderator with a second factor can decide this."
    )


def test_a_decision_is_taken_anew_and_the_page_is_without_it_until_then(mo):
    clinic = make.clinic()
    review = publish(make.review(clinic, status="waiting", overall=1), mo)
    assert refusal(lambda: publish(review, mo)) == ("This review is no longer waiting: published.")
    assert refusal(lambda: reopen(review, mo, "I do not like it")) == (
        "Choose a reason from the list."
    )
    review = reopen(review, mo, "named-person")
    assert (review.status, review.published_on) == ("waiting", None)
    assert Clinic.objects.get().marks_count == 0
    assert "published or withheld" in refusal(lambda: reopen(review, mo, "mistake"))
    withhold(review, mo, "names-somebody")
    said = Event.objects.filter(target="reviews").order_by("pk").values_list("verb", "why")
    assert list(said) == [
        ("review published", ""),
        ("review reopened", "A person who is named in it asked for this"),
        ("review withheld", "It is about a person, even when the name is masked"),
    ]


def test_the_public_history_knows_nothing_of_reviews(mo):
    clinic = make.clinic()
    publish(make.review(clinic, status="waiting"), mo)
    events = Event.objects.about_clinic(clinic.pk)
    assert [event.verb for event in events] == ["review published", "listed"]
    assert [event.verb for event in events.public()] == ["listed"]
    event = events.first()
    assert (event.before, event.after, event.target_id) == ({}, {}, clinic.pk)


@pytest.mark.django_db(transaction=True)
def test_twenty_moderators_decide_once():
    clinic = make.clinic()
    review = make.review(clinic, status="waiting", overall=3)
    people = [make.moderator(f"mo{n}@example.org", password=None) for n in range(20)]
    words = at_once(*[lambda by=by: publish(review, by) for by in people])
    assert sorted(words) == ["", *["This review is no longer waiting: published."] * 19]
    assert Event.objects.filter(verb="review published").count() == 1
    clinic.refresh_from_db()
    assert (clinic.marks_count, clinic.marks_sum) == (1, 3)


def test_the_clinic_is_told_once_a_day_that_there_are_reviews(mo):
    clinic = make.clinic(name="Heron")
    make.member("ann@heron.example", clinic)
    make.member("rival@gulf.example", make.clinic())
    for _ in range(2):
        publish(make.review(clinic, status="waiting"), mo)
    withhold(make.review(clinic, status="waiting"), mo)
    said = Notice.objects.get()
    assert (said.user.email, said.words) == (
        "ann@heron.example", "A review of Heron was published. You can reply to it.")  # fmt: skip


# Hiding by rating is impossible

MAY_COUNT = "actions.figures"  # called once all is decided, with the clinic's key alone


def source(module: str) -> str:
    """The text of a module of this feature."""
    return (REVIEWS / f"{module.replace('.', '/')}.py").read_text()


def modules_of(node: ast.ImportFrom) -> list[str]:
    """The modules of this feature that an import names.

    `models` re-exports reports and texts too; what decides takes its names from `models.review`.
    """
    if node.module == "clinics.reviews.models":
        return ["models.review"]
    names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
    inner = [n.removeprefix("clinics.reviews.") for n in names if n.startswith("clinics.reviews.")]
    return [n for n in inner if (REVIEWS / f"{n.replace('.', '/')}.py").exists()]


def imports(name: str) -> set[str]:
    """The modules of this feature that a module imports, itself included, and so on down."""
    found, todo = set(), [name]
    while todo:
        module = todo.pop()
        if module in found or module == MAY_COUNT:
            continue
        found.add(module)
        for node in ast.walk(ast.parse(source(module))):
            if isinstance(node, ast.ImportFrom) and node.module:
                todo += modules_of(node)
    return found


def test_what_decides_neither_imports_nor_reaches_a_mark():
    modules = imports("actions.decide") | imports("masks")
    assert {"actions.decide", "masks", "permissions", "models.review"} <= modules
    for module in modules - {"models.review"}:
        tree = ast.parse(source(module))
        said = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        said |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        said |= {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        assert said & {"Mark", "mark", "overall", "answers", "marks_sum", "getattr"} == set(), (
            module
        )
        assert not [t for t in texts if isinstance(t, str) and t.startswith("mark")], module


def test_counting_is_told_the_clinic_alone_and_tells_nothing():
    tree = ast.parse(source("actions.decide"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Expr)
             and ast.unparse(n.value).startswith("refresh(")]  # fmt: skip
    assert [ast.unparse(call) for call in calls] == ["refresh(clinic.pk)"] * 2
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "refresh"]
    assert len(names) == 2


@pytest.mark.parametrize("outcome", ["published", "withheld"])
def test_no_question_to_the_database_touches_marks_before_all_is_decided(mo, outcome):
    review = make.review(make.clinic(), status="waiting", overall=1)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        publish(review, mo, outcome=outcome, reason="duplicate")
    asked = [query["sql"] for query in seen]
    first = next(n for n, sql in enumerate(asked) if "clinics_mark" in sql)
    writes = ('UPDATE "clinics_review"', 'INSERT INTO "clinics_event"')
    decided = [n for n, sql in enumerate(asked) if sql.startswith(writes)]
    assert len(decided) == 2
    assert max(decided) < first


def test_no_reason_speaks_of_the_rating():
    words = " ".join(map(str, Review.Reason.labels + Review.Again.labels)).lower()
    for word in ("rating", "star", "mark", "negative", "unfair", "bad"):
        assert word not in words


# Kept to the letter


@pytest.mark.django_db(transaction=True)
def test_two_reviews_of_one_clinic_decided_at_once_are_both_counted():
    clinic = make.clinic()
    reviews = [make.review(clinic, status="waiting", overall=mark) for mark in (1, 2, 3, 4, 5, 5)]
    people = [make.moderator(f"mo{n}@example.org", password=None) for n in range(6)]
    pairs = zip(reviews, people, strict=True)
    assert at_once(*[lambda r=r, by=by: publish(r, by) for r, by in pairs]) == [""] * 6
    clinic.refresh_from_db()
    assert (clinic.marks_count, clinic.marks_sum) == (6, 20)
    assert SearchRow.objects.get().rating_count == 6


@pytest.mark.parametrize(
    "change",
    [
        {"words": "Other words."}, {"flags": ["links"]}, {"is_distress": True},
        {"relation": "family"}, {"visit_month": dt.date(2026, 1, 1)},
        {"asked_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_a_moderator_read_is_what_is_decided(mo, change):
    review, rival = (make.review(make.clinic(), status="waiting") for _ in range(2))
    seen, of_rival = digest(review), digest(rival)
    Review.objects.filter(pk=review.pk).update(**change)
    words = "The review changed while you were reading it. Please read it again."
    assert refusal(lambda: publish(review, mo, seen=seen)) == words
    assert refusal(lambda: publish(review, mo, seen=of_rival)) == words
    assert refusal(lambda: publish(rival, mo, seen=of_rival)) == ""


def test_a_decision_is_kept_with_who_took_it_and_the_trail_says_so(mo):
    clinic = make.clinic()
    review = withhold(make.review(clinic, status="waiting"), mo)
    review.refresh_from_db()
    assert (review.decided_by, review.decided_at.date(), review.published_on) == (
        mo, timezone.now().date(), None,
    )  # fmt: skip
    again = reopen(review, mo, "mistake")
    again.refresh_from_db()
    assert (again.decided_by, again.decided_at, again.reason, again.published_on) == (
        None, None, "", None,
    )  # fmt: skip
    assert again.asked_at > timezone.now() - dt.timedelta(minutes=5)
    trail = Event.objects.filter(target="reviews").order_by("pk")
    assert [(e.verb, e.actor, e.by_id, e.clinic_id) for e in trail] == [
        ("review withheld", "moderator", mo.pk, clinic.pk),
        ("review reopened", "moderator", mo.pk, clinic.pk),
    ]


def test_a_review_that_its_writer_erased_is_not_decided(mo):
    review = make.review(make.clinic(), status="waiting")
    make.review(make.clinic(), status="waiting")
    Review.objects.filter(pk=review.pk).delete()
    gone = "This review no longer exists. Its writer erased it."
    assert refusal(lambda: publish(review, mo)) == gone
    assert refusal(lambda: reopen(review, mo, "mistake")) == gone


def test_the_notice_leads_to_the_clinics_reviews_and_comes_again_the_next_day(mo):
    clinic = make.clinic(name="Heron")
    make.member("ann@heron.example", clinic)
    publish(make.review(clinic, status="waiting"), mo)
    assert Notice.objects.get().path == f"/my/clinics/{clinic.slug}/reviews/"
    other = make.clinic(name="Gulf")
    make.member("ann@heron.example", other)
    publish(make.review(other, status="waiting"), mo)
    assert Notice.objects.count() == 2


def test_a_published_review_is_withheld_later_and_says_nothing_of_it_any_more(mo):
    clinic = make.clinic()
    review = publish(make.review(clinic, status="waiting"), mo)
    review = withhold(reopen(review, mo, "named-person"), mo, "names-somebody")
    assert (review.status, review.shown_words, review.published_on) == ("withheld", "", None)
    review = publish(reopen(review, mo, "mistake"), mo)
    assert (review.status, review.reason, review.published_on) == ("published", "", make.today())
