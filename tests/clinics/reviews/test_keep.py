"""What the writer can do by the link: say it anew, take it back, erase it without a trace."""

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from clinics.models import Clinic, Event, Reply, Review
from clinics.reviews import actions, actions_texts
from clinics.reviews.actions_decide import decide, digest
from clinics.reviews.texts import ClinicText
from tests import make
from tests.clinics.reviews.cast import ADDRESS, WORDS, handed_in, refusal, token, write

pytestmark = pytest.mark.django_db
ANEW = {"relation": "family", "visit_month": make.days_ago(70), "overall": 4, "answers": {},
        "words": "On second thoughts they did explain it."}  # fmt: skip


def published(clinic, mo, **changes) -> Review:
    """A review that went the whole way."""
    review = handed_in(clinic, **changes)
    return decide(review.pk, by=mo, outcome="published", shown_words=review.words,
                  seen=digest(review))  # fmt: skip


def test_said_anew_it_is_off_the_page_until_it_is_decided_and_so_is_the_reply():
    clinic, mo = make.clinic(), make.moderator()
    make.review(clinic, overall=1)
    review = published(clinic, mo)
    ann = make.member("ann@heron.example", clinic)
    reply = actions_texts.reply(review, by=ann, sentences=["thanks"])
    actions_texts.decide_text(reply, by=mo, outcome="published", seen=actions_texts.digest(reply))
    assert Clinic.objects.get().marks_sum == 3
    review = actions.rewrite(actions.own(token()), **ANEW)
    review.refresh_from_db()
    assert (review.status, review.words, review.shown_words) == ("waiting", ANEW["words"], "")
    assert (review.relation, review.published_on, review.decided_by) == ("family", None, None)
    assert (review.mark.overall, review.mark.answers) == (4, {})
    assert (Clinic.objects.get().marks_count, Clinic.objects.get().marks_sum) == (1, 1)
    assert Reply.objects.get().decision == ""
    assert refusal(lambda: actions.rewrite(review, **ANEW | {"overall": 9})) == (
        "Choose a mark from 1 to 5."
    )


def test_the_month_of_an_old_visit_can_stay():
    month = make.days_ago(900).replace(day=1)
    review = make.review(make.clinic(), visit_month=month)
    assert actions.rewrite(review, **ANEW | {"visit_month": month}).visit_month == month
    other = make.days_ago(1000)
    assert refusal(lambda: actions.rewrite(review, **ANEW | {"visit_month": other})) == (
        "The visit was more than two years ago: clinics change."
    )


def test_words_of_suicide_said_anew_change_the_queue():
    review = make.review(make.clinic())
    actions.rewrite(review, **ANEW | {"words": "I want to die."})
    assert [r.pk for r in Review.objects.in_distress()] == [review.pk]


def test_taken_back_it_counts_no_more_and_its_address_may_write_again():
    clinic = make.clinic()
    make.review(clinic, overall=2)
    review = published(clinic, make.moderator())
    review = actions.withdraw(actions.own(token()))
    assert (review.status, review.published_on) == ("withdrawn", None)
    assert (Clinic.objects.get().marks_count, Clinic.objects.get().marks_sum) == (1, 2)
    assert handed_in(clinic).status == "waiting"


def everything() -> dict[str, str]:
    """All that stands in each table of the database, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{table}\" t")
            found[table] = cursor.fetchone()[0]
    return found


def hex_of(text: str) -> str:
    """The text as a dump shows it in a column of bytes."""
    return text.encode().hex()


def where(needle: str) -> list[str]:
    """The tables in which some text stands, plainly or among bytes."""
    return [t for t, rows in everything().items()
            if needle.casefold() in rows.casefold() or hex_of(needle) in rows]  # fmt: skip


def test_after_the_whole_trip_nothing_of_it_is_in_any_table(client: Client):
    """Written, confirmed, published, replied to, said anew, erased: with a rival that stays."""
    clinic, mo = make.clinic(), make.moderator()
    rival = published(clinic, mo, email="rival@mail.example", words="Rival words stay here, all.")
    ann = make.member("ann@heron.example", clinic)
    review = published(clinic, mo, network="198.51.100.77")
    secrets = [token(-2), token()]
    reply = actions_texts.reply(review, by=ann, sentences=["thanks"], words="Reply of the clinic.")
    actions_texts.decide_text(reply, by=mo, outcome="published", seen=actions_texts.digest(reply))
    before = review.words
    review = actions.rewrite(actions.own(secrets[1]), **ANEW)
    decide(review.pk, by=mo, outcome="published", shown_words=review.words, seen=digest(review))
    assert where(ANEW["words"]) == ["clinics_review"]
    assert where("Rival words stay") == ["clinics_review"]
    sealed = bytes(review.address.sealed).decode()
    assert where(sealed) == where(review.address.lookup) == ["clinics_address"]
    gone = [ADDRESS, "wren", before, ANEW["words"], "Reply of the clinic.", sealed,
            review.address.lookup, *secrets, "198.51.100.77"]  # fmt: skip
    gone += review.links.values_list("token_hash", flat=True)
    gone += [f"review {review.pk}"]
    actions.erase(actions.own(secrets[1]))
    assert {needle: where(needle) for needle in gone} == {needle: [] for needle in gone}
    assert where("Rival words stay") == ["clinics_review"]
    assert [r.pk for r in Review.objects.all()] == [rival.pk]
    assert Clinic.objects.get().marks_count == 1
    dead = "This link leads to nothing any more: it ran out, or what was written is erased."
    assert refusal(lambda: actions.own(secrets[1])) == dead


def test_no_other_table_points_at_a_review():
    """What is deleted with it is all there is; a new table with a key of it must say so here."""
    pointing = {m.__name__ for m in apps.get_models() for f in m._meta.get_fields()
                if getattr(f, "related_model", None) is Review and f.concrete}  # fmt: skip
    assert pointing == {"Mark", "Address", "Link", "Reply"}
    assert issubclass(Reply, ClinicText)


def test_the_trail_keeps_that_a_review_was_erased_and_not_which():
    clinic, mo = make.clinic(), make.moderator()
    review = published(clinic, mo)
    actions.erase(review)
    trail = Event.objects.filter(target="reviews").order_by("pk")
    assert [(e.verb, e.actor, e.target_id, e.before, e.after, e.why) for e in trail] == [
        ("review published", "moderator", clinic.pk, {}, {}, ""),
        ("review erased", "writer", clinic.pk, {}, {}, ""),
    ]
    assert list(Event.objects.public().values_list("verb", flat=True)) == ["listed"]


def test_what_is_gone_or_unconfirmed_cannot_be_changed():
    clinic = make.clinic()
    review = write(clinic)
    for act in (actions.withdraw, actions.erase, lambda r: actions.rewrite(r, **ANEW)):
        assert refusal(lambda act=act: act(review)) == "This is erased, or was not confirmed."
    review = actions.confirm(token())
    actions.erase(review)
    assert refusal(lambda: actions.withdraw(review)) == "This is erased, or was not confirmed."
    assert WORDS not in "".join(letter.body for letter in mail.outbox)
