"""A person asks to speak for a clinic: code by mail, code by phone, documents, every refusal."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.claims.actions import ask as actions
from clinics.claims.actions.decide import decide_claim, digest, make_spoken_code
from clinics.claims.codes import spoken_code
from clinics.claims.models import ClaimRefused
from clinics.models import Claim, ClaimDocument, Membership, Notice
from tests import make
from tests.clinics.claims.cast import another, code_in, confirmed, luma
from tests.clinics.documents.cast import pdf, picture

pytestmark = pytest.mark.django_db


def ask(client, clinic, **said):
    return client.post(reverse("claim", args=[clinic.slug]), said)


def say(answer) -> str:
    return answer.content.decode()


def read(answer) -> bytes:
    """All of an answer, which closes its file."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def cam(client):
    person = confirmed("cam@mail.example")
    client.force_login(person)
    return person


def test_a_stranger_reads_how_it_goes_and_is_asked_to_sign_in(client):
    clinic = luma()
    page = client.get(reverse("claim", args=[clinic.slug]))
    assert page.status_code == 200
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in say(page)
    posted = ask(client, clinic, method="documents")
    assert posted.url == f"/accounts/login/?next=/clinics/{clinic.slug}/claim/"
    assert Claim.objects.count() == 0


def test_a_code_to_the_own_domain_brings_the_claim_to_the_desk_and_no_further(
    client, cam, mailoutbox
):
    clinic = luma()
    asked = ask(client, clinic, method="domain-email", local_part="cam", statement="Manager")
    claim = Claim.objects.get()
    assert asked.url == reverse("my_claim", args=[claim.pk])
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["cam@luma.example"], "Your code for Clinic Directory")
    assert (claim.asked_at, claim.proved_at) == (None, None)
    assert code_in(mail) not in claim.code_hash
    answer = client.post(reverse("claim_type_code", args=[claim.pk]), {"code": code_in(mail)})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert None not in (claim.proved_at, claim.asked_at)
    assert claim.code_hash == ""
    assert Membership.objects.count() == 0
    trail = Event.objects.filter(target="claim").order_by("pk")
    assert list(trail.values_list("verb", "actor")) == [
        ("claim started", "person"), ("code sent", "person"), ("claim proved", "person"),
        ("asked to speak", "person"),
    ]  # fmt: skip
    assert Event.objects.public().filter(verb__contains="claim").count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cam@rival.example", "Type only the part before the @."),
        ("", "Type the part of your address before the @."),
        ("a b", "“a b@luma.example” is not an e-mail address."),
        ("cam\r\nBcc: x", "is not an e-mail address."),
        ("<script>alert(1)</script>", "is not an e-mail address."),
        ('"a\x01b"', "is not an e-mail address."),
        ('"x>"', "is not an e-mail address."),
        ("a%40b", "“a%40b@luma.example” is not an e-mail address."),
        ("rival.example!a", "is not an e-mail address."),
        ("x" * 65, "at most 64 characters"),
    ],
)
def test_no_address_elsewhere_can_be_typed(client, cam, mailoutbox, typed, words):
    answer = ask(client, luma(), method="domain-email", local_part=typed)
    assert answer.status_code == 400
    assert words in say(answer)
    assert "<script>alert" not in say(answer)
    assert (Claim.objects.count(), mailoutbox) == (0, [])


def test_a_proof_that_is_not_possible_for_this_clinic_is_refused(client, cam):
    clinic = luma(website="https://facebook.com/luma", email="", phone="")
    for method in ("domain-email", "listed-email", "listed-phone", "telepathy"):
        answer = ask(client, clinic, method=method, local_part="cam")
        assert answer.status_code == 400
    with pytest.raises(ClaimRefused):
        actions.start(clinic, "domain-email", by=cam, local_part="cam")
    assert Claim.objects.count() == 0


def test_the_listed_address_gets_the_code_whatever_is_typed(client, cam, mailoutbox):
    ask(client, luma(), method="listed-email", local_part="cam", address="cam@evil.example")
    assert [mail.to for mail in mailoutbox] == [["desk@luma.example"]]


def test_five_wrong_codes_void_the_right_one(client, cam, mailoutbox):
    clinic = luma()
    ask(client, clinic, method="listed-email")
    claim, code = Claim.objects.get(), code_in(mailoutbox[0])
    address = reverse("claim_type_code", args=[claim.pk])
    said = [say(client.post(address, {"code": another(code)})) for _ in range(5)]
    assert "You can try 4 more times." in said[0]
    assert "You can try 1 more time." in said[3]
    assert "A wrong code was typed five times" in say(client.post(address, {"code": code}))
    claim.refresh_from_db()
    assert (claim.code_tries, claim.proved_at) == (5, None)
    client.post(reverse("claim_send", args=[claim.pk]))
    assert "That is not the code" in say(client.post(address, {"code": code}))
    assert client.post(address, {"code": code_in(mailoutbox[1])}).status_code == 302


def test_a_code_runs_out_after_thirty_minutes_and_works_once(client, cam, mailoutbox):
    ask(client, luma(), method="listed-email")
    claim, code = Claim.objects.get(), code_in(mailoutbox[0])
    address = reverse("claim_type_code", args=[claim.pk])
    sent = claim.code_sent_at
    Claim.objects.update(code_sent_at=timezone.now() - dt.timedelta(minutes=30))
    assert "expired after 30 minutes" in say(client.post(address, {"code": code}))
    Claim.objects.update(code_sent_at=sent)
    assert client.post(address, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert "This code was already used." in say(client.post(address, {"code": code}))


def test_a_sixth_code_within_a_day_is_refused_even_for_a_new_claim(client, cam, mailoutbox):
    clinic = luma()
    ask(client, clinic, method="listed-email")
    first = Claim.objects.get()
    client.post(reverse("claim_withdraw", args=[first.pk]))
    ask(client, clinic, method="domain-email", local_part="cam")
    claim = Claim.objects.open().get()
    for _ in range(3):
        client.post(reverse("claim_send", args=[claim.pk]))
    assert len(mailoutbox) == 5
    page = client.post(reverse("claim_send", args=[claim.pk]), follow=True)
    assert "You asked for five codes within a day." in say(page)
    assert len(mailoutbox) == 5


def test_a_clinic_is_sent_twenty_codes_a_day_whoever_asks(client, cam, mailoutbox):
    clinic = luma()
    for number in range(20):
        person = make.user(f"person-{number}@mail.example")
        record("code sent", clinic, actor="person", by=person, clinic_id=clinic.pk)
    ask(client, clinic, method="listed-email")
    page = client.get(reverse("my_claim", args=[Claim.objects.get().pk]))
    assert "Too many codes were sent for this clinic today. Try again tomorrow." in say(page)
    assert "prove it by a call to the clinic’s phone or with documents." in say(page)
    assert "You asked for five codes" not in say(page)
    assert mailoutbox == []


def test_one_claims_code_proves_no_other(client, cam, mailoutbox):
    clinic = luma()
    ask(client, clinic, method="listed-email")
    mine = Claim.objects.get()
    theirs = actions.start(clinic, "listed-email", by=make.user("sam@mail.example"))
    actions.send_code(theirs, by=theirs.user)
    code = code_in(mailoutbox[1])
    if code != code_in(mailoutbox[0]):
        answer = client.post(reverse("claim_type_code", args=[mine.pk]), {"code": code})
        assert "That is not the code" in say(answer)


@pytest.mark.parametrize("page", ["my_claim", "claim_type_code", "claim_send", "claim_withdraw",
                                  "claim_answer"])  # fmt: skip
def test_nobody_elses_claim_can_be_seen_or_touched(client, cam, page):
    theirs = make.claim(luma(), "sam@mail.example")
    address = reverse(page, args=[theirs.pk])
    answer = client.get(address) if page == "my_claim" else client.post(address, {"code": "123456"})
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.decision == ""


def test_sending_the_form_twice_asks_once(client, cam):
    clinic = luma()
    for _ in range(2):
        answer = ask(client, clinic, method="listed-phone")
    assert answer.status_code == 400
    assert "You have already asked. Your request is still open." in say(answer)
    assert Claim.objects.count() == 1


def test_who_speaks_for_the_clinic_needs_not_ask(client, cam):
    clinic = luma()
    Membership.objects.create(user=cam, clinic=clinic)
    assert "You already speak for this clinic." in say(
        client.get(reverse("claim", args=[clinic.slug]))
    )
    answer = ask(client, clinic, method="listed-phone")
    assert answer.status_code == 400
    assert Claim.objects.count() == 0


def test_a_megabyte_of_words_is_refused_in_words(client, cam):
    answer = ask(client, luma(), method="listed-phone", statement="x" * 1_000_000)
    assert answer.status_code == 400
    assert "at most 2000 characters (it has 1000000)" in say(answer)
    assert Claim.objects.count() == 0


def test_a_script_in_the_words_is_shown_as_words(client, cam):
    words = "<script>alert('x')</script>"
    ask(client, luma(name="Luma <b>bold</b>"), method="listed-phone", statement=words)
    page = say(client.get(reverse("my_claim", args=[Claim.objects.get().pk])))
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;script&gt;alert" in page


def test_documents_lie_outside_of_static_under_names_of_our_own(client, cam, settings):
    upload = SimpleUploadedFile("../../evil.html", picture(), content_type="text/html")
    answer = ask(client, luma(), method="documents", documents=[upload])
    assert answer.status_code == 302
    claim, document = Claim.objects.get(), ClaimDocument.objects.get()
    assert claim.asked_at is not None
    assert document.file.path.startswith(settings.MEDIA_ROOT + "/claims/")
    assert document.file.name.endswith(".png")
    assert "evil" not in document.file.name


def test_a_document_goes_to_its_owner_and_to_moderators_as_an_attachment_only(client, cam):
    clinic = luma()
    upload = SimpleUploadedFile("letter.pdf", pdf(), content_type="text/html")
    ask(client, clinic, method="documents", documents=[upload])
    document = ClaimDocument.objects.get()
    address = reverse("claim_document", args=[document.claim_id, document.pk])
    answer = client.get(address)
    assert read(answer).startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    own_clinic = make.moderator("own@mail.example")
    Membership.objects.create(user=own_clinic, clinic=clinic)
    seen = {}
    for who in (make.user("sam@mail.example"), make.moderator(), own_clinic,
                make.user("no2fa@mail.example", is_moderator=True)):  # fmt: skip
        answer = make.signed_in(who, client=client).get(address)
        seen[who.email] = answer.status_code
        read(answer)
    assert seen == {"sam@mail.example": 404, "mo@example.org": 200, "own@mail.example": 404,
                        "no2fa@mail.example": 404}  # fmt: skip


def test_a_refused_document_leaves_nothing_behind(client, cam, settings):
    uploads = [SimpleUploadedFile("a.png", picture()), SimpleUploadedFile("b.png", b"MZ")]
    answer = ask(client, luma(), method="documents", documents=uploads)
    assert answer.status_code == 400
    assert "“b.png” is not a PDF, PNG or JPEG file" in say(answer)
    assert (Claim.objects.count(), ClaimDocument.objects.count()) == (0, 0)
    six = [SimpleUploadedFile(f"{n}.png", picture()) for n in range(6)]
    assert "at most five documents" in say(ask(client, luma(), method="documents", documents=six))
    assert "Hand in at least one document." in say(ask(client, luma(), method="documents"))


def test_the_phone_code_is_read_out_by_a_moderator_and_typed_by_the_person(client, cam):
    clinic, mo = luma(), make.moderator()
    ask(client, clinic, method="listed-phone")
    claim = Claim.objects.get()
    assert claim.asked_at is not None
    address = reverse("claim_type_code", args=[claim.pk])
    assert "There is no code yet." in say(client.post(address, {"code": "123456"}))
    code = make_spoken_code(claim, by=mo)
    claim.refresh_from_db()
    assert spoken_code(claim) == code
    assert code not in say(client.get(reverse("my_claim", args=[claim.pk])))
    with pytest.raises(ClaimRefused, match="there is no proof to approve"):
        decide_claim(claim, "approved", by=mo, seen=digest(claim))
    assert client.post(address, {"code": code}).status_code == 302
    claim.refresh_from_db()
    assert spoken_code(claim) is None
    decide_claim(claim, "approved", by=mo, seen=digest(claim))
    assert Membership.objects.filter(user=cam, clinic=clinic).count() == 1


def test_a_claim_on_a_claimed_clinic_is_a_dispute_and_its_admins_are_told(client, cam, mailoutbox):
    clinic = luma()
    ann, rita = make.member("ann@mail.example", clinic), make.user("rita@mail.example")
    ask(client, clinic, method="listed-email")
    assert Notice.objects.count() == 0  # nobody is told before the proof is in
    claim = Claim.objects.get()
    client.post(reverse("claim_type_code", args=[claim.pk]), {"code": code_in(mailoutbox[0])})
    claim.refresh_from_db()
    assert claim.is_dispute
    assert [notice.user for notice in Notice.objects.all()] == [ann]
    assert rita.notices.count() == 0


def test_a_listing_that_moved_meanwhile_sends_no_code_to_the_old_address(client, cam, mailoutbox):
    clinic = luma()
    ask(client, clinic, method="domain-email", local_part="cam")
    type(clinic).objects.filter(pk=clinic.pk).update(website="https://other.example/")
    page = client.post(reverse("claim_send", args=[Claim.objects.get().pk]), follow=True)
    assert "The listing changed since you asked." in say(page)
    assert len(mailoutbox) == 1
