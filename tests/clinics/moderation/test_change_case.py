"""A proposal at the desk: everything on one screen, decided item by item, undone by a new one."""

import pytest

from clinics.changes.actions.decide import digest
from clinics.models import Hold, Notice, ProposedChange
from clinics.moderation.actions import hold as actions
from tests import make
from tests.clinics.changes.cast import NO, YES
from tests.clinics.moderation.cast import proposal, seen, typed

pytestmark = pytest.mark.django_db


def answers(clinic) -> dict:
    """What the clinic answers now, by code."""
    return {fact.code: fact.answer for fact in clinic.facts.all()}


def test_a_case_shows_before_and_after_in_words_with_source_and_question():
    clinic = make.clinic(no="insurance.medicare", phone="+1 561-555-0100")
    change = proposal(clinic, insurance__medicare=YES, condition__crps=YES, note="New contract.")
    page = make.signed_in(make.moderator()).get(f"/moderation/change/{change.pk}/")
    lines = {line.label: line for line in page.context["case"].lines}
    medicare, crps = lines["Medicare"], lines[str(make.CHECKLIST.label("condition.crps"))]
    assert (medicare.before, medicare.after) == ("No", "Yes")
    assert medicare.before_provenance.startswith("stated by the clinic; since ")
    assert medicare.question.startswith("Do you take my insurance")
    assert (crps.before, crps.before_provenance, crps.after) == ("Not stated", "", "Yes")
    assert "New contract." in page.content.decode()
    assert list(lines) == ["Medicare", crps.label]


def test_script_in_every_field_is_shown_and_not_run():
    bad = "<script>alert(1)</script>"
    clinic = make.clinic(name=f"A {bad}", no="insurance.medicare")
    change = proposal(clinic, insurance__medicare={"value": True, "detail": bad}, note=bad)
    page = make.signed_in(make.moderator()).get(f"/moderation/change/{change.pk}/").content.decode()
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_each_item_gets_its_own_decision_and_the_next_case_follows():
    mo, clinic = make.moderator(), make.clinic(no="insurance.medicare")
    change = proposal(clinic, insurance__medicare=YES, condition__crps=YES)
    following = make.claim(make.clinic(name="Next"))
    browser = make.signed_in(mo)
    page = browser.get(f"/moderation/change/{change.pk}/")
    medicare, crps = change.items.order_by("-code")
    data = {"seen": seen(page), f"item-{medicare.pk}-decision": "approved",
            f"item-{crps.pk}-decision": "rejected", f"item-{crps.pk}-reason": "evidence",
            f"item-{crps.pk}-words": "The website says otherwise."}  # fmt: skip
    assert (medicare.code, crps.code) == ("insurance.medicare", "condition.crps")
    done = browser.post(f"/moderation/change/{change.pk}/", data, follow=True)
    assert done.redirect_chain == [(f"/moderation/claim/{following.pk}/", 302)]
    assert f"{clinic.name}: 1 of 2 answers approved." in done.content.decode()
    assert answers(clinic) == {"route.iv-infusion": True, "insurance.medicare": True}
    crps.refresh_from_db()
    assert (crps.decision, crps.reason, crps.words, crps.decided_by) == (
        "rejected", "evidence", "The website says otherwise.", mo)  # fmt: skip
    assert [hold.case_id for hold in Hold.objects.all()] == [following.pk]


def test_approve_all_needs_nothing_else_typed():
    clinic = make.clinic()
    change = proposal(clinic, condition__crps=YES, insurance__medicare=NO)
    browser = make.signed_in(make.moderator())
    page = browser.get(f"/moderation/change/{change.pk}/")
    browser.post(f"/moderation/change/{change.pk}/", {"seen": seen(page), "approve_all": "1"})
    assert answers(clinic) == {
        "route.iv-infusion": True, "condition.crps": True, "insurance.medicare": False}  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "reason", "words", "problem"),
    [
        ("", "", "", "Choose a decision."),
        ("rejected", "", "no", "Choose a reason. We tell the person who asked."),
        ("asked-back", "unclear", "", "Write the question for the person who asked."),
        ("rejected", "other", "", "Write the reason in your own words."),
        ("rejected", "because", "no", "Select a valid choice. because is not one of the available"
         " choices."),
        ("perhaps", "", "", "Select a valid choice. perhaps is not one of the available choices."),
        ("approved", "", "x" * 1_000_000,
         "Ensure this value has at most 2000 characters (it has 1000000)."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_the_field_and_on_top(decision, reason, words, problem):
    clinic = make.clinic()
    change = proposal(clinic)
    browser = make.signed_in(make.moderator())
    url = f"/moderation/change/{change.pk}/"
    data = typed(change, decision, reason=reason, words=words) | {"seen": seen(browser.get(url))}
    page = browser.post(url, data)
    assert page.status_code == 400
    assert [p.text for p in page.context["case"].problems] == [problem]
    anchor = page.context["case"].problems[0].anchor
    assert page.content.decode().count(f'id="{anchor}"') == 1
    assert "condition.crps" not in answers(clinic)


def test_a_newer_version_refuses_the_decision_and_keeps_what_was_typed():
    clinic = make.clinic()
    change = proposal(clinic)
    browser = make.signed_in(make.moderator())
    url = f"/moderation/change/{change.pk}/"
    version = seen(browser.get(url))
    newer = proposal(clinic, condition__crps=NO)
    page = browser.post(url, typed(change, "rejected", reason="evidence", words="My long words")
                        | {"seen": version})  # fmt: skip
    assert page.status_code == 409
    text = page.content.decode()
    assert "This proposal no longer waits: replaced by a newer edit." in text
    assert "My long words" in text
    assert f"/moderation/change/{newer.pk}/" in text
    assert list(ProposedChange.objects.pending()) == [newer]


@pytest.mark.parametrize("version", ["", "0" * 64, "another"])
def test_a_decision_on_what_was_not_on_the_screen_is_refused(version):
    clinic = make.clinic()
    change = proposal(clinic)
    page = make.signed_in(make.moderator()).post(
        f"/moderation/change/{change.pk}/", {"seen": version, "approve_all": "1"}
    )
    assert page.status_code == 409
    assert (
        "This proposal changed while you were deciding. Please review it again."
        in page.content.decode()
    )
    assert "condition.crps" not in answers(clinic)


def test_a_case_decided_already_says_who_and_what_and_a_second_press_is_refused():
    mo, clinic = make.moderator(), make.clinic()
    change = proposal(clinic)
    browser = make.signed_in(mo)
    url = f"/moderation/change/{change.pk}/"
    data = {"seen": seen(browser.get(url)), "approve_all": "1"}
    browser.post(url, data)
    again = browser.post(url, data)
    assert again.status_code == 409
    assert "This proposal no longer waits: decided." in again.content.decode()
    shown = browser.get(url).content.decode()
    assert "mo@example.org" in shown
    assert 'name="approve_all"' not in shown


def test_nobody_decides_for_their_own_clinic_or_their_own_proposal():
    clinic = make.clinic()
    mo = make.moderator()
    change = proposal(clinic, email="mo@example.org")
    browser = make.signed_in(mo)
    url = f"/moderation/change/{change.pk}/"
    page = browser.get(url)
    assert "This is your own proposal" in page.content.decode()
    assert 'name="seen"' not in page.content.decode()
    ann = proposal(make.clinic(), email="ann@example.org")
    make.member("mo@example.org", ann.clinic)
    theirs = browser.get(f"/moderation/change/{ann.pk}/").content.decode()
    assert "You speak for this clinic" in theirs
    for case in (change, ann):
        version = digest(case)
        data = {"seen": version, "approve_all": "1"}
        assert browser.post(f"/moderation/change/{case.pk}/", data).status_code == 403
    assert ProposedChange.objects.pending().count() == 2


def test_a_decision_is_undone_by_a_new_one_and_both_stay():
    clinic = make.clinic(no="condition.crps")
    change = proposal(clinic)
    browser = make.signed_in(make.moderator())
    url = f"/moderation/change/{change.pk}/"
    browser.post(url, {"seen": seen(browser.get(url)), "approve_all": "1"})
    assert answers(clinic)["condition.crps"] is True
    blank = browser.post(f"{url}undo/", {"reason": " "})
    assert blank.status_code == 400
    assert "Write the reason. We tell the clinic, and the trail keeps it." in blank.content.decode()
    done = browser.post(f"{url}undo/", {"reason": "The document was forged."}, follow=True)
    assert "Undone. The listing is again as it was before." in done.content.decode()
    assert answers(clinic)["condition.crps"] is False
    assert browser.post(f"{url}undo/", {"reason": "Twice"}).status_code == 409
    decided = browser.get("/moderation/decided/")
    assert [case.pk for case in decided.context["rows"]] == [change.reverted_by.get().pk, change.pk]
    assert Notice.objects.filter(user__email="ann@example.org").count() == 2


def test_earlier_decisions_about_the_clinic_stand_beside_a_case_and_no_others():
    mo, clinic, rival = make.moderator(), make.clinic(), make.clinic()
    browser = make.signed_in(mo)
    for one in (proposal(clinic), proposal(rival, email="ben@example.org")):
        url = f"/moderation/change/{one.pk}/"
        words = {"reason": "evidence", "words": f"About {one.clinic.name}"}
        browser.post(url, typed(one, "rejected", **words) | {"seen": seen(browser.get(url))})
    now = proposal(clinic, condition__ocd=YES)
    page = browser.get(f"/moderation/change/{now.pk}/")
    assert [one.words for one in page.context["case"].earlier] == [f"About {clinic.name}"]


def test_a_value_that_moved_on_is_flagged_before_anybody_approves_it():
    clinic = make.clinic(no="condition.crps")
    change = proposal(clinic)
    make.saved(clinic, make.moved(clinic, "condition.crps", True), actor="register")
    page = make.signed_in(make.moderator()).get(f"/moderation/change/{change.pk}/")
    [line] = page.context["case"].lines
    assert line.moved_to.startswith("Yes; detail by a register")
    assert "The listing has changed since then. It now says:" in page.content.decode()


def test_only_a_waiting_case_can_be_held_and_a_hold_does_not_stop_a_decision():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    change = proposal(make.clinic())
    actions.take("change", change.pk, by=moe)
    browser = make.signed_in(mo)
    url = f"/moderation/change/{change.pk}/"
    page = browser.get(url)
    assert "moe@example.org has had this case open since" in page.content.decode()
    browser.post(url, {"seen": seen(page), "approve_all": "1"})
    assert Hold.objects.count() == 0


PLENTY = {"condition.crps": YES, "condition.ocd": YES, "insurance.medicare": NO,
          "insurance.medicaid": NO}  # fmt: skip


def four(clinic, **marks) -> tuple[ProposedChange, dict]:
    """A proposal of four answers, and what "approve all" posts: `marks` by the code's end."""
    change = proposal(clinic, **{code.replace(".", "__"): said for code, said in PLENTY.items()})
    keys = {item.code.partition(".")[2]: item.pk for item in change.items.all()}
    posted = {
        f"item-{keys[end]}-{name}": value
        for end, typed_ in marks.items()
        for name, value in typed_.items()
    }
    return change, posted | {"approve_all": "1"}


def decisions(change: ProposedChange) -> dict[str, tuple[str, str, str]]:
    rows = change.items.values_list("code", "decision", "reason", "words")
    return {code.partition(".")[2]: tuple(rest) for code, *rest in rows}


def post(change: ProposedChange, data: dict):
    browser = make.signed_in(make.moderator())
    url = f"/moderation/change/{change.pk}/"
    return browser.post(url, data | {"seen": seen(browser.get(url))})


def test_approve_all_keeps_what_is_rejected_or_asked_back_with_its_reason_and_words():
    clinic = make.clinic()
    change, posted = four(
        clinic,
        crps={"decision": "rejected", "reason": "evidence", "words": "No study."},
        medicare={"decision": "asked-back", "reason": "unclear", "words": "Which plans?"},
    )
    page = post(change, posted)
    assert page.status_code == 302
    assert decisions(change) == {
        "crps": ("rejected", "evidence", "No study."), "ocd": ("approved", "", ""),
        "medicare": ("asked-back", "unclear", "Which plans?"), "medicaid": ("approved", "", ""),
    }  # fmt: skip
    assert answers(clinic) == {
        "route.iv-infusion": True, "condition.ocd": True, "insurance.medicaid": False}  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        ({"decision": "rejected"}, "Choose a reason. We tell the person who asked."),
        ({"decision": "asked-back", "reason": "unclear"},
         "Write the question for the person who asked."),
        ({"words": "Which study?"}, "Choose a decision."),
        ({"reason": "evidence"}, "Choose a decision."),
        ({"decision": "perhaps"},
         "Select a valid choice. perhaps is not one of the available choices."),
    ],
)  # fmt: skip
def test_approve_all_approves_nothing_while_a_mark_is_not_finished(mark, problem):
    clinic = make.clinic()
    change, posted = four(clinic, crps=mark)
    page = post(change, posted)
    assert page.status_code == 400
    case = page.context["case"]
    assert [(p.label, p.text) for p in case.problems] == [
        (str(make.CHECKLIST.label("condition.crps")), problem)]  # fmt: skip
    assert set(decisions(change).values()) == {("", "", "")}
    assert answers(clinic) == {"route.iv-infusion": True}


def test_a_profession_of_which_nobody_is_named_is_approved_only_at_the_answer_itself():
    clinic, rival = make.clinic(), make.clinic(name="Rival")
    make.clinician(clinic, profession="registered-nurse")
    make.clinician(clinic, profession="psychiatrist", left_on=make.today())
    make.clinician(rival, profession="psychiatrist")
    change = proposal(clinic, staff__psychiatrist=YES, staff__registered_nurse=YES,
                      staff__therapist=NO, condition__crps=YES)  # fmt: skip
    browser, url = make.signed_in(make.moderator()), f"/moderation/change/{change.pk}/"
    page = browser.get(url)
    words = "The clinic names nobody of this profession among its clinicians."
    assert page.context["case"].needs_eyes == [f"Psychiatrist: {words}"]
    assert words in page.content.decode()
    data = {"seen": seen(page), "approve_all": "1"}
    assert browser.post(url, data).status_code == 400
    asked = change.items.get(code="staff.psychiatrist")
    data |= {f"item-{asked.pk}-decision": "approved"}
    assert browser.post(url, data).status_code == 302
    said = answers(clinic)
    assert {code: said[code] for code in said if code.startswith(("staff.", "condition."))} == {
        "staff.psychiatrist": True, "staff.registered-nurse": True, "staff.therapist": False,
        "condition.crps": True,
    }  # fmt: skip


def test_what_was_rejected_before_is_approved_only_at_the_answer_itself():
    clinic = make.clinic()
    old = proposal(clinic)
    post(old, typed(old, "rejected", reason="evidence"))
    rival = proposal(make.clinic(), email="ben@example.org")
    change, posted = four(clinic)
    browser = make.signed_in(make.moderator("moe@example.org"))
    url = f"/moderation/change/{change.pk}/"
    page = browser.get(url)
    label = str(make.CHECKLIST.label("condition.crps"))
    assert page.context["case"].needs_eyes == [
        f"{label}: A moderator rejected the same answer before."]  # fmt: skip
    assert browser.get(f"/moderation/change/{rival.pk}/").context["case"].needs_eyes == []
    refused = browser.post(url, posted | {"seen": seen(page)})
    assert [(p.label, p.text) for p in refused.context["case"].problems] == [
        (label, "Choose a decision.")]  # fmt: skip
    crps = change.items.get(code="condition.crps")
    browser.post(url, posted | {"seen": seen(page), f"item-{crps.pk}-decision": "approved"})
    assert {how for how, *_rest in decisions(change).values()} == {"approved"}


def test_what_moved_on_is_left_out_of_approve_all():
    clinic = make.clinic(no="condition.crps")
    change, posted = four(clinic)
    make.saved(clinic, make.moved(clinic, "condition.crps", True), actor="register")
    page = post(change, posted)
    assert (page.status_code, [p.text for p in page.context["case"].problems]) == (
        400, ["Choose a decision."])  # fmt: skip
    [sentence] = page.context["case"].needs_eyes
    assert "The listing has changed since then. It now says: Yes" in sentence


def test_the_proposal_of_somebody_who_no_longer_speaks_for_the_clinic_needs_eyes():
    clinic = make.clinic()
    change = proposal(clinic)
    clinic.memberships.all().delete()
    page = make.signed_in(make.moderator()).get(f"/moderation/change/{change.pk}/")
    assert page.context["case"].needs_eyes == ["Who proposed it does not speak for the clinic."]
