"""What the three dearest requests ask of the database: literal numbers of queries."""

import pytest
from django.test import Client

from clinics.credentials.actions import state
from clinics.models import Fact, ProposedChange
from tests import make
from tests.clinics.changes.typing import fill
from tests.clinics.credentials.cast import case_of, fact, in_days, of
from tests.clinics.moderation.cast import of_case

pytestmark = pytest.mark.django_db
PHONE, NEW_PHONE = "+1 561-555-0123", "+1 561-555-0199"


@pytest.fixture
def clinic():
    make.clinic(name="Rival", phone=PHONE)
    return make.clinic(
        name="Pelican Key", phone=PHONE, yes="condition.crps", prices={"price.session": 400}
    )


@pytest.fixture
def ann(clinic):
    return make.member("ann@example.org", clinic)


@pytest.fixture
def mo():
    return make.signed_in(make.moderator())


def sent(client: Client, clinic, count=None):
    """One harmless answer and one that a moderator must see, looked at and sent."""
    fill(client, clinic, phone=NEW_PHONE, condition__ptsd="yes")
    url = f"/my/clinics/{clinic.slug}/review/"
    seen = client.get(url).context["seen"]
    return lambda: client.post(url, {"seen": seen, "note": "Please."})


def test_an_edit_that_is_published_in_part(clinic, ann, django_assert_num_queries):
    send = sent(make.signed_in(ann), clinic)
    with django_assert_num_queries(30):
        answer = send()
    assert answer.status_code == 302
    clinic.refresh_from_db()
    assert clinic.phone == NEW_PHONE
    assert [i.code for i in ProposedChange.objects.pending().get().items.all()] == [
        "condition.ptsd"
    ]


def test_an_edit_that_is_approved(clinic, ann, mo, django_assert_num_queries):
    sent(make.signed_in(ann), clinic)()
    item = ProposedChange.objects.pending().get().items.get()
    url = f"/moderation/change/{item.change_id}/"
    posted = {"seen": mo.get(url).context["case"].seen, f"item-{item.pk}-decision": "approved"}
    with django_assert_num_queries(33):
        answer = mo.post(url, posted)
    assert answer.status_code == 302
    assert Fact.objects.get(clinic=clinic, code="condition.ptsd").value is True


def test_a_credential_that_is_confirmed(clinic, ann, mo, django_assert_num_queries):
    ada = make.clinician(clinic)
    for kind in ("npi", "board-certification", "not-excluded"):
        make.credential(clinic, kind, clinician=ada, confirmed_until=60)
    licence = state.claim(clinic, by=ann, kind="licence", clinician=ada, state="FL", number="ME 1")
    url = f"/moderation/credential/{case_of(licence).pk}/"
    posted = of_case(
        mo.get(url), case_of(licence), outcome="confirmed", method="board",
        source_url="https://board.example/", valid_until=in_days(60).isoformat(),
    )  # fmt: skip
    with django_assert_num_queries(44):
        answer = mo.post(url, posted)
    assert answer.status_code == 302
    assert of(ada, "licence").current.outcome == "confirmed"
    assert fact(clinic, "staff.psychiatrist") == (True, "register", make.today(), in_days(60))
