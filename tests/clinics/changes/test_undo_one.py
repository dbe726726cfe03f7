"""Single answers of what was approved are undone: the rest stays, and the clinic is told once."""

import pytest

from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.changes.proposals import listed
from clinics.changes.values import ChangeRefused
from clinics.models import Event, Notice, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db
AETNA, MEDICARE, PTSD = "insurance.aetna", "insurance.medicare", "condition.ptsd"


@pytest.fixture
def clinic():
    return make.clinic(name="Pelican Key", no=AETNA, phone="+1 561-555-0100")


@pytest.fixture
def change(clinic, ann, mo) -> ProposedChange:
    """Three answers that were approved."""
    made = propose(clinic, {AETNA: YES, MEDICARE: YES, PTSD: YES}, by=ann, note="See our site.")
    decide(made, by=mo)
    return made


def keys(change: ProposedChange, *codes: str) -> list[int]:
    return list(change.items.filter(code__in=codes).values_list("pk", flat=True))


def told(user) -> list[str]:
    """What a person was told after the decision, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("words", flat=True))[1:]


def test_one_answer_is_refused_with_words_and_the_rest_stays(clinic, ann, mo, change):
    new = revert(change, by=mo, reason="Aetna says no.", chosen=keys(change, AETNA))
    assert (facts(clinic)[AETNA], facts(clinic)[MEDICARE], facts(clinic)[PTSD]) == (
        False, True, True)  # fmt: skip
    assert not clinic.changes.pending().exists()
    assert told(ann) == [
        "A decision about your edit of Pelican Key was reverted (Aetna): “Aetna says no.”"
    ]
    [shown] = listed([new])
    assert (shown.state, shown.change.note) == ("undone by a moderator", "Aetna says no.")
    assert [(line.label, line.before, line.after, line.decision, line.words)
            for line in shown.lines] == [("Aetna", "Yes", "No", "", "")]  # fmt: skip


def test_what_was_undone_by_mistake_waits_again_as_it_was_proposed(clinic, ann, mo, change):
    chosen = keys(change, AETNA, MEDICARE)
    new = revert(change, by=mo, reason="I pressed the wrong button.", chosen=chosen, again=True)
    assert AETNA in facts(clinic)
    assert (facts(clinic)[AETNA], MEDICARE in facts(clinic), facts(clinic)[PTSD]) == (
        False, False, True)  # fmt: skip
    assert clinic.changes.pending().get() == new
    assert (new.proposed_by, new.proposed_at, new.asked.note) == (
        ann, change.proposed_at, "See our site.")  # fmt: skip
    assert {i.code: (i.decision, i.after) for i in new.items.all()} == {
        AETNA: ("", YES), MEDICARE: ("", YES)}  # fmt: skip
    assert told(ann) == [
        "A moderator took back a part of your edit of Pelican Key, to decide it again "
        "(Aetna, Medicare): “I pressed the wrong button.”"
    ]
    newest = Event.objects.about_clinic(clinic.pk).values_list("verb", flat=True)[:2]
    assert list(newest) == ["reopened", "changed"]
    decide(new, by=mo)
    assert (facts(clinic)[AETNA], facts(clinic)[MEDICARE]) == (True, True)


def test_the_other_answers_are_undone_later(clinic, mo, change):
    revert(change, by=mo, reason="One.", chosen=keys(change, AETNA))
    revert(change, by=mo, reason="Two.", chosen=keys(change, MEDICARE), again=True)
    assert {code: facts(clinic).get(code) for code in (AETNA, MEDICARE, PTSD)} == {
        AETNA: False, MEDICARE: None, PTSD: True}  # fmt: skip
    with pytest.raises(ChangeRefused, match="has changed since: Aetna"):
        revert(change, by=mo, reason="One more.", chosen=keys(change, AETNA, PTSD))
    assert facts(clinic)[PTSD] is True


def test_what_was_published_at_once_goes_back_to_the_queue(clinic, ann, mo):
    publish_at_once(clinic, {"phone": "+1 561-555-0199", "how_to_find": "Blue door"}, by=ann)
    done = ProposedChange.objects.get()
    new = revert(done, by=mo, reason="Is it yours?", chosen=keys(done, "phone"), again=True)
    assert (said(clinic).phone, said(clinic).how_to_find) == ("+1 561-555-0100", "Blue door")
    decide(new, by=mo)
    assert said(clinic).phone == "+1 561-555-0199"


def test_a_part_is_refused_to_go_back_in_words(clinic, ann, mo, change):
    for chosen in ([], [0], [*keys(change, AETNA), 0]):
        with pytest.raises(ChangeRefused, match="Choose among the answers that this published"):
            revert(change, by=mo, reason="x", chosen=chosen)
    undone = revert(change, by=mo, reason="x", chosen=keys(change, AETNA))
    with pytest.raises(ChangeRefused, match="This undid a decision itself"):
        revert(undone, by=mo, reason="x", again=True)
    propose(clinic, {"insurance.cigna": NO}, by=ann)
    with pytest.raises(ChangeRefused, match="Another proposal of this clinic waits"):
        revert(change, by=mo, reason="x", chosen=keys(change, PTSD), again=True)
    assert facts(clinic)[PTSD] is True


def test_many_answers_undone_are_one_notice_and_one_line_of_earlier_decisions(clinic, ann, mo):
    codes = [item.qualified for item in make.CHECKLIST.group("insurance").items][:12]
    change = propose(clinic, dict.fromkeys(codes, YES), by=ann)
    decide(change, by=mo)
    revert(change, by=mo, reason="All wrong.")
    [words] = told(ann)
    assert words.endswith(" and 4 more): “All wrong.”")
    now = propose(clinic, {PTSD: YES}, by=ann)
    page = make.signed_in(mo).get(f"/moderation/change/{now.pk}/")
    earlier = [(one.decision, one.words) for one in page.context["case"].earlier]
    assert earlier == [("undone", "All wrong."), ("approved", "")]
    assert page.content.decode().count("All wrong.") == 1


def test_the_desk_takes_back_one_answer_and_offers_only_what_is_still_public(clinic, mo, change):
    browser, url = make.signed_in(mo), f"/moderation/change/{change.pk}/"
    [aetna] = keys(change, AETNA)
    page = browser.get(url).content.decode()
    assert page.count('name="answers"') == 3
    words = {"reason": "Look again.", "then": "wait", "answers": [str(aetna)]}
    assert browser.post(f"{url}undo/", words | {"answers": ["0"]}).status_code == 400
    assert facts(clinic)[AETNA] is True
    done = browser.post(f"{url}undo/", words, follow=True)
    new = clinic.changes.pending().get()
    assert done.redirect_chain == [(f"/moderation/change/{new.pk}/", 302)]
    assert "It is waiting again. You can decide it now." in done.content.decode()
    assert browser.get(url).content.decode().count('name="answers"') == 2
    done = browser.post(f"{url}undo/", {"reason": "The rest too."}, follow=True)
    assert "Undone. The listing is again as it was before." in done.content.decode()
    assert {code: facts(clinic).get(code) for code in (AETNA, MEDICARE, PTSD)} == {
        AETNA: False, MEDICARE: None, PTSD: None}  # fmt: skip
    assert 'name="answers"' not in browser.get(url).content.decode()
