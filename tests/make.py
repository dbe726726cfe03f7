"""Plain builders: the least valid listing, plus what the sentence says; and the cast.

The same people play in every test: ann speaks for the clinic that the test is about, and ben for a
rival. mo, moe and mia moderate, with a second factor. cam asks to speak for a clinic. sam is a
stranger with an account. ada treats people, and wren writes a review.
"""

import datetime as dt
import itertools
import time
from decimal import Decimal
from functools import cache

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.credentials.actions.follow import follow
from clinics.credentials.derived_facts import confirm
from clinics.listing.actions.editing import add, editing
from clinics.listing.draft import FIELDS, Draft
from clinics.models import (
    Address,
    Candidate,
    Check,
    Claim,
    Clinic,
    Clinician,
    Credential,
    Evidence,
    Exclusion,
    Fact,
    Hours,
    Link,
    Mark,
    Membership,
    NppesProvider,
    Price,
    RegisterFile,
    Report,
    Review,
    Suggestion,
    User,
)
from clinics.reviews.actions.figures import refresh as refresh_figures
from clinics.reviews.actions.mail import make_link
from clinics.reviews.answers import stated_answer
from clinics.reviews.sealing import lookup, seal

DELRAY_BEACH = {"latitude": 26.4615, "longitude": -80.0728, "city": "Delray Beach", "state": "FL",
                "postal_code": "33444", "county": "Palm Beach", "county_fips": 12099}  # fmt: skip
BOCA_RATON = {"latitude": 26.3683, "longitude": -80.1289, "city": "Boca Raton", "state": "FL",
              "postal_code": "33432", "county": "Palm Beach", "county_fips": 12099}  # fmt: skip
AUSTIN = {"latitude": 30.2672, "longitude": -97.7431, "city": "Austin", "state": "TX",
          "postal_code": "78701", "county": "Travis", "county_fips": 48453}  # fmt: skip
TOWNS = {"delray": DELRAY_BEACH, "boca": BOCA_RATON, "austin": AUSTIN}

_numbers = itertools.count(1)
_EMPTY = dict.fromkeys(FIELDS, "") | {
    "county_fips": 0, "country": "US", "latitude": None, "longitude": None,
    "is_approximate": False, "listed_by": "test", "source": "clinic", "corrections": {},
}  # fmt: skip


def today() -> dt.date:
    """The site's day."""
    return timezone.localdate()


def days_ago(days: int) -> dt.date:
    """The day that many days before today; negative: after."""
    return today() - dt.timedelta(days=days)


def said(*, source: str = "clinic", source_name: str = "", days: int = 10) -> dict:
    """The `Stated` fields of something said that many days ago."""
    day = days_ago(days)
    return {"source": source, "source_name": source_name, "since": day, "affirmed_on": day}


def fact(
    code: str,
    value: bool | int = True,
    *,
    confirmed: str = "",
    confirmed_days: int = 5,
    due_in: int = 100,
    detail: str = "",
    covers: list[str] | None = None,
    prior_authorization: bool | None = None,
    **words,
) -> Fact:
    """An unsaved answer; `confirmed="document"` has it confirmed, due in `due_in` days."""
    answer = {"number": value} if code.startswith("number.") else {"value": value}
    if confirmed:
        answer |= {"confirmed_by": confirmed, "confirmed_on": days_ago(confirmed_days),
                   "due_on": days_ago(-due_in)}  # fmt: skip
    answer |= {"covers": covers, "prior_authorization": prior_authorization, "detail": detail}
    return Fact(code=code, **answer, **said(**words))


def price(code: str, amount: str | int, *, required: bool = False, **words) -> Price:
    """An unsaved price: `price.session`, `price.session.iv-infusion`, `price.consultation` …"""
    kind, route = CHECKLIST.price_columns()[code]
    return Price(kind=kind.code, route=route, amount=Decimal(amount), valid_from=days_ago(30),
                 required_for_course=required, **said(**words))  # fmt: skip


def draft(
    *,
    name: str = "",
    yes: str = "",
    no: str = "",
    facts: list[Fact] = (),
    prices: dict[str, str | int] | list[Price] = (),
    hours: list[Hours] = (),
    organization: str = "",
    town: str = "delray",
    **fields,
) -> Draft:
    """An unsaved listing. `yes` and `no` are codes with blanks between; a route is given too."""
    number = next(_numbers)
    answers = [fact("route.iv-infusion")] if "route." not in f"{yes} {no}" else []
    answers += [fact(code) for code in yes.split()] + [fact(code, False) for code in no.split()]
    answers += facts
    rows = [price(c, a) for c, a in prices.items()] if isinstance(prices, dict) else list(prices)
    return Draft(
        fields=_EMPTY | {"since": days_ago(40), "affirmed_on": days_ago(40)} | TOWNS[town]
        | {"name": name or f"Clinic {number}", "slug": f"clinic-{number}",
           "external_id": f"{number}"} | fields,
        organization=organization,
        facts={f.code: f for f in answers},
        prices={p.code: p for p in rows},
        hours=list(hours),
    )  # fmt: skip


def clinic(*, published: bool = True, actor: str = "operator", **words) -> Clinic:
    """A stored clinic (see `draft`); `offers_none=True` leaves the route out."""
    offers_none = words.pop("offers_none", False)
    wanted = draft(**words)
    if offers_none:
        wanted.facts.pop("route.iv-infusion", None)
    return add(wanted, actor=actor, publish=published)


def saved(clinic: Clinic, draft: Draft, *, actor: str = "clinic", **words) -> tuple[Clinic, bool]:
    """The clinic as it stands once the draft is written, and whether that changed anything."""
    with editing(clinic.pk) as listing:
        listing.draft = draft
        changed = listing.save(confirm=confirm, actor=actor, **words)
    return listing.clinic, changed


@cache
def _hashed(password: str | None) -> str:
    """A password as it is kept; made once, because it is slow on purpose."""
    return make_password(password)


def user(email: str = "ann@example.org", password: str | None = "pass phrase 1", **fields) -> User:
    """An account."""
    address = User.objects.normalize_email(email)
    return User.objects.create(email=address, password=_hashed(password), **fields)


def second_factor(person: User) -> User:
    """The account, with an app that shows codes."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return person


def _has_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


def signed_in(person: User, *, factor: bool | None = None, client: Client | None = None) -> Client:
    """A browser in which somebody is signed in, with the second factor if the account has one."""
    client = client or Client()
    client.force_login(person)
    session = client.session
    if person.is_moderator:
        session.set_expiry(0)
    if _has_factor(person) if factor is None else factor:
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def moderator(email: str = "mo@example.org", **fields) -> User:
    """An account that may moderate."""
    return second_factor(user(email, is_moderator=True, **fields))


def member(email: str, clinic: Clinic, *, days: int = 40) -> User:
    """An account that has spoken for the clinic for that many days."""
    person = User.objects.filter(email=email).first() or user(email)
    since = timezone.now() - dt.timedelta(days=days)
    Membership.objects.create(user=person, clinic=clinic, since=since)
    return person


def ann(clinic: Clinic, *, days: int = 40) -> User:
    """Ann, who has spoken for the clinic for that many days."""
    return member("ann@example.org", clinic, days=days)


def claim(clinic: Clinic, email: str = "cam@example.org", *, days: int = 1, **fields) -> Claim:
    """A claim that waits for a moderator for that many days."""
    person = User.objects.filter(email=email).first() or user(email)
    at = timezone.now() - dt.timedelta(days=days)
    words = {"method": Claim.Method.DOMAIN_EMAIL, "started_at": at, "asked_at": at} | fields
    return Claim.objects.create(clinic=clinic, user=person, **words)


def moved(clinic: Clinic, code: str, value: bool) -> Draft:
    """The clinic's listing, with one answer that somebody else gave another value."""
    now = Draft.of(Clinic.objects.with_answers().get(pk=clinic.pk))
    now.facts[code] = fact(code, value, detail="detail by a register", source="register")
    return now


def npi(number: int) -> str:
    """A fictitious NPI with a right check digit: it begins with 2, as no real one does."""
    nine = f"2{number:08d}"
    doubled = (sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(nine))
    return f"{nine}{-(24 + sum(doubled)) % 10}"


def clinician(clinic: Clinic, **words) -> Clinician:
    """A person at the clinic, with the line about the exclusion list; nobody checked anything."""
    fields = {"given_name": "Ada", "family_name": "Marsh", "profession": "psychiatrist",
              "role": "prescribes"} | words  # fmt: skip
    person = Clinician.objects.create(clinic=clinic, **(said() | fields))
    Credential.objects.create(clinic=clinic, clinician=person, kind="not-excluded",
                              standing="shown", stated_on=person.since)  # fmt: skip
    return person


def followed(clinic: Clinic) -> None:
    """Bring a clinic's listing to what its credentials show."""
    with editing(clinic.pk) as listing:
        follow([listing], actor="operator", why="A test stated credentials.")


CREDENTIALS = {
    "npi": {"number": npi(1)}, "licence": {"state": "FL", "number": "ME 12345"},
    "board-certification": {"name": "Board of Psychiatry"}, "accreditation": {"name": "aaahc"},
    "malpractice": {"name": "Example Mutual"},
}  # fmt: skip


def credential(
    clinic: Clinic,
    kind: str,
    *,
    clinician: Clinician | None = None,
    confirmed_until: int | None = None,
    method: str = "",
    days: int = 5,
    standing: str = "shown",
    **fields,
) -> Credential:
    """A credential of a person, or of the clinic itself; it takes up the exclusion line there is.

    `confirmed_until` days from today (negative: overdue): a moderator's check of `days` ago.
    """
    words = {"stated_on": days_ago(10)} | CREDENTIALS.get(kind, {}) | fields
    holder = {"clinic": clinic, "clinician": clinician, "kind": kind}
    made = Credential.objects.filter(**holder).first() if kind == "not-excluded" else None
    made = made or Credential.objects.create(standing=standing, **holder, **words)
    if confirmed_until is not None:
        made.current = check(made, "confirmed", method=method, days=days,
                             valid_until=days_ago(-confirmed_until))  # fmt: skip
        made.save()
    return made


def evidence(of: Credential, **fields) -> Evidence:
    """A document of a credential; nothing lies where its file should be."""
    words = {"file": "evidence/none.pdf", "content_type": "application/pdf", "sha256": "0" * 64,
             "size": 1} | fields  # fmt: skip
    return Evidence.objects.create(credential=of, **words)


def check(of: Credential, outcome: str, *, method: str = "", days: int = 5, **fields) -> Check:
    """A look at a credential that many days ago; the credential's pointer stays as it is."""
    usual = {"npi": "register", "not-excluded": "register", "licence": "board",
             "board-certification": "board", "accreditation": "public-list"}  # fmt: skip
    at = timezone.now() - dt.timedelta(days=days)
    words = {"method": method or usual.get(of.kind, "document"), "source": "a source"} | fields
    return Check.objects.create(credential=of, outcome=outcome, at=at, **words)


def register_file(register: str, *, days: int = 3) -> RegisterFile:
    """A register's file that reaches to that many days ago."""
    return RegisterFile.objects.create(register=register, kind="full", name=f"{register}.csv",
                                       as_of=days_ago(days), rows=1)  # fmt: skip


def nppes(number: str = "", **fields) -> NppesProvider:
    """A person's row of NPPES, which agrees with `clinician` and `credential`; loads its file."""
    if not RegisterFile.objects.filter(register="nppes").exists():
        register_file("nppes")
    words = {"entity_type": 1, "last_name": "MARSH", "first_name": "ADA", "state": "FL",
             "city": "DELRAY BEACH", "taxonomies": ["2084P0800X"],
             "licences": ["FL ME12345"]} | fields  # fmt: skip
    return NppesProvider.objects.create(npi=int(number or npi(1)), **words)


def candidate(clinic: Clinic, **fields) -> Candidate:
    """The case of a listing that NPPES suggests."""
    words = {"source": "NPPES", "external_id": npi(9), "why": "name"} | fields
    return Candidate.objects.create(clinic=clinic, **words)


def exclusion(**fields) -> Exclusion:
    """A row of the exclusion list, of somebody else than `clinician`; loads its file."""
    if not RegisterFile.objects.filter(register="leie").exists():
        register_file("leie")
    words = {"last_name": "RIVAL", "first_name": "BEN", "state": "FL", "city": "OCALA",
             "general": "INDIVIDUAL", "exclusion_type": "1128a1",
             "excluded_on": days_ago(900)} | fields  # fmt: skip
    return Exclusion.objects.create(**words)


def review(
    clinic: Clinic,
    *,
    overall: int = 5,
    status: str = "published",
    words: str = "They kept to the quote.",
    shown_words: str | None = None,
    answers: dict[str, str] = (),
    email: str = "",
    days: int = 10,
    counts: bool = True,
    **fields,
) -> Review:
    """A review, published that many days ago; `counts=False` leaves the clinic's figures alone."""
    day, at = days_ago(days), timezone.now() - dt.timedelta(days=days)
    known = {"relation": "patient", "visit_month": day.replace(day=1), "written_on": day}
    known |= {"asked_at": None if status == "unconfirmed" else at}
    if status in ("published", "withheld", "withdrawn"):
        known |= {"decided_at": at}
    if status == "published":
        known |= {"published_on": day, "shown_words": words if shown_words is None else shown_words}
    if status == "withheld":
        known |= {"reason": "not-process"}
    made = Review.objects.create(clinic=clinic, status=status, words=words, **known | fields)
    Mark.objects.create(review=made, overall=overall, answers=dict(answers))
    address = email or f"writer-{made.pk}@mail.example"
    Address.objects.create(review=made, sealed=seal(address), lookup=lookup(address))
    if counts and status == "published":
        refresh_figures(clinic.pk)
    return made


def keep_token(review: Review) -> str:
    """The token of a link to edit, withdraw or erase a review."""
    return make_link(review, Link.Purpose.KEEP)


def report(clinic: Clinic, code: str, *, days: int = 3, words: str = "", **fields) -> Report:
    """A report, that many days old, that what a listing says under a code is wrong."""
    at = timezone.now() - dt.timedelta(days=days)
    answer = stated_answer(Draft.of(Clinic.objects.with_answers().get(pk=clinic.pk)), code)
    known = {"words": words or "I called: they say otherwise.", "at": at, "answer": answer}
    return Report.objects.create(clinic=clinic, code=code, **known | fields)


def suggestion(clinic: Clinic | None, kind: str = "closed", *, days: int = 2, **fields):
    """What somebody without an account said about a listing that many days ago; it waits."""
    at = timezone.now() - dt.timedelta(days=days)
    known = {"words": "The rooms are empty.", "at": at, "confirmed_at": at}
    return Suggestion.objects.create(clinic=clinic, kind=kind, **known | fields)
