"""A person's page: what they speak for, what is to be done, what they were told."""

import pytest
from django.urls import reverse

from clinics.dashboard.todo import memberships_of, todo
from clinics.models import Membership, Notice
from clinics.notices.actions.notify import notify
from tests import make

pytestmark = pytest.mark.django_db


def todo_of(person) -> dict[str, list[str]]:
    """What is to be done, by clinic."""
    return {m.clinic.name: todo(m, on=make.today()) for m in memberships_of(person)}


def test_what_is_to_be_done_is_said_by_clinic_and_only_for_ones_own():
    fresh = {"since": make.days_ago(1), "affirmed_on": make.days_ago(1)}
    worn = make.clinic(
        name="Worn",
        facts=[
            make.fact("safety.pulse-oximetry", confirmed="document", due_in=-1),
            make.fact("safety.acls", confirmed="document", due_in=11),
            make.fact("safety.crash-cart", confirmed="register", due_in=11),
            make.fact("access.accepting-new-patients", days=95),
            make.fact("access.telehealth", days=2000),
        ],
        prices=[make.price("price.consultation", 100, days=181)],
        since=make.days_ago(91), affirmed_on=make.days_ago(91),
    )  # fmt: skip
    make.clinic(name="Rival", facts=[make.fact("safety.acls", confirmed="document", due_in=-1)])
    quiet = make.clinic(
        name="Quiet", facts=[make.fact("access.accepting-new-patients", days=75)], **fresh
    )
    ann = make.member("ann@mail.example", worn)
    Membership.objects.create(user=ann, clinic=quiet)
    make.claim(quiet, "cam@mail.example")
    make.claim(quiet, "early@mail.example", asked_at=None)
    assert todo_of(ann) == {
        "Quiet": ["Somebody else asks to speak for this clinic."],
        "Worn": [
            "1 confirmed answer reads overdue.",
            "Accepting new patients: not repeated for 95 days.",
            "First consultation: not repeated for 181 days.",
            "Name, address and phone: not repeated for 91 days.",
            "2 answers will read overdue in 12 days.",
        ],
    }


@pytest.mark.parametrize(("days", "words"), [
    (75, []), (76, ["1 answer will read overdue in 15 days."]),
    (90, ["1 answer will read overdue in 1 day."]),
    (91, ["Accepting new patients: not repeated for 91 days."]),
])  # fmt: skip
def test_a_statement_is_recent_for_ninety_days(days, words):
    fresh = {"since": make.days_ago(1), "affirmed_on": make.days_ago(1)}
    clinic = make.clinic(
        name="Luma", facts=[make.fact("access.accepting-new-patients", days=days)], **fresh
    )
    assert todo_of(make.member("ann@mail.example", clinic)) == {"Luma": words}


def test_what_others_imported_is_not_the_clinics_to_confirm():
    old = make.fact("access.accepting-new-patients", days=400, source="import", source_name="X")
    clinic = make.clinic(name="Luma", facts=[old], source="import", source_name="X",
                         since=make.days_ago(400), affirmed_on=make.days_ago(400))  # fmt: skip
    assert todo_of(make.member("ann@mail.example", clinic)) == {"Luma": []}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_clinics_as_for_one(
    client, count, django_assert_num_queries
):
    for number in range(count):
        clinic = make.clinic(name=f"Luma {number}", prices={"price.session": 400})
        ann = make.member("ann@mail.example", clinic)
        make.claim(make.clinic(name=f"Asked {number}"), "ann@mail.example")
        make.credential(clinic, "rems", confirmed_until=-1)
        notify(ann, "Something", clinic=clinic)
    client.force_login(ann)
    with django_assert_num_queries(12):
        page = client.get(reverse("my")).content.decode()
    assert page.count("REMS-certified setting (Spravato) is overdue. Renew it.") == count
    assert [f"Luma {n}" in page for n in range(3)] == [n < count for n in range(3)]
    assert [f"Asked {n}" in page for n in range(3)] == [n < count for n in range(3)]


def test_a_moderator_without_second_factor_is_shown_the_way(client):
    client.force_login(make.user("mo@mail.example", is_moderator=True))
    page = client.get(reverse("my")).content.decode()
    assert "You are a moderator, but you need a second factor first." in page
    client.force_login(make.moderator("mia@mail.example"))
    assert "To the moderators’ desk" in client.get(reverse("my")).content.decode()


def test_looking_reads_nothing_away_and_a_press_does(client):
    ann, bob = make.user("ann@mail.example"), make.user("bob@mail.example")
    notify(ann, "<b>Decided</b>")
    notify(bob, "Of somebody else")
    client.force_login(ann)
    page = client.get(reverse("notices")).content.decode()
    assert "&lt;b&gt;Decided&lt;/b&gt;" in page
    assert "Of somebody else" not in page
    assert Notice.objects.unseen().count() == 2
    assert client.get(reverse("notices_seen")).status_code == 405
    assert client.post(reverse("notices_seen")).status_code == 302
    assert [notice.user for notice in Notice.objects.unseen()] == [bob]
