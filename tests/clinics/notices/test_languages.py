"""Each mail is in the language of whoever reads it, over a real SMTP server."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from clinics.dashboard.actions.delete_account import delete_account
from clinics.inquiries.actions.inquire import ask
from clinics.memberships.actions.block import block
from clinics.memberships.actions.invitations import invite
from clinics.memberships.actions.lead import offer
from clinics.models import Claim, Membership, Notice, Report, Review, Suggestion, User
from clinics.moderation.actions.digest import send_desk_digests
from clinics.notices.actions.digest import send_digests
from clinics.notices.actions.notify import notify, tell_at_once
from clinics.reviews.actions.news import tell_of_distress
from clinics.reviews.actions.report import resolve
from tests import make
from tests.at_once import settled
from tests.clinics.accounts import cast
from tests.clinics.claims.cast import confirmed, luma
from tests.clinics.suggestions.cast import decided
from tests.post import letters, speak_smtp

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "http://testserver"
NEWS = {"en": "News about your listing", "es": "Novedades sobre su ficha"}


@pytest.fixture
def office(post_office, settings):
    """Where the mail arrives."""
    speak_smtp(settings, post_office)
    settings.SITE_URL = SITE
    return post_office


@pytest.fixture
def clinic(office):
    """A clinic for which Ana, who reads Spanish, speaks, and then Ben, who reads English."""
    clinic = luma()
    for name, language in (("ana", "es"), ("ben", "en")):
        person = confirmed(f"{name}@mail.example", language=language)
        Membership.objects.create(clinic=clinic, user=person)
    return clinic


def mails(office) -> list[tuple[str, str, str]]:
    """(to whom, subject, text) of the mails so far, by address."""
    settled()
    found = [(one["To"], one["Subject"].strip(), one.get_content()) for one in letters(office)]
    return sorted(found)


def subjects(office) -> list[tuple[str, str]]:
    return [(to, subject) for to, subject, _text in mails(office)]


@pytest.mark.parametrize("actors", ["en", "es"])
def test_news_at_once_are_in_the_language_of_each_person_whoever_acts(office, clinic, actors):
    people = list(User.objects.filter(memberships__clinic=clinic).order_by("pk"))
    with translation.override(actors):
        path = f"/es/my/clinics/{clinic.slug}/members/"
        words = translation.gettext_lazy("A moderator asks something about %s.")
        tell_at_once([*people, *people], lambda: words % clinic, clinic=clinic, path=path)
        assert translation.get_language() == actors
    spanish = "Una persona moderadora pregunta algo sobre Luma."
    english = "A moderator asks something about Luma."
    path = path.removeprefix("/es")
    told = Notice.objects.order_by("user", "pk").values_list("user__email", "words", "path")
    assert (
        list(told)
        == [("ana@mail.example", spanish, f"/es{path}")] * 2
        + [("ben@mail.example", english, path)] * 2
    )
    for to, subject, text in mails(office):
        own, other = (spanish, english) if to == "ana@mail.example" else (english, spanish)
        assert (own in text, other in text) == (True, False)
        assert subject == NEWS["es" if own == spanish else "en"]
        assert (f"{SITE}/es{path}" in text, f"{SITE}{path}" in text) == (
            own == spanish,
            own == english,
        )
    assert len(mails(office)) == 4


def test_who_hands_the_lead_on_in_english_is_answered_in_their_own_language(office, clinic):
    ana, ben = Membership.objects.filter(clinic=clinic).order_by("pk")
    offer(ben, by=ana.user)
    with translation.override("es"):
        Membership.objects.filter(pk=ben.pk).update(leads_since=timezone.now())
        offer(ana, by=ben.user)
    assert [(to, "le ofrece ser" in text, "offers you the lead" in text)
            for to, _subject, text in mails(office)] == [
        ("ana@mail.example", True, False), ("ben@mail.example", False, True),
    ]  # fmt: skip


def test_one_run_of_digests_says_each_in_the_readers_language(office, clinic):
    for person in User.objects.filter(memberships__clinic=clinic):
        notify(person, "Luma.", clinic=clinic)
    confirmed("mia@desk.example", is_moderator=True, language="es")
    confirmed("max@desk.example", is_moderator=True)
    make.review(clinic, status="waiting")
    with translation.override("es"):
        assert send_digests(at=timezone.now()) == (2, 0)
        assert send_desk_digests(at=timezone.now())[1] == 0
    found = {to: (subject, text) for to, subject, text in mails(office)}
    assert {to: subject for to, (subject, _text) in found.items()} == {
        "ana@mail.example": NEWS["es"],
        "ben@mail.example": NEWS["en"],
        "max@desk.example": "What waits at the desk",
        "mia@desk.example": "Lo que está en espera en la mesa de moderación",
    }
    assert f"Todas las novedades: {SITE}/es/my/notices/" in found["ana@mail.example"][1]
    assert f"All news: {SITE}/my/notices/" in found["ben@mail.example"][1]
    spanish, english = found["mia@desk.example"][1], found["max@desk.example"][1]
    signs = ("Reseñas: 1", f"{SITE}/es/moderation/", "Reviews: 1", f"{SITE}/moderation/")
    assert [sign in spanish for sign in signs] == [True, True, False, False]
    assert [sign in english for sign in signs] == [False, False, True, True]


def test_the_daily_command_writes_each_mail_in_its_readers_language(office, clinic):
    for person in User.objects.filter(memberships__clinic=clinic):
        notify(person, "Luma.", clinic=clinic)
    call_command("send_notices")
    assert subjects(office) == [
        ("ana@mail.example", NEWS["es"]), ("ben@mail.example", NEWS["en"])
    ]  # fmt: skip


def test_a_question_reaches_each_admin_in_their_language_and_a_stranger_in_english(office, clinic):
    mo, alone = make.moderator(), make.clinic(email="desk@alone.example")
    soon = make.days_ago(-9)
    with translation.override("es"):
        ask(clinic, by=mo, words="Who answers?", answer_by=soon)
        ask(alone, by=mo, words="Who answers?", answer_by=soon)
    assert [(to, subject, f"{SITE}/es/my/" in text, f"{SITE}/my/" in text)
            for to, subject, text in mails(office)] == [
        ("ana@mail.example", "Una pregunta sobre su ficha", True, False),
        ("ben@mail.example", "A question about your listing", False, True),
        ("desk@alone.example", "A question about your listing", False, False),
    ]  # fmt: skip
    assert list(Notice.objects.order_by("user").values_list("words", flat=True)) == [
        "Una persona moderadora pregunta algo sobre Luma.",
        "A moderator asks something about Luma.",
    ]


def test_an_invitation_is_in_the_language_of_the_page_or_of_the_account(office, clinic):
    confirmed("eva@mail.example", language="es")
    confirmed("tom@mail.example")
    ana = User.objects.get(email="ana@mail.example")
    asked = (("es", "new"), ("es", "tom"), ("en", "eva"), ("en", "old"))
    for language, name in asked:
        with translation.override(language):
            invite(clinic, f"{name}@mail.example", by=ana)
    english, spanish = "An invitation from a colleague", "Una invitación de un(a) colega"
    sent = [(to, subject, f"{SITE}/es/" in text) for to, subject, text in mails(office)
            if subject in (english, spanish)]  # fmt: skip
    assert sent == [
        ("eva@mail.example", spanish, True), ("new@mail.example", spanish, True),
        ("old@mail.example", english, False), ("tom@mail.example", english, False),
    ]  # fmt: skip


PERSON = {"visit_month": make.days_ago(40).replace(day=1).isoformat(), "relation": "patient",
          "overall": "4", "words": "Me atendieron bien.", "email": "wren@mail.example"}  # fmt: skip


def test_who_writes_a_review_on_a_page_in_spanish_gets_both_links_in_spanish(office):
    clinic, client = luma(), Client()
    assert client.post(f"/es/clinics/{clinic.slug}/review/", PERSON).status_code == 200
    [(_to, subject, text)] = mails(office)
    assert subject == "Confirme lo que escribió"
    link = text.split(SITE)[1].split()[0]
    assert link.startswith("/es/")
    client.post(link)
    assert subjects(office)[-1] == ("wren@mail.example", "Su enlace a lo que escribió")
    assert mails(office)[-1][2].split(SITE)[1].startswith("/es/")
    review = Review.objects.get()
    assert (review.language, review.words) == ("es", "Me atendieron bien.")
    # The link that is asked for again is mailed by a thread of its own.
    client.post(f"/clinics/{clinic.slug}/review/link/", {"email": "wren@mail.example"})
    settled()
    assert letters(office)[-1]["Subject"] == "Your link to what you wrote"
    client.post(f"/es/clinics/{clinic.slug}/review/link/", {"email": "wren@mail.example"})
    settled()
    assert letters(office)[-1]["Subject"] == "Su enlace a lo que escribió"


def test_who_reported_or_suggested_in_spanish_is_told_in_spanish_by_a_moderator_in_english(office):
    clinic, mo = make.clinic(yes="insurance.medicare"), make.moderator()
    for prefix, name in (("/es", "sol"), ("", "sam")):
        words = {"words": "No es así.", "email": f"{name}@mail.example"}
        client = Client(REMOTE_ADDR=f"192.0.2.{len(name + prefix)}")
        path = f"{prefix}/clinics/{clinic.slug}/wrong/?code=insurance.medicare"
        assert client.post(path, words).status_code == 200
    for made in Report.objects.order_by("pk"):
        resolve(made, by=mo, resolution="stands", note="I called.")
    assert [(to, subject, f"{SITE}/es/" in text) for to, subject, text in mails(office)] == [
        ("sam@mail.example", "What became of your report", False),
        ("sol@mail.example", "En qué terminó su aviso", True),
    ]  # fmt: skip


def test_what_came_of_a_suggestion_is_told_in_the_language_in_which_it_was_sent(office):
    clinic, mo = make.clinic(name="Luma"), make.moderator()
    problem = {"kind": "closed", "words": "Está vacía."}
    for page, name in (("/es", "sol"), ("", "sam")):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(page) + 1}")
        said = problem | {"email": f"{name}@mail.example"}
        client.post(f"{page}/clinics/{clinic.slug}/problem/", said)
    confirm = [(to, subject, f"{SITE}/es/suggestions/" in text)
               for to, subject, text in mails(office)]  # fmt: skip
    assert confirm == [
        ("sam@mail.example", "Confirm what you wrote", False),
        ("sol@mail.example", "Confirme lo que escribió", True),
    ]
    Suggestion.objects.update(confirmed_at=timezone.now())
    office.handler.taken.clear()
    with translation.override("es"):
        for one in Suggestion.objects.order_by("pk"):
            decided(one, mo, "refused", reason="not-found")
    told = [(to, subject, "We could not confirm it" in text, f"{SITE}/es/clinics/" in text)
            for to, subject, text in mails(office)]  # fmt: skip
    assert told == [
        ("sam@mail.example", "What came of what you told us", True, False),
        ("sol@mail.example", "En qué terminó lo que nos dijo", False, True),
    ]


def test_that_an_account_is_deleted_is_told_in_its_language(office):
    for name, language in (("ana", "es"), ("ben", "en")):
        person = confirmed(f"{name}@mail.example", language=language)
        with translation.override("en" if language == "es" else "es"):
            delete_account(person)
    assert subjects(office) == [
        ("ana@mail.example", "Su cuenta se eliminó"),
        ("ben@mail.example", "Your account is deleted"),
    ]


def test_a_blocked_account_reads_the_reason_in_its_language(office, clinic):
    mo = make.moderator()
    for person in User.objects.filter(memberships__clinic=clinic).order_by("pk"):
        assert block(person, by=mo, reason="asked")
    assert [(to, subject, "Its owner asked for it" in text)
            for to, subject, text in mails(office)] == [
        ("ana@mail.example", "Su cuenta está bloqueada", False),
        ("ben@mail.example", "Your account is blocked", True),
    ]  # fmt: skip


def test_what_was_there_before_languages_is_english_and_goes_back_and_forth(clinic):
    review = make.review(clinic, words="Me atendieron bien.", language="es")
    report = make.report(clinic, "phone", language="es")
    make.suggestion(clinic, language="es")
    call_command("migrate", "clinics", "0033", verbosity=0)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select words from clinics_review where id = %s", [review.pk])
            assert cursor.fetchone() == ("Me atendieron bien.",)
    finally:
        call_command("migrate", "clinics", verbosity=0)
    assert Report.objects.get(pk=report.pk).words == report.words
    for model in (Review, Report, Suggestion, User):
        assert set(model.objects.values_list("language", flat=True)) == {"en"}
    call_command("makemigrations", "--check", "--dry-run", "clinics", verbosity=0)


def test_each_moderator_is_told_of_danger_in_their_language(office):
    confirmed("mia@desk.example", is_moderator=True, language="es")
    confirmed("max@desk.example", is_moderator=True)
    tell_of_distress()
    found = [(to, subject.split(":")[0], f"{SITE}/es/" in text)
             for to, subject, text in mails(office)]  # fmt: skip
    assert found == [
        ("max@desk.example", "Somebody may be in danger", False),
        ("mia@desk.example", "Alguien puede estar en peligro", True),
    ]


def test_an_account_reads_mails_in_the_language_of_its_sign_up_and_may_choose_another(office):
    words = {"password1": cast.PASSWORD, "password2": cast.PASSWORD}
    for number, (page, name) in enumerate([("/es", "ana"), ("", "ben")]):
        said = words | {"email": f"{name}@mail.example"}
        cast.browser(number).post(f"{page}/accounts/signup/", said)
    assert subjects(office) == [
        ("ana@mail.example", "Su código para confirmar este correo electrónico"),
        ("ben@mail.example", "Your code to confirm this address"),
    ]
    ana, ben = User.objects.order_by("email")
    assert (ana.language, ben.language) == ("es", "en")
    signed = make.signed_in(ana)
    assert '<option value="es" selected>' in signed.get("/my/").content.decode()
    assert signed.post("/my/account/language/", {"language": "xx"}).status_code == 400
    assert User.objects.get(pk=ana.pk).language == "es"
    assert signed.post("/my/account/language/", {"language": "en"}).status_code == 302
    assert list(User.objects.order_by("email").values_list("language", flat=True)) == ["en", "en"]


def test_that_a_password_changed_is_told_in_the_accounts_language(office):
    words = {"oldpassword": cast.OWN, "password1": "another pass phrase 2",
             "password2": "another pass phrase 2"}  # fmt: skip
    for name, language, page in (("ana", "es", ""), ("ben", "en", "/es")):
        person = confirmed(f"{name}@mail.example", language=language)
        client = make.signed_in(person)
        cast.sure(client)
        assert client.post(f"{page}/accounts/password/change/", words).status_code == 302
    assert [(to, "su contraseña" in text, "your password" in text)
            for to, _subject, text in mails(office)] == [
        ("ana@mail.example", True, False), ("ben@mail.example", False, True),
    ]  # fmt: skip


def test_the_code_of_a_claim_is_in_the_language_of_the_page(office):
    clinic = luma()
    for name, page in (("cam", "/es"), ("cat", "")):
        client = make.signed_in(confirmed(f"{name}@mail.example"))
        said = {"method": Claim.Method.LISTED_EMAIL}
        client.post(f"{page}/clinics/{clinic.slug}/claim/", said)
    assert sorted(subject for _to, subject in subjects(office)) == [
        "Su código para el Directorio de clínicas", "Your code for Clinic Directory",
    ]  # fmt: skip
