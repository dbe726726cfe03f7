"""What was erased stays erased: a restore of an older backup does it all again by itself."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clinics.dashboard.actions.delete_account import delete_account
from clinics.erasures.actions import forget_erasures
from clinics.erasures.copies import delete_copy, name_of, write_copy
from clinics.listing.actions.status import hide, remove, stand_again
from clinics.models import (
    Clinic,
    Erasure,
    Event,
    Evidence,
    ListedMail,
    Membership,
    PublicChange,
    Report,
    Review,
    SearchRow,
    Suggestion,
    User,
)
from clinics.outreach.actions import refuse_mail
from clinics.reviews import sealing
from clinics.reviews.actions import write
from clinics.reviews.actions.decide import reopen
from clinics.reviews.actions.report import resolve
from clinics.suggestions.actions.tell import tell_asker
from directory.backup.actions.again import AGAIN, refuse_older
from directory.backup.actions.make import make_backup
from directory.backup.actions.restore import restore, settle_recovered
from directory.backup.refused import BackupRefused
from tests import databases, make
from tests.at_once import settled
from tests.clinics.reviews.cast import ANEW, handed_in, published
from tests.clinics.reviews.cast import write as written
from tests.clinics.reviews.test_stored import where
from tests.directory.backup.conftest import empty_database

SECRET = "Quokka said that nobody sat with me"


@contextmanager
def restored(folder: Path) -> Iterator[list[str]]:
    """An empty database in which a backup is restored; the documents are those that are there."""
    with empty_database() as name, databases.using(name):
        lines: list[str] = []
        restore(folder, tell=lines.append)
        yield lines


def copied() -> list[str]:
    """The copies of erasures, by kind."""
    days = default_storage.listdir("erasures")[0] if default_storage.exists("erasures") else []
    names = [f"erasures/{day}/{name}" for day in days
             for name in default_storage.listdir(f"erasures/{day}")[1]]  # fmt: skip
    found = []
    for name in names:
        with default_storage.open(name) as file:
            found.append(json.load(file)["kind"])
    return sorted(found)


def test_a_review_that_was_erased_is_not_there_after_a_restore(site, tmp_path, mailoutbox):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    erased = published(clinic, mo, words=f"{SECRET}.")
    rival = published(clinic, mo, email="rival@mail.example", overall=5, network="192.0.2.77")
    settled()
    make_backup(tmp_path / "monday")
    assert where(SECRET) == ["clinics_review"]

    write.erase(erased)
    assert copied() == ["review"]
    with restored(tmp_path / "monday") as lines:
        assert "1 erasures since the backup; 1 had to be done again." in lines
        assert "  1 × a review was erased by its writer" in lines
        assert where(SECRET) == []
        assert [review.pk for review in Review.objects.filter(clinic=clinic.pk)] == [rival.pk]
        assert where(sealing.lookup("wren@mail.example")) == []
        now = Clinic.objects.get(pk=clinic.pk)
        assert (now.marks_count, now.marks_sum) == (1, 5)
        last = Event.objects.filter(clinic_id=clinic.pk).latest("pk")
        assert (last.verb, last.target, last.actor) == ("review erased", "reviews", "writer")
        assert PublicChange.objects.filter(clinic_id=clinic.pk).exists()
        assert Erasure.objects.get(kind="review").identity == str(erased.identity)


def test_a_review_that_was_not_confirmed_yet_in_the_backup_goes_too(site, tmp_path, mailoutbox):
    clinic = make.clinic(slug="heron")
    review = written(clinic, words=f"{SECRET}.")
    rival = handed_in(clinic, email="rival@mail.example", network="192.0.2.77")
    make_backup(tmp_path / "monday")
    Review.objects.filter(pk=review.pk).update(status="waiting", asked_at=timezone.now())
    write.erase(review)
    with restored(tmp_path / "monday"):
        assert [one.pk for one in Review.objects.filter(clinic=clinic.pk)] == [rival.pk]


def test_what_was_taken_back_or_changed_is_not_on_the_page_again(site, tmp_path, mailoutbox):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    people = [{"email": f"{n}@mail.example", "network": f"192.0.2.{n}"} for n in range(4)]
    back, changed, asked, rival = (published(clinic, mo, **who) for who in people)
    make_backup(tmp_path / "monday")
    write.withdraw(back)
    write.rewrite(changed, **ANEW)
    reopen(asked, mo, "named-person")
    when = Review.objects.get(pk=back.pk).decided_at
    with restored(tmp_path / "monday") as lines:
        assert "3 erasures since the backup; 3 had to be done again." in lines
        stands = dict(Review.objects.filter(clinic=clinic.pk).values_list("pk", "status"))
        assert stands == {
            back.pk: "withdrawn", changed.pk: "waiting", asked.pk: "waiting",
            rival.pk: "published",
        }  # fmt: skip
        assert Clinic.objects.get(pk=clinic.pk).marks_count == 1
        # 30 days are counted from the day on which the writer took it back.
        since = Review.objects.get(pk=back.pk).decided_at
        assert abs(since - when) < dt.timedelta(seconds=5)


def test_an_account_that_was_deleted_is_gone_with_its_papers(site, tmp_path, mailoutbox):
    clinic = Clinic.objects.get(slug="heron-of-the-backup")
    ben, rival = make.member("ben@example.org", clinic), User.objects.get(email="ann@example.org")
    make_backup(tmp_path / "monday")
    delete_account(ben)
    settled()
    sent, left = len(mailoutbox), where("ben@example.org")
    assert left == ["clinics_notice"]  # it tells ann who left
    with restored(tmp_path / "monday"):
        assert not User.objects.filter(email="ben@example.org").exists()
        assert where("ben@example.org") == left
        assert [one.user_id for one in Membership.objects.filter(clinic=clinic.pk)] == [rival.pk]
        assert Evidence.objects.exclude(file="").count() == 2
        settled()
        assert len(mailoutbox) == sent


def test_addresses_that_were_deleted_once_people_were_told_are_not_there(
    site, tmp_path, mailoutbox
):
    clinic, mo = make.clinic(slug="heron", yes="condition.crps"), make.moderator("m@example.org")
    sealed = {"sealed": sealing.seal("teller@mail.example")}
    report, rival = (make.report(clinic, "condition.crps", **sealed) for _ in range(2))
    said, other = (make.suggestion(clinic, **sealed) for _ in range(2))
    make_backup(tmp_path / "monday")
    resolve(report, by=mo, resolution="stands", note="I called.")
    tell_asker(said)
    settled()
    with restored(tmp_path / "monday"):
        of_reports = {one.pk: bytes(one.sealed) for one in Report.objects.filter(clinic=clinic.pk)}
        assert of_reports == {report.pk: b"", rival.pk: sealed["sealed"]}
        kept = Suggestion.objects.filter(clinic=clinic.pk)
        assert {one.pk: bytes(one.sealed) for one in kept} == {
            said.pk: b"", other.pk: sealed["sealed"],
        }  # fmt: skip


def test_listings_that_were_taken_off_stay_off_unless_they_were_put_back(site, tmp_path):
    gone, hidden, back, rival = (make.clinic(slug=f"heron-{n}") for n in range(4))
    make_backup(tmp_path / "monday")
    remove(gone.pk, actor="moderator")
    hide(hidden.pk, reason="fraud", actor="moderator", why="")
    remove(back.pk, actor="moderator")
    stand_again(back.pk, actor="moderator")
    with restored(tmp_path / "monday") as lines:
        assert "4 erasures since the backup; 2 had to be done again." in lines
        now = Clinic.objects.filter(pk__in=[gone.pk, hidden.pk, back.pk, rival.pk]).order_by("pk")
        assert [(one.status, one.hidden_for) for one in now] == [
            ("removed", ""), ("hidden", "fraud"), ("open", ""), ("open", ""),
        ]  # fmt: skip
        found = SearchRow.objects.filter(clinic__in=[gone.pk, hidden.pk, back.pk, rival.pk])
        assert sorted(row.pk for row in found) == [back.pk, rival.pk]


def test_who_wants_no_mail_gets_none(site, tmp_path):
    known = {"domain_hash": "d" * 64, "sent_at": timezone.now()}
    old = ListedMail.objects.create(address_hash="a" * 64, token_hash="t" * 64, **known)
    rival = ListedMail.objects.create(address_hash="r" * 64, token_hash="u" * 64, **known)
    make_backup(tmp_path / "monday")
    refuse_mail(old)
    new = ListedMail.objects.create(address_hash="b" * 64, token_hash="v" * 64, **known)
    refuse_mail(new)
    with restored(tmp_path / "monday"):
        rows = ListedMail.objects.all()
        assert {row.address_hash: row.refused_at is not None for row in rows} == {
            old.address_hash: True, new.address_hash: True, rival.address_hash: False,
        }  # fmt: skip
        assert ListedMail.objects.get(address_hash=new.address_hash).token_hash == "v" * 64


def test_a_later_review_with_the_number_of_an_erased_one_stays(site, tmp_path, mailoutbox):
    """An older backup gives numbers again that were given since."""
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    make_backup(tmp_path / "monday")
    erased = published(clinic, mo)
    write.erase(erased)
    with restored(tmp_path / "monday") as lines:
        assert "1 erasures since the backup; 0 had to be done again." in lines
        new = published(Clinic.objects.get(slug="heron"), mo, email="new@mail.example")
        assert (new.pk, new.identity != erased.identity) == (erased.pk, True)
        make_backup(tmp_path / "tuesday")
        Erasure.objects.all().delete()  # as if the copy had come back only now
        make_backup(tmp_path / "wednesday")
        for day in ("tuesday", "wednesday"):
            with restored(tmp_path / day):
                assert Review.objects.get(pk=new.pk).status == "published"


def test_a_backup_from_before_erasures_were_noted_is_migrated_and_erased_again(
    site, tmp_path, mailoutbox
):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    erased = published(clinic, mo, words=f"{SECRET}.")
    rival = published(clinic, mo, email="rival@mail.example", network="192.0.2.77")
    call_command("migrate", "clinics", "0034", verbosity=0)
    made = make_backup(tmp_path / "monday")
    assert made.migrations["clinics"] == "0034_languages"
    assert "clinics_erasure" not in made.tables
    call_command("migrate", verbosity=0)
    write.erase(erased)
    with restored(tmp_path / "monday") as lines:
        assert "1 erasures since the backup; 1 had to be done again." in lines
        assert [one.pk for one in Review.objects.filter(clinic=clinic.pk)] == [rival.pk]
        assert where(SECRET) == []


def test_a_restore_of_a_restore_erases_nothing_twice(site, tmp_path, mailoutbox):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    erased = published(clinic, mo)
    make_backup(tmp_path / "monday")
    write.erase(erased)
    with restored(tmp_path / "monday"):
        events = Event.objects.count()
        make_backup(tmp_path / "tuesday")
        settle_recovered()
        assert Event.objects.count() == events
        with restored(tmp_path / "tuesday") as lines:
            assert "0 erasures since the backup; 0 had to be done again." in lines


def test_a_database_that_postgresql_recovered_is_brought_up_in_the_same_way(
    site, tmp_path, mailoutbox
):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    erased, rival = published(clinic, mo), published(clinic, mo, email="rival@mail.example",
                                                     network="192.0.2.9")  # fmt: skip
    earlier = databases.name_of("earlier")
    databases.use(site.database)
    databases.copy(site.database, earlier)
    write.erase(erased)
    with databases.using(earlier):
        make.signed_in(User.objects.get(email="moe@example.org"))
        lines: list[str] = []
        settle_recovered(tell=lines.append)
        assert "1 erasures since the backup; 1 had to be done again." in lines
        assert [one.pk for one in Review.objects.filter(clinic=clinic.pk)] == [rival.pk]
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from django_session")
            assert cursor.fetchone() == (0,)
    databases.drop(earlier)


def test_what_was_erased_is_erased_again_whatever_the_clock_said_meanwhile(
    site, tmp_path, mailoutbox
):
    clinic, mo = make.clinic(slug="heron"), make.moderator("moe@example.org")
    erased = published(clinic, mo, words=f"{SECRET}.")
    make_backup(tmp_path / "monday")
    write.erase(erased)
    made = Erasure.objects.get(kind="review", identity=erased.identity)
    delete_copy(made)
    made.at -= dt.timedelta(days=40)  # the clock was ahead when the backup was made
    write_copy(made)
    with restored(tmp_path / "monday") as lines:
        assert "1 erasures since the backup; 1 had to be done again." in lines
        assert where(SECRET) == []


def test_the_last_that_was_done_to_a_listing_is_the_last_though_the_clock_went_back(site):
    Erasure.objects.all().delete()
    clinic, rival = make.clinic(slug="heron"), make.clinic(slug="egret")
    hide(clinic.pk, reason="fraud", actor="moderator", why="")
    ahead = timezone.now() + dt.timedelta(days=2)
    Erasure.objects.update(at=ahead)
    stand_again(clinic.pk, actor="moderator")
    hide(rival.pk, reason="fraud", actor="moderator", why="")
    done = [(one.kind, one.key) for one in Erasure.objects.order_by("at")]
    assert done == [("taken-off", rival.pk), ("taken-off", clinic.pk), ("put-back", clinic.pk)]
    assert Erasure.objects.get(kind="put-back").at == ahead + dt.timedelta(microseconds=1)


def test_a_copy_that_cannot_be_read_is_named(site, tmp_path):
    make_backup(tmp_path / "monday")
    remove(make.clinic(slug="heron").pk, actor="moderator")
    day = default_storage.listdir("erasures")[0][0]
    (site.media / f"erasures/{day}/half.json").write_text('{"token": "')
    with restored(tmp_path / "monday") as lines:
        told = f"UNREADABLE: erasures/{day}/half.json. What it says to erase is not known."
        assert told in lines
        assert "1 erasures since the backup; 0 had to be done again." in lines


def test_whatever_is_noted_can_be_done_again():
    assert set(AGAIN) == set(Erasure.Kind.values)


def test_a_backup_of_which_nobody_knows_what_was_erased_since_is_refused():
    refuse_older(timezone.now() - dt.timedelta(days=87))
    with pytest.raises(BackupRefused) as refused:
        refuse_older(dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert str(refused.value) == (
        "The backup was made on 2026-01-02. What people erased is known for 90 days: an older "
        "backup would bring back what is not ours any more. Delete it."
    )


def test_after_ninety_days_note_and_copy_are_deleted(site):
    Erasure.objects.all().delete()
    for number in range(2):
        remove(make.clinic(slug=f"heron-{number}").pk, actor="moderator")
    old, young = Erasure.objects.order_by("at")
    assert copied() == ["taken-off", "taken-off"]
    assert forget_erasures(on=timezone.localdate()) == 0
    delete_copy(old)
    old.at = timezone.now() - dt.timedelta(days=91)
    old.save()
    write_copy(old)
    assert default_storage.exists(name_of(old))
    assert forget_erasures(on=timezone.localdate()) == 1
    assert [one.pk for one in Erasure.objects.all()] == [young.pk]
    assert not default_storage.exists(name_of(old))
    assert default_storage.exists(name_of(young))
