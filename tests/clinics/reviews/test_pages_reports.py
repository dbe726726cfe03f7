"""“Something is wrong?” with every fact: no account, counted beside it, ended by the clinic."""

import json

import pytest

from clinics.models import Report
from clinics.reviews.reported_answer import reported_answer
from directory.presenting.wording import day
from tests import make
from tests.directory.compared import rows
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
WRONG = "/clinics/heron/wrong/?code=insurance.medicare"


@pytest.fixture
def heron():
    make.clinic(slug="ibis", yes="insurance.medicare")
    return make.clinic(slug="heron", name="Heron", yes="insurance.medicare insurance.aetna",
                       phone="+1 561-555-0101", prices={"price.session": 400})  # fmt: skip


def flags(client, path="/clinics/heron/") -> dict[str, str]:
    """The unconfirmed reports of a page, by what they are about."""
    found = {}
    for li in seen(client.get(path)).all("li.fact"):
        for flag in li.texts("span.late"):
            found[li.one("span.fact-label").text] = flag
    return found


def test_what_we_say_stands_beside_what_is_asked(client, heron):
    page = seen(client.get(WRONG))
    card = page.one("section.card").text
    assert "Medicare: Yes" in card
    assert "stated by the clinic" in card
    assert day(make.days_ago(10)) in card


def test_every_fact_has_a_link_that_names_it(client, heron):
    page = seen(client.get("/clinics/heron/"))
    links = {a["href"]: a.text for a in page.all("a.wrong-link")}
    assert links[WRONG] == "Something is wrong? Medicare"
    stated = [li.one("span.fact-label").text for ul in page.all("ul.facts") for li in ul.all("li")
              if li.all("a.wrong-link")]  # fmt: skip
    assert {f"Something is wrong? {label}" for label in (*stated, "Phone", "Address")} == set(
        links.values()
    )
    for path in links:
        assert client.get(path).status_code == 200


def test_a_report_is_counted_beside_its_fact_and_nowhere_else(client, heron):
    assert flags(client) == {}
    words = {"words": "I called: no longer.", "email": ""}
    assert seen(client.post(WRONG, words)).one("h1").text == "Thank you. We counted your report."
    today = day(make.today())
    assert flags(client) == {"Medicare": f"1 unconfirmed report since {today}"}
    assert flags(client, "/clinics/ibis/") == {}
    make.report(heron, "insurance.medicare", days=8)
    make.report(heron, "price.session", days=2)
    make.report(heron, "phone", days=2)
    assert flags(client) == {
        "Medicare": f"2 unconfirmed reports since {day(make.days_ago(8))}",
        "One session": f"1 unconfirmed report since {day(make.days_ago(2))}",
    }
    assert (
        f"Phone: 1 unconfirmed report since {day(make.days_ago(2))}"
        in seen(client.get("/clinics/heron/")).one("address").text
    )


def test_comparison_and_api_tell_the_same(client, heron):
    make.report(heron, "insurance.medicare", days=8)
    since = make.days_ago(8)
    query = "?clinic=heron&clinic=ibis"
    page, words = client.get(f"/compare/{query}"), f"1 unconfirmed report since {day(since)}"
    assert words in rows(page, "decides")["What insurance pays for"][0]
    assert [words in cell for cell in rows(page)["Medicare"]] == [True, False]
    assert page.content.decode().count(words) == 2
    said = json.loads(client.get(f"/compare.json{query}").content)
    cells = {row["code"]: row["cells"] for part in said["sections"] for row in part["rows"]}
    expected = {"count": 1, "since": since.isoformat()}
    assert [c["reports"] for c in cells["insurance.medicare"]] == [expected, None]
    facts = client.get("/api/v1/clinics/heron").json()["facts"]
    told = {fact["code"]: fact["reports"] for fact in facts}
    assert told["insurance.medicare"] == expected
    assert told["insurance.aetna"] is None


@pytest.mark.parametrize("code", ["insurance.nobody", "slug", "number.none", "insurance"])
def test_what_is_nothing_of_a_listing_has_no_page(client, heron, code):
    assert client.get("/clinics/heron/wrong/", {"code": code}).status_code == 404


def test_what_is_missing_stands_at_its_field_and_nothing_is_lost(client, heron):
    answer = client.post(WRONG, {"words": "", "email": "wren"})
    page = seen(answer)
    assert answer.status_code == 400
    assert page.one("div.summary").texts("a") == [
        "Write in a few words what you found.", "Enter a valid e-mail address.",
    ]  # fmt: skip
    assert page.one("#id_email")["value"] == "wren"
    assert Report.objects.count() == 0


def test_the_clinic_reads_the_words_and_ends_it(client, heron):
    report = make.report(heron, "insurance.medicare", words="Not on Mondays.")
    rival = make.report(heron, "insurance.aetna")
    ann = make.signed_in(make.member("ann@mail.example", heron))
    listed = ann.get("/my/clinics/heron/reports/").content.decode()
    assert "Not on Mondays." in listed
    assert "Somebody reported that an answer is wrong." in ann.get("/my/").content.decode()
    path = f"/my/clinics/heron/reports/{report.pk}/"
    page = seen(ann.get(path))
    assert "/my/clinics/heron/edit/#row-insurance-medicare" in [
        a.attrs.get("href") for a in page.all("a.button")
    ]
    assert ann.post(path, {"resolution": ""}).status_code == 400
    done = ann.post(path, {"resolution": "stands", "note": "We asked the insurer."})
    assert done.headers["Location"] == "/my/clinics/heron/reports/"
    assert list(flags(client)) == ["Medicare", "Aetna"]
    assert ann.get(path).status_code == 404
    assert Report.objects.open().get() == rival


def test_a_flood_of_reports_comes_by_pages(client, heron):
    for number in range(21):
        make.report(heron, "phone", days=30 - number, words=f"Call {number}.")
    ann = make.signed_in(make.member("ann@mail.example", heron))
    path = "/my/clinics/heron/reports/"
    said = [seen(ann.get(f"{path}?page={n}")).texts("blockquote") for n in (1, 2)]
    assert said == [[f"Call {n}." for n in range(20)], ["Call 20."]]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("phone", "(561) 555-0101"),
        ("address", "Delray Beach, FL 33444"),
        ("hours", "Not stated"),
        ("price.session", "$400"),
        ("insurance.cigna", "Not stated"),
    ],
)
def test_what_is_said_now_is_read_off_the_listing(heron, code, answer):
    clinic = type(heron).objects.with_answers().get(pk=heron.pk)
    assert reported_answer(clinic, code).answer.startswith(answer)
