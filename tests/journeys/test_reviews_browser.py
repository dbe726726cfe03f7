"""A review in a real browser, by keyboard alone on a phone: written, confirmed, read, erased."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from clinics.models import Address, Link, Mark, Reply, Review, Story, Trace
from clinics.reviews.actions.mail import make_link
from tests import make
from tests.looks import DESK_LIGHT, PHONE_DARK, faults, faults_now
from tests.post import letters, speak_smtp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
WORDS = "They kept to the price. Nurse Petronella Plover stayed with me."
SHOWN = "They kept to the price. Nurse [name removed] stayed with me."


@pytest.fixture
def opened(chromium, live_server):
    """`opened(user=None, refused=False, **context)`: a page of the running site, no fault in it."""
    faults: list[str] = []

    @contextmanager
    def opened(user=None, *, refused=False, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        if user:
            session = make.signed_in(user).cookies["sessionid"].value
            cookie = {"name": "sessionid", "value": session, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if is_fault(m, refused) else None)
        yield page
        context.close()

    yield opened
    assert faults == []


def is_fault(said, refused: bool) -> bool:
    """Whether the console tells of an error; `refused`: a page may answer 400 or 404."""
    return said.type == "error" and not (refused and "status of 40" in said.text)


def reach(page, target) -> None:
    """Press the tabulator until the target has the focus, as somebody without a mouse does."""
    for _press in range(90):
        page.keyboard.press("Tab")
        if target.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def press(page, target) -> None:
    """Reach a link or a button and press it."""
    reach(page, target)
    page.keyboard.press("Enter")


def mark(page, group: str, down: int) -> None:
    """Reach the first choice of a group that has none yet, and go down from it."""
    reach(page, page.locator(f"[name={group}]"))
    page.keyboard.press("Space")
    for _step in range(down):
        page.keyboard.press("ArrowDown")


def link(office, number: int) -> str:
    """The path of the link in the mail of that number."""
    [found] = re.findall(r"/reviews/\S+", letters(office)[number].get_content())
    return found


def read(page, clinic) -> None:
    """From the clinic’s page to what patients say; without scripts, past its heading."""
    page.goto(clinic.get_absolute_url())
    press(page, page.get_by_role("link", name="Patients"))
    if not page.locator("#reviews").evaluate("part => part.open"):
        press(page, page.locator("#reviews > summary"))


def write(page, clinic) -> None:
    """From the clinic's page to “we sent you a link”."""
    read(page, clinic)
    press(page, page.get_by_role("link", name="Write a review"))
    expect(page.get_by_role("heading", name="Review Heron")).to_be_visible()
    reach(page, page.get_by_label("Month of the visit"))
    page.keyboard.press("ArrowDown")
    mark(page, "relation", 0)
    reach(page, page.locator("[name=price-matched]"))
    page.keyboard.press("ArrowDown")  # from “no answer” round to “yes”
    mark(page, "overall", 1)
    reach(page, page.get_by_label("In your own words (optional)"))
    page.keyboard.type(WORDS)
    reach(page, page.get_by_label("Your e-mail address"))
    page.keyboard.type("wren@mail.example")
    press(page, page.get_by_role("button", name="Send me the link"))
    expect(page.get_by_role("heading", name="We sent you a link")).to_be_visible()


def decide(page) -> None:
    """From the queue to a published review, its name masked."""
    page.goto("/moderation/")
    press(page, page.get_by_role("button", name="Take the oldest free case"))
    expect(page.get_by_text("It may name a person")).to_be_visible()
    reach(page, page.get_by_label("The words as the public reads them"))
    page.keyboard.press("Control+A")
    page.keyboard.type(SHOWN)
    mark(page, "outcome", 0)
    press(page, page.get_by_role("button", name="Decide, then the next case"))
    expect(page.get_by_text("is decided.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_review_is_written_read_changed_and_erased_by_keyboard(
    opened, settings, post_office, scripts
):
    speak_smtp(settings, post_office)
    clinic, mo = make.clinic(name="Heron"), make.moderator()
    phone = {"viewport": PHONE, "java_script_enabled": scripts}
    with opened(**phone) as page:
        write(page, clinic)
        page.goto(link(post_office, 0))
        press(page, page.get_by_role("button", name="Submit my review"))
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    made = Mark.objects.get()
    assert (made.overall, made.answers) == (4, {"price-matched": "yes"})
    with opened(mo, **phone) as page:
        decide(page)
    with opened(refused=True, **phone) as page:
        read(page, clinic)
        expect(page.get_by_text(SHOWN)).to_be_visible()
        keep = link(post_office, 1)
        page.goto(keep)
        press(page, page.get_by_role("link", name="Change it"))
        reach(page, page.get_by_label("In your own words (optional)"))
        page.keyboard.press("Control+A")
        page.keyboard.type("They kept to the price.")
        press(page, page.get_by_role("button", name="Submit the changes"))
        expect(page.get_by_text("It is waiting for a moderator and is not public.")).to_be_visible()
        read(page, clinic)
        expect(page.get_by_text("No reviews yet.").first).to_be_visible()
        page.goto(keep)
        press(page, page.get_by_role("link", name="Erase it"))
        press(page, page.get_by_role("button", name="Erase everything"))
        expect(page.get_by_role("heading", name="Your review is erased")).to_be_visible()
        assert page.goto(keep).status == 404
    left = [model.__name__ for model in (Review, Mark, Address, Link, Trace)
            if model.objects.exists()]  # fmt: skip
    assert left == []


@pytest.fixture
def paths(db):
    """Addresses of every page about reviews, with what each needs: for all, ann, mo."""
    clinic = make.clinic(slug="heron", name="Heron", phone="+1 561-555-0101")
    ann = make.member("ann@mail.example", clinic)
    for overall in (5, 4, 4, 2, 1):
        review = make.review(clinic, overall=overall, answers={"screened": "yes"}, words=SHOWN)
    make.review(clinic, status="withheld")
    waiting = make.review(clinic, status="waiting", words=WORDS, flags=["burst"])
    make.review(clinic, status="waiting", words=WORDS, flags=["burst"])
    sad = make.review(clinic, status="waiting", is_distress=True, words="I want to die.")
    reply = Reply.objects.create(clinic=clinic, review=review, sentences=["thanks"], asked_by=ann)
    story = Story.objects.create(clinic=clinic, title="Quiet rooms", words="New lamps.",
                                 decision="published", decided_at=review.decided_at)  # fmt: skip
    report = make.report(clinic, "route.iv-infusion")
    new, kept = (
        make.review(clinic, status="unconfirmed"),
        f"/reviews/keep/{make.keep_token(review)}/",
    )
    mine, desk = "/my/clinics/heron", "/moderation"
    return {
        None: ["/clinics/heron/", "/clinics/heron/reviews/", "/clinics/heron/review/",
               "/clinics/heron/review/link/", "/clinics/heron/wrong/?code=route.iv-infusion",
               f"/reviews/confirm/{make_link(new, Link.Purpose.CONFIRM)}/", kept, f"{kept}edit/",
               f"{kept}withdraw/", f"{kept}erase/", "/reviews/keep/none/", "/privacy/",
               "/how-we-rank/"],
        ann: [f"{mine}/reviews/", f"{mine}/reviews/{waiting.pk - 2}/reply/", f"{mine}/stories/",
              f"{mine}/reports/", f"{mine}/reports/{report.pk}/"],
        make.moderator(): [f"{desk}/", f"{desk}/review/{waiting.pk}/", f"{desk}/distress/{sad.pk}/",
                           f"{desk}/review/{review.pk}/", f"{desk}/reply/{reply.pk}/",
                           f"{desk}/story/{story.pk}/", f"{desk}/report/{report.pk}/"],
    }  # fmt: skip


def test_no_page_about_reviews_has_findings(opened, paths):
    found = {}
    for user, addresses in paths.items():
        looks = (PHONE_DARK, DESK_LIGHT) if user and user.is_moderator else (PHONE_DARK,)
        with opened(user, refused=True) as page:
            for path in addresses:
                status = page.goto(path).status
                dead = 404 if path == "/reviews/keep/none/" else 200
                wrong = [] if status == dead else [f"status {status}"]
                found[path] = wrong + faults(page, looks)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_what_is_missing_stands_on_top_and_at_its_field_and_nothing_is_lost(opened):
    make.clinic(slug="heron", name="Heron")
    with opened(refused=True, viewport=PHONE) as page:
        page.goto("/clinics/heron/review/")
        page.get_by_label("In your own words (optional)").fill("I want to kill myself, " + WORDS)
        press(page, page.get_by_role("button", name="Send me the link"))
        expect(page.get_by_role("heading", name="You do not have to wait")).to_be_visible()
        alert = page.get_by_role("alert")
        press(page, alert.get_by_role("link", name="Choose a rating from 1 to 5"))
        assert page.url.endswith("#id_overall")
        assert page.get_by_label("In your own words (optional)").input_value().endswith(WORDS)
        assert faults_now(page) == []


def test_a_moderator_masks_what_is_selected(opened):
    review = make.review(make.clinic(), status="waiting", words=WORDS)
    with opened(make.moderator(), viewport=DESK) as page:
        page.goto(f"/moderation/review/{review.pk}/")
        words = page.get_by_label("The words as the public reads them")
        start = WORDS.index("Petronella")
        words.evaluate(f"e => e.setSelectionRange({start}, {start} + 'Petronella Plover'.length)")
        page.get_by_role("button", name="Mask the selected words as a name").click()
        assert words.input_value() == SHOWN
