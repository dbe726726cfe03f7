"""What the database holds of a review, by reading every table of it; and after it was erased."""

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinics.models import Address, Clinic, Erasure, Link, Mark, Reply, Review, Trace
from clinics.reviews.actions import texts, write
from clinics.reviews.actions.decide import decide, digest
from clinics.reviews.models import ClinicText
from tests import make
from tests.clinics.reviews.cast import ADDRESS, ANEW, WORDS, published, refusal, token

pytestmark = pytest.mark.django_db
NETWORK = "198.51.100.77"


def everything() -> dict[str, str]:
    """All that stands in each table of the database, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if table == "directory_place":
                continue  # the gazetteer, which other tests leave behind; it names Wren, MS
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


def sizes() -> dict[str, int]:
    """How many rows each table has."""
    return {table: len(rows.splitlines()) for table, rows in everything().items()}


def grown(before: dict[str, int]) -> dict[str, int]:
    """The tables that have more rows than before, and how many more."""
    now = sizes()
    return {t: now[t] - before[t] for t in now if now[t] != before[t]}


def test_the_trip_over_the_pages_stores_this_and_nothing_else():
    clinic, mo, client = make.clinic(), make.moderator(), Client(REMOTE_ADDR=NETWORK)
    before = sizes()
    typed = {"visit_month": make.days_ago(40).replace(day=1).isoformat(), "relation": "family",
             "overall": "2", "screened": "no", "words": WORDS, "email": ADDRESS}  # fmt: skip
    assert client.get(reverse("review_write", args=[clinic.slug])).status_code == 200
    assert grown(before) == {}
    assert client.post(reverse("review_write", args=[clinic.slug]), typed).status_code == 200
    first = reverse("review_confirm", args=[token()])
    assert client.get(first).status_code == client.post(first).status_code == 200
    review = Review.objects.get()
    decide(review.pk, by=mo, outcome="published", shown_words=WORDS, seen=digest(review))
    assert grown(before) == {
        "clinics_review": 1, "clinics_mark": 1, "clinics_address": 1, "clinics_link": 2,
        "clinics_trace": 1, "clinics_salt": 1, "clinics_event": 1,
        "clinics_publicchange": 1,  # that the clinic's figures changed
        "directory_cache": 2,  # mails to this address and from this network today, hashed
    }  # fmt: skip
    assert fields(Review) == {
        "id", "clinic_id", "status", "relation", "visit_month", "words", "shown_words",
        "written_on", "written_under", "rewritten_on", "rewrites", "asked_at",
        "flags", "is_distress", "decided_at", "decided_by_id", "reason",
        "published_on", "language", "identity",
    }  # fmt: skip
    assert fields(Mark) == {"id", "review_id", "overall", "answers"}
    assert fields(Address) == {"id", "review_id", "sealed", "lookup"}
    assert fields(Link) == {"id", "review_id", "purpose", "token_hash", "made_at", "used_at"}
    assert fields(Trace) == {"id", "network", "clinic_id", "about", "at"}
    for needle in (ADDRESS, "wren", NETWORK, "198.51", token(0), token(1)):
        assert where(needle) == []
    assert where(WORDS) == ["clinics_review"]
    client.post(reverse("review_erase", args=[token()]))
    assert grown(before) == {
        "clinics_salt": 1, "clinics_event": 2, "clinics_publicchange": 1, "directory_cache": 2,
        "clinics_erasure": 1,  # so that no backup brings it back
    }  # fmt: skip
    assert fields(Erasure) == {"token", "kind", "key", "identity", "more", "at", "copied_at"}
    (noted,) = Erasure.objects.values("kind", "key", "identity", "more")
    identity = str(review.identity)
    assert noted == {"kind": "review", "key": review.pk, "identity": identity, "more": {}}
    assert len(mail.outbox) == 2


def fields(model) -> set[str]:
    """The columns of a table: a new one has to be said here, and on /privacy/."""
    return {field.attname for field in model._meta.concrete_fields}


def test_after_the_whole_trip_nothing_of_it_is_in_any_table():
    """Written, confirmed, published, replied to, said anew, erased: with a rival that stays."""
    clinic, mo = make.clinic(), make.moderator()
    rival = published(clinic, mo, email="rival@mail.example", words="Rival words stay here, all.")
    ann = make.member("ann@heron.example", clinic)
    review = published(clinic, mo, network="198.51.100.77")
    secrets = [token(-2), token()]
    reply = texts.reply(review, by=ann, sentences=["thanks"], words="Reply of the clinic.")
    texts.decide_text(reply, by=mo, outcome="published", seen=texts.digest(reply))
    before = review.words
    review = write.rewrite(write.own(secrets[1]), **ANEW)
    decide(review.pk, by=mo, outcome="published", shown_words=review.words, seen=digest(review))
    assert where(ANEW["words"]) == ["clinics_review"]
    assert where("Rival words stay") == ["clinics_review"]
    sealed = bytes(review.address.sealed).decode()
    assert where(sealed) == where(review.address.lookup) == ["clinics_address"]
    gone = [ADDRESS, "wren", before, ANEW["words"], "Reply of the clinic.", sealed,
            review.address.lookup, *secrets, "198.51.100.77"]  # fmt: skip
    gone += review.links.values_list("token_hash", flat=True)
    gone += [f"review {review.pk}"]
    write.erase(write.own(secrets[1]))
    assert {needle: where(needle) for needle in gone} == {needle: [] for needle in gone}
    assert where("Rival words stay") == ["clinics_review"]
    assert [r.pk for r in Review.objects.all()] == [rival.pk]
    assert Clinic.objects.get().marks_count == 1
    dead = "This link no longer works. It has expired, or the review was erased."
    assert refusal(lambda: write.own(secrets[1])) == dead


def test_no_other_table_points_at_a_review():
    """What is deleted with it is all there is; a new table with a key of it must say so here."""
    pointing = {m.__name__ for m in apps.get_models() for f in m._meta.get_fields()
                if getattr(f, "related_model", None) is Review and f.concrete}  # fmt: skip
    assert pointing == {"Mark", "Address", "Link", "Reply"}
    assert issubclass(Reply, ClinicText)
