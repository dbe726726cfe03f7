"""The moderator's trip in a real browser, with and without scripts, by keyboard, on a phone."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from clinics.changes.actions.propose import propose
from clinics.models import Membership, ProposedItem
from tests import make
from tests.looks import BOTH, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YES = {"value": True, "detail": "With a pulse oximeter and a nurse in the room, all the time"}


def is_fault(said) -> bool:
    """Whether the console tells of an error; a form that came back with 400 is none."""
    return said.type == "error" and "status of 400" not in said.text


@pytest.fixture
def desk(chromium, live_server):
    """`desk(…)`: a page of the site on which the moderator mo is signed in."""
    mo = make.moderator(password=None)

    @contextmanager
    def opened(path="/moderation/", **options):
        context = chromium.new_context(**options)
        session = make.signed_in(mo).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
        page.goto(live_server.url + path)
        yield page
        context.close()
        assert faults == []

    return opened


@pytest.fixture
def cases():
    """Two cases: an old claim, and a younger proposal of two answers."""
    clinic = make.clinic(name="Heron Bay Ketamine", phone="+1 561-555-0100",
                         website="https://heronbay.example/", no="insurance.medicare")  # fmt: skip
    other = make.clinic(name="Saltmarsh Mind Clinic With a Rather Long Name of Its Own")
    claim = make.claim(other, "cam@saltmarsh.example", days=3, proved_at=timezone.now(),
                       address="office@saltmarsh.example", statement="I run the desk.")  # fmt: skip
    ann = make.member("ann@heronbay.example", clinic)
    after = {"insurance.medicare": {"value": True}, "safety.continuous-observation": YES}
    change = propose(clinic, after | {"phone": "+1 561-555-0101"}, by=ann, note="New year.")
    return claim, change


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_moderator_takes_the_oldest_case_decides_and_goes_on(desk, cases, scripts):
    claim, change = cases
    first, *rest = change.items.order_by("pk")
    with desk(java_script_enabled=scripts) as page:
        page.get_by_role("button", name="Take the oldest free case").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            f"cam@saltmarsh.example asks to speak for {claim.clinic.name}"
        )
        page.get_by_role("radio", name="Approve", exact=True).check()
        page.get_by_role("button", name="Decide, then the next case").click()
        expect(page.get_by_role("status").first).to_have_text(
            "The claim of cam@saltmarsh.example: approved."
        )
        expect(page.get_by_role("heading", level=1)).to_have_text("Heron Bay Ketamine")
        for item in rest:
            approve = page.locator(f"#item-{item.pk}").get_by_role("radio", name="Approve")
            approve.check()
        page.get_by_role("button", name="Decide, then the next case").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose a decision.")
        refused = page.locator(f"#item-{first.pk}")
        refused.get_by_role("radio", name="Reject").check()
        refused.get_by_label("Reason").select_option("evidence")
        page.get_by_role("button", name="Decide, then the next case").click()
        expect(page.get_by_role("main")).to_contain_text("No cases are waiting.")
    assert Membership.objects.filter(user=claim.user, clinic=claim.clinic).exists()
    decisions = ProposedItem.objects.filter(change=change).order_by("pk")
    assert [item.decision for item in decisions] == ["rejected"] + ["approved"] * len(rest)


def test_a_proposal_is_decided_by_keys_alone(desk, cases):
    _claim, change = cases
    count = change.items.count()
    with desk(f"/moderation/change/{change.pk}/") as page:
        focused = "document.activeElement.closest('.desk-item')?.id"
        page.keyboard.press("j")
        assert page.evaluate(focused) == f"item-{change.items.order_by('pk')[0].pk}"
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert page.evaluate(focused) == f"item-{change.items.order_by('pk')[0].pk}"
        page.keyboard.press("?")
        assert page.locator(".desk-help").evaluate("help => help.open") is True
        words = page.get_by_label("Message to the person who asked").first
        words.focus()
        page.keyboard.type("a jar?")
        assert words.input_value() == "a jar?"
        assert page.locator("input[value=approved]:checked").count() == 0
        page.get_by_role("heading", level=1).click()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        assert page.locator("input[value=approved]:checked").count() == count - 1
        words.fill("")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        assert page.locator("input[value=approved]:checked").count() == count
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_have_text(
            f"Heron Bay Ketamine: {count} of {count} answers approved."
        )
    approved = ProposedItem.objects.filter(change=change, decision="approved")
    assert approved.count() == count


def test_keys_choose_and_move_and_what_was_chosen_is_never_overruled(desk, cases):
    _claim, change = cases
    first, second, third = change.items.order_by("pk")
    with desk(f"/moderation/change/{change.pk}/") as page:
        rest = page.locator("[data-approve-all]")
        assert rest.inner_text().strip() == "Approve all that is not chosen yet"
        page.keyboard.press("r")
        assert page.evaluate("document.activeElement.name") == f"item-{first.pk}-reason"
        page.keyboard.press("ArrowDown")
        assert rest.inner_text() == "Approve the other 2"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("b")
        assert page.evaluate("document.activeElement.name") == f"item-{second.pk}-reason"
        page.locator(f"#item-{second.pk}").get_by_label("Message").fill("How many nurses?")
        page.locator(f"#item-{second.pk}").get_by_label("Reason").select_option("unclear")
        assert rest.inner_text() == "Approve the other one"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.textContent") == "Next case"
        page.keyboard.press("s")
        assert page.evaluate("document.activeElement.textContent") == "Skip until tomorrow"
        page.keyboard.press("a")
        values = {n.split("-")[1]: v for n, v in chosen(page).items()}
        assert values == {str(first.pk): "rejected", str(second.pk): "asked-back",
                          str(third.pk): "approved"}  # fmt: skip
        assert rest.is_disabled()
        assert page.url.endswith(f"/moderation/change/{change.pk}/")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_have_text(
            "Heron Bay Ketamine: 1 of 3 answers approved."
        )
    decisions = ProposedItem.objects.filter(change=change).order_by("pk")
    assert [(one.decision, one.words) for one in decisions] == [
        ("rejected", ""), ("asked-back", "How many nurses?"), ("approved", "")]  # fmt: skip


def chosen(page) -> dict[str, str]:
    """The radio buttons that are chosen: value by name."""
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-desk] input[type=radio]:checked')]"
        ".map((one) => [one.name, one.value]))"
    )


def test_where_something_speaks_against_it_a_leads_to_what_it_is(desk, cases):
    claim, _change = cases
    make.claim(claim.clinic, "dan@rival.example", proved_at=timezone.now())
    with desk(f"/moderation/claim/{claim.pk}/") as page:
        page.keyboard.press("a")
        assert chosen(page) == {}
        assert "The key a is off." in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        assert page.url.endswith(f"/moderation/claim/{claim.pk}/")
    claim.refresh_from_db()
    assert claim.decision == ""


def test_no_page_of_the_desk_has_findings_and_all_fit_a_phone(desk, cases):
    claim, change = cases
    paths = [
        "/moderation/",
        "/moderation/decided/",
        "/moderation/ages/",
        f"/moderation/claim/{claim.pk}/",
        f"/moderation/change/{change.pk}/",
        f"/moderation/clinics/{change.clinic.slug}/",
    ]
    found = {}
    with desk() as page:
        base = page.url.removesuffix("/moderation/")
        for path in paths:
            page.goto(base + path)
            found[path] = faults(page, BOTH)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
