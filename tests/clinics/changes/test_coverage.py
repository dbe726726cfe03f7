"""What an insurer's yes pays for: typed in the form, proposed, decided, corrected, undone."""

import csv
import io

import pytest

from clinics.changes import sheet, values
from clinics.changes.actions.propose import propose
from clinics.changes.actions.undo import revert
from clinics.changes.clean import clean
from clinics.changes.contradictions import contradictions
from clinics.changes.values import ChangeRefused
from clinics.listing.coverage import coverable
from clinics.listing.wording import value
from clinics.models import Clinic, Event, ProposedChange
from tests import make
from tests.clinics.changes.cast import YES, decide, said
from tests.clinics.changes.typing import fields_of, fill, send_reviewed

pytestmark = pytest.mark.django_db

MEDICARE, AETNA = "insurance.medicare", "insurance.aetna"
VISITS = {"covers": ["visits"]}
SPRAY = {"covers": ["esketamine-nasal"], "prior_authorization": True}
ONLY_A_YES = (
    "Only a yes says what an insurer pays for and whether it needs prior authorization. Choose "
    "yes, or clear the rest."
)


@pytest.fixture
def clinic():
    facts = [make.fact(MEDICARE, **VISITS, detail="Ask Bea"), make.fact(AETNA)]
    return make.clinic(name="Pelican Key", facts=facts, no="insurance.cigna")


@pytest.fixture
def ann(clinic, client):
    user = make.ann(clinic)
    client.force_login(user)
    return user


def paid(clinic) -> dict:
    """What each insurer pays for, and whether with prior authorization."""
    return {
        fact.code: (fact.covers, fact.prior_authorization)
        for fact in said(clinic).facts.all()
        if fact.code.startswith("insurance.")
    }


def pending() -> dict:
    return {i.code: i.after for i in ProposedChange.objects.pending().get().items.all()}


def test_the_form_asks_every_insurer_and_nobody_else_what_it_pays_for(client, clinic, ann):
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    ticked = {name for name in fields if ":covers-" in name}
    assert ticked == {f"{MEDICARE}:covers-visits"}
    asked = {name.partition(":")[0] for name in fields if name.endswith(":prior_authorization")}
    assert asked == {code for code in fields if code.startswith("insurance.") and ":" not in code}
    row = client.get(f"/my/clinics/{clinic.slug}/edit/").context["sections"]
    rows = {r.code: r.coverage for section in row for r in section.rows if r.coverage}
    assert rows.keys() == asked
    names = [box.name.partition("-")[2] for box in rows[AETNA].boxes]
    assert tuple(names) == coverable()
    assert (rows[MEDICARE].words, rows[AETNA].words) == (
        "Pays for visits only", "What it pays for is not stated")  # fmt: skip


def test_sending_the_form_untouched_proposes_nothing(client, clinic, ann):
    assert fill(client, clinic).url.endswith("/review/")
    assert send_reviewed(client, clinic).status_code == 409


def test_what_is_ticked_is_shown_before_and_after_and_waits(client, clinic, ann):
    typed = {f"{MEDICARE}:covers-iv-infusion": "1", f"{MEDICARE}:prior_authorization": "no"}
    answer = fill(client, clinic, **typed)
    [row] = client.get(answer.url).context["moderated"]
    assert (row.before, row.after) == (
        "Yes; pays for visits only; Ask Bea",
        "Yes; pays for visits and IV infusion; no prior authorization; Ask Bea",
    )
    send_reviewed(client, clinic)
    both = {"covers": ["visits", "iv-infusion"], "prior_authorization": False}
    assert pending() == {MEDICARE: YES | {"detail": "Ask Bea"} | both}
    decide(ProposedChange.objects.get(), by=make.moderator())
    assert paid(clinic) == {
        MEDICARE: (["visits", "iv-infusion"], False), AETNA: (None, None),
        "insurance.cigna": (None, None)}  # fmt: skip


@pytest.mark.parametrize(
    ("said_now", "is_older"),
    [
        (VISITS, True),
        (VISITS | {"detail": "Ask Bea"}, True),
        (SPRAY, False),
        ({}, False),
        (VISITS | {"prior_authorization": False}, False),
    ],
)
def test_what_it_pays_for_is_said_since_the_day_it_was_first_said(said_now, is_older):
    clinic = make.clinic(facts=[make.fact(MEDICARE, **VISITS, days=9), make.fact(AETNA, days=8)])
    decide(propose(clinic, {MEDICARE: YES | said_now, AETNA: YES | {"detail": "New"}},
                   by=make.ann(clinic)), by=make.moderator())  # fmt: skip
    days = {fact.code: (fact.since, fact.affirmed_on) for fact in said(clinic).facts.all()}
    since = make.days_ago(9) if is_older else make.today()
    assert days[AETNA] == (make.days_ago(8), make.today())
    assert days[MEDICARE] == (since, make.days_ago(9) if said_now == VISITS else make.today())


def test_a_box_that_is_no_longer_ticked_is_no_longer_stated(client, clinic, ann):
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    fields = fields_of(page)
    del fields[f"{MEDICARE}:covers-visits"]
    client.post(f"/my/clinics/{clinic.slug}/edit/", fields | {"do": "review"})
    send_reviewed(client, clinic)
    assert pending() == {MEDICARE: YES | {"detail": "Ask Bea"}}


@pytest.mark.parametrize("answer", ["no", ""])
def test_without_a_yes_it_is_refused_at_the_field_and_nothing_is_lost(client, clinic, ann, answer):
    typed = {f"{AETNA}:covers-visits": "1", f"{AETNA}:prior_authorization": "yes"}
    page = fill(client, clinic, insurance__aetna=answer, **typed)
    assert page.status_code == 400
    rows = {row.code: row for section in page.context["sections"] for row in section.rows}
    assert {code: row.error for code, row in rows.items() if row.error} == {AETNA: ONLY_A_YES}
    fields = fields_of(client.get(f"/my/clinics/{clinic.slug}/edit/"))
    assert {name: fields[name] for name in typed} == typed
    assert fields[AETNA] == answer
    assert page.content.decode().count('class="pays" open') == 1


def test_what_an_insurer_pays_for_is_given_up_with_its_yes(client, clinic, ann):
    page = client.get(f"/my/clinics/{clinic.slug}/edit/")
    fields = fields_of(page) | {MEDICARE: "no"}
    del fields[f"{MEDICARE}:covers-visits"]
    client.post(f"/my/clinics/{clinic.slug}/edit/", fields | {"do": "review"})
    send_reviewed(client, clinic)
    assert pending() == {MEDICARE: {"value": False, "detail": "Ask Bea"}}


@pytest.mark.parametrize(
    ("code", "given", "refused"),
    [
        (MEDICARE, YES | {"covers": ["lunch"]}, "This is nothing that an insurer can pay for."),
        (MEDICARE, YES | {"covers": "visits"}, "This is nothing that an insurer can pay for."),
        (MEDICARE, YES | {"prior_authorization": "yes"},
         "This is nothing that an insurer can pay for."),
        (MEDICARE, {"value": False} | VISITS, ONLY_A_YES),
        ("payment.self-pay", YES | VISITS, ONLY_A_YES),
    ],
)  # fmt: skip
def test_what_no_insurer_pays_for_is_refused(code, given, refused):
    with pytest.raises(ChangeRefused) as found:
        clean(code, given)
    assert str(found.value) == refused


def test_it_is_kept_in_one_order_and_nothing_is_kept_of_a_blank():
    assert clean(MEDICARE, YES | {"covers": ["lozenge", "visits"]}) == YES | {
        "covers": ["visits", "lozenge"]}  # fmt: skip
    assert clean(MEDICARE, YES | {"covers": [], "prior_authorization": None}) == YES


def test_a_revert_brings_back_what_it_paid_for(clinic):
    ann, mo = make.ann(clinic), make.moderator()
    change = propose(clinic, {MEDICARE: YES | SPRAY}, by=ann)
    decide(change, by=mo)
    assert paid(clinic)[MEDICARE] == (["esketamine-nasal"], True)
    change.refresh_from_db()
    revert(change, by=mo, reason="Not so")
    assert paid(clinic)[MEDICARE] == (["visits"], None)


def test_the_trail_says_what_it_paid_for(clinic):
    decide(propose(clinic, {MEDICARE: YES | SPRAY}, by=make.ann(clinic)), by=make.moderator())
    event = Event.objects.about_clinic(clinic.pk).filter(verb="changed").get()
    said_then = (event.before[MEDICARE], event.after[MEDICARE])
    words = [value(MEDICARE, one).partition("; stated")[0] for one in said_then]
    assert words == [
        "Yes; pays for visits only; Ask Bea",
        "Yes; pays for Spravato nasal spray; needs prior authorization",
    ]


def test_a_moderator_corrects_what_it_pays_for(clinic):
    browser = make.signed_in(make.moderator())
    url = f"/moderation/clinics/{clinic.slug}/correct/?code={MEDICARE}"
    seen = browser.get(url).context["page"].seen
    found = {"source": "website", "name": "", "url": "pelican.example/prices", "on": "2026-03-01"}
    typed = found | {"seen": seen, MEDICARE: "yes", f"{MEDICARE}:covers-esketamine-nasal": "1"}
    wrong = browser.post(url, typed | {MEDICARE: "no"})
    assert (wrong.status_code, wrong.context["page"].problem) == (400, ONLY_A_YES)
    assert 'name="insurance.medicare:covers-esketamine-nasal" value="1" checked' in (
        wrong.content.decode())  # fmt: skip
    typed[f"{MEDICARE}:prior_authorization"] = "yes"
    assert browser.post(url, typed).status_code == 302
    assert paid(clinic)[MEDICARE] == (["esketamine-nasal"], True)
    assert said(clinic).facts.get(code=MEDICARE).source == "website"


def sheet_of(clinic, **cells) -> tuple[list[str], dict]:
    """What the clinic's own file would change with these cells, by their column's last parts."""
    mine = Clinic.objects.with_answers().filter(pk=clinic.pk)
    [row] = csv.DictReader(io.StringIO(sheet.written(mine)))
    row |= {f"insurance.{name.replace('__', '.')}": cell for name, cell in cells.items()}
    text = io.StringIO()
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    [line] = sheet.read(text.getvalue().encode(), mine)
    return line.problems, line.plan.after if line.plan else {}


@pytest.mark.parametrize(
    ("cells", "problems", "after"),
    [
        ({}, [], {}),
        ({"medicare__covers": " IV-Infusion;visits; "}, [],
         {MEDICARE: YES | {"detail": "Ask Bea", "covers": ["visits", "iv-infusion"]}}),
        ({"medicare__covers": "N/A"}, [], {MEDICARE: YES | {"detail": "Ask Bea"}}),
        ({"aetna__prior_authorization": "N"}, [],
         {AETNA: YES | {"prior_authorization": False}}),
        ({"cigna": "yes", "cigna__covers": "at-home", "cigna__prior_authorization": "1"}, [],
         {"insurance.cigna": YES | {"covers": ["at-home"], "prior_authorization": True}}),
        ({"medicare": "no", "medicare__covers": ""}, [], {MEDICARE: {"value": False}}),
        ({"medicare": ""}, [f"Medicare: {ONLY_A_YES}"], {}),
        ({"medicare": "no"}, [f"Medicare: {ONLY_A_YES}"], {}),
        ({"humana__prior_authorization": "no"}, [f"Humana: {ONLY_A_YES}"], {}),
        ({"aetna__covers": "visits; iv infusions"},
         ["Aetna: “iv infusions” is nothing that an insurer can pay for. "
          "Did you mean “iv-infusion”?"], {}),
        ({"aetna__covers": "zz"}, ["Aetna: “zz” is nothing that an insurer can pay for."], {}),
        ({"aetna__prior_authorization": "perhaps"},
         ["Aetna: “perhaps” is neither yes nor no."], {}),
    ],
)  # fmt: skip
def test_a_clinics_own_file_says_what_an_insurer_pays_for(clinic, cells, problems, after):
    assert sheet_of(clinic, **cells) == (problems, after)


def test_a_file_without_those_columns_leaves_them_as_they_are(clinic):
    mine = Clinic.objects.with_answers().filter(pk=clinic.pk)
    data = f"slug,{MEDICARE},{AETNA}\n{clinic.slug},yes,no\n".encode()
    [line] = sheet.read(data, mine)
    assert (line.problems, line.plan.after) == ([], {AETNA: {"value": False}})


def test_an_insurer_that_pays_for_what_is_not_offered_is_said(clinic):
    def found(**routes):
        said = values.public(clinic) | {MEDICARE: YES | {"covers": ["visits", "lozenge"]}}
        said |= {f"route.{route}": {"value": offered} for route, offered in routes.items()}
        return [one.sentence for one in contradictions(said, of=[MEDICARE])]

    assert found() == []
    assert found(lozenge=True) == []
    assert found(lozenge=False) == [
        "“Medicare” pays for “Lozenge, troche or tablet”, but that is answered No."
    ]
