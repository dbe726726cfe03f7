"""What the product says of itself is what it does: numbers in sentences, periods, limits."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.contrib.humanize.templatetags.humanize import apnumber

from clinics import checklist
from clinics.changes import instant, sheet
from clinics.checklist import CHECKLIST
from clinics.claims import codes
from clinics.claims.actions import ask
from clinics.credentials import credential_kinds
from clinics.documents import check
from clinics.documents.actions import forget as documents_forget
from clinics.listing import rating
from clinics.memberships.actions import invitations
from clinics.memberships.actions.invitations import INVITATION_LIFETIME
from clinics.reviews import links, traces
from clinics.reviews.actions import forget
from clinics.reviews.actions import mail as review_mail
from clinics.reviews.figures import YEARS_COUNTED, YEARS_KEPT
from clinics.vocabulary import PRICE_DECAYS_DAYS
from directory.compare.choice import MOST_CLINICS
from tests import make
from tests.directory.seen import seen

ROOT = Path(__file__).parent.parent
HOURS, MINUTES = dt.timedelta(hours=1), dt.timedelta(minutes=1)
LINK = links.CONFIRM_WITHIN // HOURS
CODE = codes.CODE_LIFETIME // MINUTES

SAID = [
    ("templates/mail/review_confirm.txt", f"works once, for {LINK} hours"),
    ("templates/clinics/reviews/write.html", f"works once, for {LINK} hours"),
    ("templates/clinics/reviews/sent.html", f"Open it within {LINK} hours"),
    ("clinics/reviews/links.py", f"It worked for {LINK} hours"),
    ("templates/mail/review_keep.txt", f"newest {apnumber(review_mail.MOST_KEEP_LINKS)} links"),
    ("templates/clinics/reviews/write.html", f"counts for {apnumber(YEARS_COUNTED)} years"),
    ("templates/clinics/reviews/withdraw.html", f"For {forget.WITHDRAWN.days} days you can"),
    ("templates/directory/privacy.html", f"for {traces.KEPT_FOR // HOURS} hours, never"),
    ("templates/mail/claim_code.txt", f"good for {CODE} minutes"),
    ("templates/clinics/claims/_code.html", f"good for {CODE} minutes"),
    ("clinics/claims/actions/ask.py", f"expired after {CODE} minutes"),
    ("clinics/claims/actions/ask.py", f"asked for {apnumber(codes.SENDS_A_DAY)} codes within"),
    ("templates/mail/invitation.txt", f"for {apnumber(INVITATION_LIFETIME.days)} days"),
    ("templates/clinics/memberships/members.html",
     f"for {apnumber(INVITATION_LIFETIME.days)} days"),
    ("clinics/memberships/actions/invitations.py", "sent twenty invitations within a day"),
    ("templates/clinics/claims/my_claim.html",
     f"deleted {documents_forget.AFTER_DECISION.days} days after the decision"),
    ("templates/directory/how_we_verify.html", "at most two years"),
    ("templates/base.html", f"is full: {apnumber(MOST_CLINICS)} clinics"),
    ("templates/directory/home.html", f"up to {apnumber(MOST_CLINICS)} clinics"),
    ("directory/presenting/reviews.py", f"fewer than {apnumber(rating.FEWEST)}"),
    ("templates/clinics/changes/upload.html", f"and {sheet.MOST_BYTES // 1_000_000} MB"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words"), SAID, ids=[f"{p}: {w}" for p, w in SAID])
def test_a_number_in_a_sentence_is_that_of_the_code(path, words):
    text = " ".join((ROOT / path).read_text().split()).replace('" "', "")
    assert words in text


def test_numbers_in_words_that_no_sentence_is_made_from():
    assert (ask.SENDS_A_CLINIC, invitations.INVITATIONS_A_DAY) == (20, 20)
    assert credential_kinds.LONGEST_CONFIRMATION_DAYS in (730, 731)
    assert YEARS_KEPT - YEARS_COUNTED == 1  # “a year later we delete it”
    assert dt.timedelta(days=1) == traces.KEPT_FOR
    assert len(CHECKLIST.items) > 100 + 8  # “more than a hundred other filters”


def test_documents_are_limited_as_the_forms_say():
    most = apnumber(check.MOST_DOCUMENTS)
    megabytes = check.LARGEST_DOCUMENT // 1024**2
    source = (ROOT / "clinics/documents/forms.py").read_text()
    assert f"at most {most} documents" in source
    assert f"Up to {most} PDF, PNG or JPEG files of at most {megabytes} MB each" in source


@pytest.mark.django_db
def test_the_edit_form_names_what_is_published_at_once_and_the_days_of_decay(client):
    clinic = make.clinic()
    browser = make.signed_in(make.ann(clinic))
    form = seen(browser.get(f"/my/clinics/{clinic.slug}/edit/")).text
    assert (
        "Phone, opening hours, how to find the door and another page of your own website are "
        "published at once." in form
    )
    assert set(instant.INSTANT_CODES) == {"phone", "hours", "how_to_find", "website"}
    still = seen(browser.get(f"/my/clinics/{clinic.slug}/confirm/")).text
    assert f"after {checklist.CONTACT_DECAYS_DAYS} days, prices after" in still
    assert f"prices after {PRICE_DECAYS_DAYS} days." in still
    accepting = CHECKLIST.item("access.accepting-new-patients")
    assert accepting.decays_days == checklist.CONTACT_DECAYS_DAYS
    assert {kind.decays_days for kind in CHECKLIST.prices} == {PRICE_DECAYS_DAYS}


@pytest.mark.django_db
def test_the_privacy_page_gives_the_periods_of_forget(client):
    text = seen(client.get("/privacy/")).text
    for words in (
        f"A review counts for {YEARS_COUNTED} years and is deleted {YEARS_KEPT} years after",
        f"withdrawn ones after {forget.WITHDRAWN.days} days",
        f"Closed reports are deleted after {forget.RESOLVED.days} days, others after "
        f"{forget.OPEN.days} days",
        f"works once, for {LINK} hours",
    ):
        assert words in text


NOT_SAID = (
    r"Last confirmed", r"[Pp]ublish(es|ed)? (no|prices)", r"anyone but the clinic",
    r"was sent to you", r"We sent you a second", r"Nobody can bring", r"within a day\.",
    r"with everything confirmed", r"Every clinic answers",
)  # fmt: skip


@pytest.mark.parametrize("pattern", NOT_SAID)
def test_a_sentence_that_was_not_true_does_not_come_back(pattern):
    folders = ("templates/**/*.html", "templates/**/*.txt", "directory/p*s*/*.py")
    files = [file for folder in folders for file in ROOT.glob(folder)]
    assert len(files) > 150
    assert [str(f) for f in files if re.search(pattern, f.read_text())] == []
