"""Listed clinics are told once that they are listed, over a real SMTP server."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clinics.models import Erasure, Event, ListedMail
from clinics.outreach.actions import tell_listed
from clinics.outreach.waiting import to_tell
from tests import make
from tests.at_once import all_at_once
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(post_office, settings):
    """Where the mail arrives; the operator switched it on."""
    speak_smtp(settings, post_office)
    settings.SITE_URL = "https://directory.example"
    settings.CONTACT_EMAIL = "operator@directory.example"
    settings.TELL_LISTED_CLINICS = True
    return post_office


def told() -> str:
    """What the command prints."""
    said = io.StringIO()
    call_command("tell_listed", stdout=said)
    return said.getvalue().strip()


def to_whom(office) -> list[str]:
    return [letter["To"] for letter in letters(office)]


def link_of(letter) -> str:
    """The path of the link in a mail that wants no more."""
    return letter["List-Unsubscribe"].strip(" <>").removeprefix("https://directory.example")


def test_a_listed_clinic_that_nobody_speaks_for_is_told_once(office, settings):
    heron = make.clinic(name="Heron", slug="heron", email="desk@heron.example")
    make.ann(make.clinic(email="kept@rival.example"))
    make.clinic(email="candidate@rival.example", published=False)
    make.clinic(email="")
    gone = make.clinic(email="closing@rival.example")
    type(gone).objects.filter(pk=gone.pk).update(says_closed_since=make.today())
    settings.TELL_LISTED_CLINICS = False
    assert told() == ("Off: nobody was told. 1 addresses would be, over time, with "
                      "TELL_LISTED_CLINICS=1.")  # fmt: skip
    assert to_whom(office) == []
    settings.TELL_LISTED_CLINICS = True
    assert told() == "1 addresses told; 0 take no mail; 0 wait for another day."
    (letter,) = letters(office)
    site, no_mail = "https://directory.example", link_of(letter)
    assert (letter["To"], letter["Subject"], letter["Reply-To"]) == (
        "desk@heron.example", "Your clinic is listed in Clinic Directory",
        "operator@directory.example",
    )  # fmt: skip
    assert letter.get_content().replace("\r\n", "\n") == (
        "Clinic Directory is a public list of clinics that offer ketamine treatment, or may offer "
        "it. Each fact says who says so and since when. You need not do anything, and a listing is "
        "free.\n\n"
        "Heron, Delray Beach, FL\n"
        f"  The page: {site}/clinics/heron/\n"
        f"  Keep it yourself: {site}/clinics/heron/claim/\n"
        f"  Say what is wrong, without an account: {site}/clinics/heron/problem/\n\n"
        f"How a listing is corrected, closed or removed: {site}/for-clinics/\n"
        "Write to whoever runs the directory: operator@directory.example\n\n"
        "We send this mail once. We keep a hash of your address, so that it gets no second one.\n"
        f"No such mail to anybody at your clinic: {site}{no_mail}\n"
    )
    assert told() == "0 addresses told; 0 take no mail; 0 wait for another day."
    make.clinic(email="Desk+news@HERON.example")
    assert told() == "0 addresses told; 0 take no mail; 0 wait for another day."
    assert to_whom(office) == ["desk@heron.example"]
    trail = Event.objects.filter(verb="told that it is listed")
    assert [event.clinic_id for event in trail] == [heron.pk]
    assert "heron" not in str(ListedMail.objects.values().get())
    noted = Erasure.objects.get()  # no restore of a backup makes it forget that
    assert (noted.kind, noted.identity) == ("told", ListedMail.objects.get().address_hash)


def test_clinics_with_one_address_are_told_together(office):
    for number in range(12):
        make.clinic(name=f"Site {number}", email=["a@group.example", "A@group.example"][number % 2])
    assert told() == "1 addresses told; 0 take no mail; 0 wait for another day."
    (letter,) = letters(office)
    text = letter.get_content()
    assert letter["Subject"] == "Your clinics are listed in Clinic Directory"
    assert [f"Site {number}," in text for number in range(12)] == [True] * 10 + [False] * 2
    assert "2 more clinics with this address are listed." in text
    assert Event.objects.filter(verb="told that it is listed").count() == 12


def test_whoever_wants_none_keeps_it_from_the_own_domain_alone(office, settings):
    make.clinic(email="one@heron.example")
    make.clinic(email="heron@gmail.com")
    tell_listed()
    settings.SITE_URL, browser = "", Client()
    for letter in letters(office):
        page = browser.get(link_of(letter))
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert "Press the button" in page.content.decode()
    assert ListedMail.objects.filter(refused_at=None).count() == 2
    for letter in letters(office):
        pressed = browser.post(link_of(letter), follow=True)
        assert "We write to you no more" in pressed.content.decode()
        assert browser.post(link_of(letter)).status_code == 302
    assert Event.objects.filter(verb="wants no mail").count() == 2
    assert browser.get("/no-mail/nobody-has-it/").status_code == 404
    make.clinic(email="two@heron.example")
    make.clinic(email="rival@gmail.com")
    assert [[clinic.email for clinic in group] for group in to_tell()] == [["rival@gmail.com"]]


def test_an_address_that_nobody_has_is_tried_once(office):
    make.clinic(email="gone@heron.example")
    make.clinic(email="here@rival.example")
    office.handler.refuses = "gone@heron.example"
    assert told() == "1 addresses told; 1 take no mail; 0 wait for another day."
    assert to_whom(office) == ["here@rival.example"]
    office.handler.refuses = ""
    assert told() == "0 addresses told; 0 take no mail; 0 wait for another day."


def test_without_a_mail_server_nobody_counts_as_told(office, settings):
    for number in range(4):
        make.clinic(email=f"desk@late-{number}.example")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(CommandError) as refused:
        told()
    assert str(refused.value) == "3 mails could not be sent; the next run tries again."
    assert (ListedMail.objects.count(), len(to_tell())) == (0, 4)
    settings.EMAIL_PORT = port
    assert told() == "4 addresses told; 0 take no mail; 0 wait for another day."


def test_a_day_has_a_budget(office, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"listed_mails": "2/d/key"}
    office.handler.refuses = "desk@late-0.example"
    for number in range(3):
        make.clinic(email=f"desk@late-{number}.example")
    assert told() == "1 addresses told; 1 take no mail; 1 wait for another day."
    assert told() == "0 addresses told; 0 take no mail; 1 wait for another day."
    assert to_whom(office) == ["desk@late-1.example"]


def test_two_processes_at_once_write_one_mail(office):
    for number in range(3):
        make.clinic(email=f"desk@late-{number}.example")
    outcomes = all_at_once([tell_listed, tell_listed])
    assert sum(one["told"] for one in outcomes) == 3
    assert sorted(to_whom(office)) == [f"desk@late-{number}.example" for number in range(3)]
