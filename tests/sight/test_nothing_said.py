"""Whatever people type in a browser, no line of the log, no metric and no cached row repeats it."""

import json
import logging
import re
from contextlib import contextmanager

import pytest
from django.db import connection
from playwright.sync_api import expect

from clinics.models import Claim, Review
from directory.sight import counts
from directory.site.logs import config
from tests.at_once import settled
from tests.clinics.accounts import cast
from tests.clinics.claims.cast import luma
from tests.post import letters, speak_smtp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOKEN = "a-token-that-is-long-enough-for-anybody"
SEARCHED = "xylophonic sorrows quetzalcoatl"
PLACE = "33444"
WRITER, OWNER = "wren.zwanzig@mail.example", "cam.siebzig@mail.example"
PASSWORD = "umbrella thirteen marmalade"
REVIEW = "They kept to the price, said Petronella Plover."
BROKEN = "Marmaduke was here, and everything broke."
FAULT = """
create function breaks() returns trigger language plpgsql as $$
begin raise exception 'value "%%" of "%%" is wrong', new.words, new; end $$;
create trigger breaks before insert on clinics_review for each row
when (new.words like 'Marmaduke%%') execute function breaks();
"""
"""A real fault of the database, which repeats in its words what somebody wrote."""


class Kept(logging.Handler):
    """Keeps the lines that production would write."""

    def __init__(self):
        super().__init__()
        said = config("INFO", style="json")
        self.addFilter(said["filters"]["without_queries"]["()"]())
        self.setFormatter(said["formatters"]["line"]["()"]())
        self.lines = []

    def emit(self, record):
        if record.name != "mail.log":  # the mail server of the test
            self.lines.append(self.format(record))


@pytest.fixture
def log(monkeypatch):
    """The lines of everything that happens meanwhile, of ordinary refusals as well."""
    monkeypatch.setattr(logging.getLogger("django.request"), "filters", [])
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def fault():
    """The reviews of one person break the database."""
    with connection.cursor() as cursor:
        cursor.execute(FAULT.replace("%%", "%"))
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop function breaks() cascade")


@pytest.fixture
def opened(chromium, live_server):
    """A new window of the browser on the running site."""

    @contextmanager
    def opened():
        context = chromium.new_context(base_url=live_server.url)
        yield context.new_page()
        context.close()

    return opened


def search(page) -> None:
    """Search, narrow down, open a clinic, compare, mistype an address."""
    page.goto("/")
    page.get_by_role("searchbox").or_(page.locator("[name=q]")).first.fill(SEARCHED)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"/search/?near={PLACE}&radius=25&q=sorrows")
    page.goto("/clinics/luma/")
    page.goto(f"/compare/?clinic=luma&clinic=nobody-{PLACE}")
    for wrong in (f"/search/?near={PLACE}&page=999", "/clinics/xylophonic-place/",
                  "/xylophonic/sorrows/", "/search/?condition=xylophonic",
                  "/reviews/confirm/xylophonic-token/",
                  "/es/clinics/xylophonic-place/"):  # fmt: skip
        assert page.goto(wrong).status in (400, 404)
    asked = page.request.get(f"/api/v1/clinics?near={PLACE}&q=xylophonic&page=999")
    assert asked.status == 400


def review(page, words: str) -> None:
    """Write a review of Luma."""
    page.goto("/clinics/luma/review/")
    page.get_by_label("Month of the visit").select_option(index=1)
    page.locator("[name=relation]").first.check()
    page.locator("[name=overall]").first.check()
    page.get_by_label("In your own words (optional)").fill(words)
    page.get_by_label("Your e-mail address").fill(WRITER)
    page.get_by_role("button", name="Send me the link").click()


def sign_up_and_claim(page, office) -> list[str]:
    """Make an account and ask to speak for Luma: the codes of the two mails."""
    page.goto("/clinics/luma/claim/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill(OWNER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    first = cast.code_in(letters(office)[-1].get_content())
    page.get_by_label("Code").fill(first)
    page.keyboard.press("Enter")
    page.get_by_label("A code sent to an address on the clinic’s own website").check()
    page.get_by_label("Your address at the clinic").fill("zwieback")
    page.get_by_role("button", name="Ask to speak for this clinic").click()
    expect(page.get_by_text("A code was sent to zwieback@luma.example.")).to_be_visible()
    second = re.search(r"\b(\d{6})\b", letters(office)[-1].get_content())[1]
    page.get_by_label("Code").fill(second)
    page.get_by_role("button", name="Check the code").click()
    expect(page.get_by_text("That is the right code.")).to_be_visible()
    return [first, second]


def test_no_line_and_no_metric_repeats_what_was_typed(
    opened, live_server, log, fault, settings, post_office
):
    settings.METRICS_TOKEN = TOKEN
    counts.begin_anew()
    speak_smtp(settings, post_office)
    luma(slug="luma")
    with opened() as page:
        search(page)
        review(page, REVIEW)
        expect(page.get_by_role("heading", name="We sent you a link")).to_be_visible()
        (link,) = re.findall(r"/reviews/\S+", letters(post_office)[0].get_content())
        page.goto(link)
        page.get_by_role("button", name="Submit my review").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        review(page, BROKEN)
        told = page.get_by_text("If you write to us, name this number:").text_content()
        assert page.locator("h1").text_content() == "Something broke on our side"
    with opened() as page:
        codes = sign_up_and_claim(page, post_office)
        wrong = page.request.get("/accounts/password/reset/key/1-xylophonic/")
        assert wrong.status == 200
    settled()
    assert (Review.objects.count(), Claim.objects.count()) == (1, 1)
    (fault_line,) = [json.loads(line) for line in log if "traceback" in json.loads(line)]
    assert fault_line["request_id"] in told
    assert (fault_line["view"], fault_line["status"]) == ("review_write", 500)
    assert "psycopg.errors.RaiseException (SQLSTATE P0001)" in fault_line["traceback"]
    refusals = [json.loads(line) for line in log if json.loads(line).get("status") in (400, 404)]
    assert len(refusals) >= 8  # the log was listened to
    with opened() as page:
        asked = page.request.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        metrics = asked.text()
        assert asked.status == 200
    counts.begin_anew()
    assert 'directory_request_seconds_count{method="GET",status="4xx",view="clinic"}' in metrics
    typed = {*SEARCHED.split(), PLACE, *WRITER.split("@"), *OWNER.split("@"), *PASSWORD.split(),
             "Petronella", "Plover", "Marmaduke", "zwieback", "luma", "nobody-", *codes,
             *re.findall(r"[\w-]{20,}", link), "csrftoken", "sessionid", "127.0.0.1"}  # fmt: skip
    for text in (*log, metrics):
        assert [word for word in typed if word.lower() in text.lower()] == []
    with connection.cursor() as cursor:
        cursor.execute("select cache_key || value from directory_cache")
        kept = " ".join(row[0] for row in cursor.fetchall()).lower()
    assert [word for word in typed - {"mail.example"} if word.lower() in kept] == []
