"""Costly work has few places: files are checked one at a time for a person, two in a process."""

import time
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clinics.documents.actions.places import LOCK, MOST_REFUSED, place
from clinics.documents.check import DocumentRefused
from clinics.models import Claim
from tests import make
from tests.at_once import all_at_once
from tests.clinics.documents.cast import pdf, picture

BUSY = "We are checking the files of other people. Try again in a moment."
OWN = "Your other files are still being checked. Try again in a moment."
OFTEN = "Twenty of your files could not be used within an hour. Try again later."


def file(content: bytes = b"", name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def hand_in(client, clinic, content: bytes = b""):
    """Ask to speak for the clinic, with a document."""
    said = {"method": "documents", "statement": "I am the manager.", "documents": file(content)}
    return client.post(reverse("claim", args=[clinic.slug]), said)


def errors(answer) -> list[str]:
    return answer.context["form"].errors.get("documents", [])


def taken(person, together: Barrier | None = None):
    """Takes the place of somebody, in a thread with a connection of its own.

    Keeps it until all who are `together` have taken one or were refused.
    """

    def call():
        try:
            with place(person):
                if together:
                    together.wait(60)
                return "taken"
        except DocumentRefused:
            if together:
                together.wait(60)
            raise

    return call


@pytest.mark.django_db(transaction=True)
def test_one_person_checks_one_file_at_a_time_and_a_rival_checks_beside_them():
    cam, rival = make.user("cam@example.org"), make.user("rival@example.org")
    with place(cam):
        assert [str(said) for said in all_at_once([taken(cam)])] == [OWN]
        assert all_at_once([taken(rival)]) == ["taken"]
    assert all_at_once([taken(cam)]) == ["taken"]


@pytest.mark.django_db(transaction=True)
def test_a_process_checks_two_files_at_once_and_no_third():
    people = [make.user(f"cam-{number}@example.org") for number in range(3)]
    three = Barrier(3)
    said = sorted(map(str, all_at_once([taken(person, three) for person in people])))
    assert said == [BUSY, "taken", "taken"]
    assert all_at_once([taken(person) for person in people[:2]]) == ["taken", "taken"]


@pytest.mark.django_db
def test_without_a_place_the_form_keeps_what_was_typed():
    clinic, cam = make.clinic(), make.user("cam@example.org")
    client = make.signed_in(cam)
    with place(make.user("a@example.org")), place(make.user("b@example.org")):
        answer = hand_in(client, clinic)
    assert (answer.status_code, errors(answer)) == (400, [BUSY])
    assert answer.context["form"]["statement"].value() == "I am the manager."
    assert not Claim.objects.exists()
    assert hand_in(client, clinic).status_code == 302
    assert Claim.objects.get().documents.count() == 1


@pytest.mark.django_db
def test_every_door_for_files_has_a_place():
    clinic = make.clinic()
    ann = make.ann(clinic)
    client = make.signed_in(ann)
    asked = {"decision": "asked-back", "decided_at": timezone.now()}
    claim = make.claim(clinic, "ann@example.org", **asked)
    held = make.credential(clinic, "accreditation")
    doors = {
        reverse("claim", args=[clinic.slug]): {"method": "documents", "documents": file()},
        reverse("claim_answer", args=[claim.pk]): {"documents": file()},
        reverse("clinic_credential", args=[clinic.slug]) + "?kind=malpractice":
            {"name": "Example Mutual", "documents": file()},
        reverse("credential_renew", args=[clinic.slug, held.pk]): {"documents": file()},
        reverse("csv_upload"): {"file": file(b"slug\nx\n", "clinics.csv")},
    }  # fmt: skip
    with place(make.user("a@example.org")), place(make.user("b@example.org")):
        said = {url: client.post(url, data) for url, data in doors.items()}
    assert {url: answer.status_code for url, answer in said.items()} == dict.fromkeys(doors, 400)
    assert [BUSY in answer.content.decode() for answer in said.values()] == [True] * len(doors)


@pytest.mark.django_db
def test_whose_files_are_refused_twenty_times_waits_and_a_rival_does_not():
    clinic = make.clinic()
    cam, rival = make.user("cam@example.org"), make.user("rival@example.org")
    for _ in range(MOST_REFUSED):
        with pytest.raises(DocumentRefused, match="bad"), place(cam):
            raise DocumentRefused("bad")
    answer = hand_in(make.signed_in(cam), clinic)
    assert (answer.status_code, errors(answer)) == (400, [OFTEN])
    assert hand_in(make.signed_in(rival), clinic).status_code == 302


@pytest.mark.django_db
def test_a_refused_file_is_counted_and_a_good_one_is_not(django_assert_num_queries):
    cam = make.user("cam@example.org")
    client, clinic = make.signed_in(cam), make.clinic()
    for _ in range(MOST_REFUSED - 1):
        with place(cam):
            pass
    hand_in(client, clinic, b"%PDF-broken")
    with django_assert_num_queries(3), place(cam):
        pass
    assert hand_in(client, clinic, picture()).status_code == 302


WHO_CHECKS = """
select activity.xact_start, array_agg(distinct locks.locktype order by locks.locktype)
from pg_locks own join pg_stat_activity activity using (pid) join pg_locks locks using (pid)
where own.locktype = 'advisory' and own.classid = %s group by 1
"""


@pytest.mark.django_db(transaction=True)
def test_while_a_file_is_checked_no_transaction_is_open_and_no_row_is_locked():
    clinic, client = make.clinic(), make.signed_in(make.user("cam@example.org"))

    def look():
        until, seen = time.monotonic() + 20, []
        while not seen and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(WHO_CHECKS, [LOCK])
                seen = cursor.fetchall()
        time.sleep(0.1)
        with connection.cursor() as cursor:
            cursor.execute(WHO_CHECKS, [LOCK])
            return cursor.fetchall()

    answer, seen = all_at_once([lambda: hand_in(client, clinic), look])
    assert answer.status_code == 302
    assert seen == [(None, ["advisory"])]
