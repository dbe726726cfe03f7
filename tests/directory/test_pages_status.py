"""What patients see of a listing that is paused, closed, merged or taken off."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from clinics.listing.actions.status import close, hide, pause, remove, say_closed
from clinics.models import Clinic
from directory.presenting.wording import day
from tests import make
from tests.directory.compared import heads, rows
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

PAGES = ("", "history/", "reviews/")
OTHERS = (
    "/sitemap.xml", "/search/?near=33444&offers=any", "/api/v1/clinics?offers=any",
    "/compare/?clinic=heron&clinic=pelican&clinic=egret", "/questions/?clinic=heron&clinic=pelican",
)  # fmt: skip


@pytest.fixture
def heron():
    make.clinic(name="Pelican Key", slug="pelican", town="boca")
    make.clinic(name="Snowy Egret", slug="egret", town="austin")
    return make.clinic(name="Heron Marsh", slug="heron")


def notice(client, clinic: Clinic):
    page = seen(client.get(clinic.get_absolute_url()))
    found = page.all("section.status-notice")
    return found[0].text if found else ""


def result(client, query: str) -> dict[str, list[str]]:
    """By the name of each clinic found: what is said against it."""
    page = seen(client.get(f"/search/?{query}"))
    return {
        li.one("h3").text: [one.text for ul in li.all("ul.warnings") for one in ul.all("li")]
        for li in page.all("li.result")
    }


def api(client, slug: str):
    said = client.get(f"/api/v1/clinics/{slug}").json()
    return [said[k] for k in ("status", "status_since", "paused_until", "says_closed_since")]


def test_an_open_clinic_has_no_notice_and_says_so_to_programs(client, heron):
    assert notice(client, heron) == ""
    assert api(client, "heron") == ["open", make.today().isoformat(), None, None]


def test_a_paused_clinic_says_so_on_top_on_its_card_and_in_the_comparison(client, heron):
    until = make.days_ago(-30)
    pause(heron.pk, until=until, actor="clinic", why="We move.")
    words = f"Paused until {day(until)}"
    assert notice(client, heron) == (
        f"{words} It takes no patients during that time. Call before you go there. "
        f"{day(make.today())} : Paused by the clinic: We move. "
        "The nearest open clinics Pelican Key 7.3 miles · Boca Raton All clinics near there"
    )
    assert result(client, "near=33444&offers=any") == {"Heron Marsh": [words], "Pelican Key": []}
    assert result(client, "near=33444") == {"Pelican Key": []}
    compared = client.get("/compare/?clinic=heron&clinic=pelican")
    assert heads(compared) == [f"Heron Marsh {words}", "Pelican Key"]
    assert rows(compared, "decides")["Warnings"] == [words, "None known here"]
    said = client.get("/compare.json?clinic=heron&clinic=pelican").json()
    cells = {row["code"]: row["cells"] for part in said["sections"] for row in part["rows"]}
    assert [cell["value"] for cell in cells["status"]] == [words, "Open"]
    sheet = seen(client.get("/questions/?clinic=heron&clinic=pelican"))
    heron_asked, pelican_asked = sheet.all("section.sheet-clinic")
    assert (heron_asked.one("h2").text, pelican_asked.one("h2").text) == (
        "Heron Marsh", "Pelican Key")  # fmt: skip
    assert heron_asked.one("ul.warnings").texts("li") == [words]
    assert pelican_asked.all("ul.warnings") == []
    assert api(client, "heron") == ["paused", make.today().isoformat(), until.isoformat(), None]


def test_a_pause_that_is_over_is_no_longer_said(client, heron):
    pause(heron.pk, until=make.today(), actor="clinic")
    Clinic.objects.filter(pk=heron.pk).update(paused_until=make.days_ago(1))
    assert notice(client, heron) == ""
    assert api(client, "heron")[0] == "open"


def test_a_clinic_that_says_it_closed_is_marked_until_a_moderator_decides(client, heron):
    since = make.days_ago(3)
    say_closed(heron.pk, since=since, by=None, why="Retired.")
    words = f"Says that it has been closed since {day(since)}"
    assert notice(client, heron).startswith(
        f"{words} A moderator has not decided this yet. Call before you go there. "
        f"{day(make.today())} : Said to be closed by the clinic: Retired. "
    )
    assert result(client, "near=33444&offers=any")["Heron Marsh"] == [words]
    assert api(client, "heron") == ["open", make.today().isoformat(), None, since.isoformat()]


def test_a_closed_clinic_keeps_its_page_and_leaves_every_search(client, heron):
    since = make.days_ago(200)
    close(heron.pk, since=since, actor="moderator", why="Its line is dead.")
    words = f"Closed since {day(since)}"
    page = client.get(heron.get_absolute_url())
    assert notice(client, heron) == (
        f"{words} This page keeps what was stated about it, each answer with its date. "
        f"{day(make.today())} : Closed by a moderator: Its line is dead. "
        "Closure policy: Not stated "
        "What happens to prepaid money and records if the clinic closes? "
        "The nearest open clinics Pelican Key 7.3 miles · Boca Raton All clinics near there"
    )
    assert b"application/ld+json" not in page.content
    assert result(client, "near=33444&offers=any") == {"Pelican Key": []}
    assert b"/clinics/heron/" not in client.get("/sitemap.xml").content
    assert api(client, "heron") == ["closed", since.isoformat(), None, None]
    compared = client.get("/compare/?clinic=heron&clinic=pelican")
    assert heads(compared) == [f"Heron Marsh {words}", "Pelican Key"]


def actions(client, clinic: Clinic) -> tuple[list[str], list[str]]:
    """The words of the main buttons of a clinic's page, and what it says of its phone."""
    page = seen(client.get(clinic.get_absolute_url()))
    main = [one.text for one in page.one("main").all("a.button") if "quiet" not in one["class"]]
    return main, [part.text for part in page.one("p.reach").all("span.hint")]


def test_what_to_do_first_at_a_closed_clinic_is_to_see_who_else_is_near(client, heron):
    number = "(561) 555-0101"
    Clinic.objects.filter(slug__in=["heron", "pelican"]).update(phone="+1 561-555-0101")
    assert actions(client, heron) == ([f"Call {number}"], [])
    pause(heron.pk, until=None, actor="clinic")
    assert actions(client, heron) == ([f"Call {number}"], [])
    close(heron.pk, since=make.days_ago(200), actor="moderator", why="Its line is dead.")
    page = seen(client.get("/clinics/heron/"))
    (near,) = page.one("section.status-notice").all("a.button")
    assert actions(client, heron) == (["All clinics near there"], [f"Phone: {number}"])
    assert "Pelican Key" in client.get(near["href"]).content.decode()
    assert [a.text for a in page.one("main").all("a") if a["href"].startswith("tel:")] == []
    in_spanish = seen(client.get("/es/clinics/heron/"))
    assert in_spanish.one("section.status-notice").texts("a.button") == [
        "Todas las clínicas cercanas a ese lugar"]  # fmt: skip
    assert f"Teléfono: {number}" in in_spanish.one("p.reach").text
    heads_of = seen(client.get("/compare/?clinic=heron&clinic=pelican")).one("ul.compare-heads")
    assert [head.texts("a.head-call") for head in heads_of.all("li")] == [[], ["Call Pelican Key"]]


def test_where_nobody_else_is_near_a_closed_clinic_the_search_goes_farther(client, heron):
    far = make.clinic(name="Far", slug="far", town="austin")
    for slug in ("far", "egret"):
        close(Clinic.objects.get(slug=slug).pk, since=make.today(), actor="moderator")
    make.clinic(name="Temple", slug="temple", town="austin", latitude=31.1)
    page = seen(client.get(far.get_absolute_url()))
    told = page.one("section.status-notice")
    assert "We list no open clinic within 50 miles of it." in told.texts("p")
    (search,) = told.all("a.button")
    assert search.text == "Search farther away"
    assert list(result(client, search["href"].partition("?")[2] + "&offers=any")) == ["Temple"]
    pause(heron.pk, until=None, actor="clinic")
    close(Clinic.objects.get(slug="pelican").pk, since=make.today(), actor="moderator")
    assert "50 miles" not in notice(client, heron)


def machine_read(client, clinic) -> dict:
    """What a page says of its clinic to programs."""
    _before, _start, rest = (
        client.get(clinic.get_absolute_url())
        .content.decode()
        .partition('<script type="application/ld+json">')
    )
    return json.loads(rest.partition("</script>")[0])


@pytest.mark.parametrize(
    "take_nobody",
    [
        lambda pk: pause(pk, until=None, actor="clinic"),
        lambda pk: say_closed(pk, since=make.days_ago(2), by=None),
    ],
)
def test_a_clinic_that_takes_nobody_tells_programs_of_no_hours_and_no_new_patients(
    client, take_nobody
):
    clinic = make.clinic(name="Heron", yes="access.accepting-new-patients")
    clinic.hours.create(weekday=0, opens=dt.time(9), closes=dt.time(17))
    said = machine_read(client, clinic)
    taken = {
        name: said.pop(name) for name in ("isAcceptingNewPatients", "openingHoursSpecification")
    }
    assert taken["isAcceptingNewPatients"] is True
    assert [span["opens"] for span in taken["openingHoursSpecification"]] == ["09:00"]
    take_nobody(clinic.pk)
    assert machine_read(client, clinic) == said


@pytest.mark.parametrize("taken_off", [
    lambda pk: hide(pk, reason="fraud", actor="moderator", why="The license is forged."),
    lambda pk: remove(pk, actor="moderator", why="They asked."),
])  # fmt: skip
def test_what_was_taken_off_is_nowhere_in_the_next_request(client, heron, taken_off):
    before = [client.get(path).content for path in OTHERS]
    assert [b"eron" in content for content in before] == [True] * 5
    taken_off(heron.pk)
    for page in PAGES:
        answer = client.get(f"/clinics/heron/{page}")
        assert answer.status_code == 410
        assert "This clinic is no longer listed" in answer.content.decode()
        assert "Heron Marsh" not in answer.content.decode()
    after = [client.get(path).content for path in OTHERS]
    assert [b"Heron Marsh" in content or b"/heron/" in content for content in after] == [False] * 5
    assert client.get("/api/v1/clinics").json()["count"] == 2
    for form in ("csv", "ndjson", "geojson"):
        out = io.StringIO()
        call_command("export_clinics", format=form, stdout=out)
        assert ("Pelican Key" in out.getvalue(), "Heron" in out.getvalue()) == (True, False)
    problem = client.get("/api/v1/clinics/heron")
    assert (problem.status_code, problem.json()["title"]) == (
        410,
        "This clinic is no longer listed",
    )


def test_a_candidate_has_no_page(client):
    make.clinic(name="Draft", slug="draft", published=False)
    assert [client.get(f"/clinics/draft/{page}").status_code for page in PAGES] == [404] * 3
    assert client.get("/api/v1/clinics/draft").status_code == 404


def test_a_merged_listing_leads_to_the_one_that_it_became(client, heron):
    egret = Clinic.objects.get(slug="egret")
    pelican = Clinic.objects.get(slug="pelican")
    Clinic.objects.filter(pk=egret.pk).update(status="merged", merged_into=heron)
    Clinic.objects.filter(pk=heron.pk).update(status="merged", merged_into=pelican)
    for page in PAGES:
        answer = client.get(f"/clinics/egret/{page}")
        assert (answer.status_code, answer.url) == (301, f"/clinics/pelican/{page}")
        assert answer["Cache-Control"] == "no-cache"
    answer = client.get("/api/v1/clinics/egret")
    assert (answer.status_code, answer["Location"]) == (
        301, "http://testserver/api/v1/clinics/pelican",
    )  # fmt: skip
    sheet = client.get("/questions/?clinic=egret&clinic=pelican")
    assert [one.one("h2").text for one in seen(sheet).all("section.sheet-clinic")] == [
        "Pelican Key"
    ]


def test_a_listing_merged_into_a_hidden_one_is_taken_off_too(client, heron):
    egret = Clinic.objects.get(slug="egret")
    Clinic.objects.filter(pk=egret.pk).update(status="merged", merged_into=heron)
    hide(heron.pk, reason="danger", actor="moderator", why="Unsafe.")
    assert client.get("/clinics/egret/").status_code == 410
