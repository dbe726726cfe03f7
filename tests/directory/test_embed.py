"""The search in frames of other sites, and the page that makes the snippet."""

import html
from urllib.parse import urlsplit

import pytest
from django.test import Client

from clinics.checklist import CHECKLIST
from tests import make
from tests.directory.seen import seen
from tests.permissions_table import TABLE
from tests.test_permissions_table import world  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

FRAME = "/embed/search/"
ASKED = (
    "", "?near=33444", "?near=33444&page_size=2&page=2", "?near=33444&condition=crps&sort=match",
    "?near=33444&condition=crps&condition=ocd&insurance=tricare", "?max_course_price=3000",
    "?near=Austin&condition=ocd", "?q=suicidal",
)  # fmt: skip
REFUSED = ("?near=orange+county", "?near=nowhereatall", "?foo=1", "?page=99", "?condition=xyz")


@pytest.fixture(autouse=True)
def clinics():
    """Five clinics that the questions find, and one that none of them does."""
    make.clinic(name="Draft", published=False)
    for n in range(5):
        make.clinic(name=f"Heron {n}", yes="condition.crps", phone="+15615550101")


def inside(client, query=""):
    """The page of the frame."""
    return seen(client.get(FRAME + query))


def names(answer):
    """The clinics of a list, in order."""
    return [item.one("h3").text for item in seen(answer).all("li.result")]


@pytest.mark.parametrize("query", ASKED)
def test_the_frame_finds_what_the_search_finds(client, query):
    whole = client.get("/search/" + query)
    framed = client.get(FRAME + query)
    assert (whole.status_code, framed.status_code) == (200, 200)
    assert names(framed) == names(whole)
    assert seen(framed).one("h2").text == seen(whole).one("h1").text


@pytest.mark.parametrize("query", REFUSED)
def test_the_frame_refuses_what_the_search_refuses_in_the_same_words(client, query):
    whole = client.get("/search/" + query)
    framed = client.get(FRAME + query)
    assert (whole.status_code, framed.status_code) == (400, 400)
    assert seen(framed).one("h2").text == seen(whole).one("h1").text
    said = [" ".join(seen(page).one("div.summary").text.split()) for page in (whole, framed)]
    assert said[1].startswith(said[0])


@pytest.mark.parametrize("query", ASKED + REFUSED)
def test_the_search_stays_in_the_frame_and_everything_else_opens_in_a_new_tab(client, query):
    page = inside(client, query)
    card = [id(e) for box in page.all("#map-card-name") for e in box.walk()]  # a script aims it
    links = [e for e in page.all("a") if id(e) not in card]
    away = [e for e in links if e["href"].startswith(("/", "http"))]
    stays = [e for e in away if e["href"].partition("?")[0] == FRAME]
    assert {e.attrs.get("target") for e in stays} <= {None}
    gone = [e for e in away if e["href"].partition("?")[0] != FRAME]
    assert {(e["target"], e["rel"]) for e in gone} == {("_blank", "noopener")}
    assert [e["href"] for e in gone if e["href"].startswith("/search/")] == []
    assert {form["action"] for form in page.all("form")} <= {FRAME}


@pytest.mark.parametrize("query", ASKED + REFUSED)
def test_the_frame_first_leads_to_the_same_search_in_the_directory(client, query):
    page = inside(client, query)
    first = page.all("a")[0]
    assert first.text == "Open this search in the directory"
    assert first["href"] == f"http://testserver/search/{query}"


@pytest.mark.parametrize("query", ASKED + REFUSED)
def test_the_frame_has_one_h2_no_header_no_footer_and_no_list(client, settings, query):
    settings.DEMO = True
    page = inside(client, query)
    assert (len(page.all("h1")), len(page.all("h2")), len(page.all("main"))) == (0, 1, 1)
    assert (page.all("footer"), page.all("nav.top-nav"), page.all("#shortlist")) == ([], [], [])
    assert "Every clinic, person and review is made up." in page.one("p.demo").text
    assert page.all("input.compare-box") == page.all("label.compare-box") == []
    assert page.one("title").text.endswith(" – Clinic Directory")
    ids = [e["id"] for e in page.walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))
    crisis = [a["href"] for a in page.all("a") if a["href"] == "tel:988"]
    assert crisis == ["tel:988"]
    settings.DEMO = False
    assert inside(client, query).all("p.demo") == []


def test_in_the_frame_the_crisis_line_moves_to_the_top(client):
    page = inside(client, "?q=suicidal")
    assert page.one("section.crisis").all("a")[0]["href"] == "tel:988"
    assert inside(client, "?near=33444").all("section.crisis") == []


def test_nobody_is_asked_where_they_are_in_the_frame(client):
    assert "data-near-me" in client.get("/search/").content.decode()
    assert "data-near-me" not in client.get(FRAME).content.decode()
    scripts = [s["src"].rpartition("/")[2] for s in inside(client).all("script")]
    assert scripts == ["search.js", "suggest.js", "aimed.js", "map-open.js"]


POLICY = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "X-Frame-Options": None,
    "Cache-Control": "private, no-store",
}


def frame_ancestors(answer):
    """Who may show an answer in a frame."""
    parts = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    return [part for part in parts if part.startswith("frame-ancestors")]


@pytest.mark.parametrize("query", ["", "?near=33444", *REFUSED])
def test_any_site_may_frame_the_search_and_its_refusals(client, query):
    answer = client.get(FRAME + query)
    assert {name: answer.get(name) for name in POLICY} == POLICY
    assert frame_ancestors(answer) == ["frame-ancestors *"]
    assert list(answer.cookies) == []


def test_for_whoever_is_signed_in_the_frame_is_the_same(client):
    signed_in = make.signed_in(make.ann(make.clinic()))
    assert "Sign out" in signed_in.get("/search/?near=33444").content.decode()
    answer = signed_in.get(FRAME + "?near=33444")
    assert (answer.content, list(answer.cookies)) == (client.get(FRAME + "?near=33444").content, [])


def test_no_other_page_may_be_framed(world):  # noqa: F811
    may = []
    for address in TABLE:
        answer = Client().get(world.url(address))
        is_closed = answer.get("X-Frame-Options") == "DENY"
        if not is_closed or frame_ancestors(answer) != ["frame-ancestors 'none'"]:
            may.append(address)
    assert may == ["embed/search/"]


SNIPPET = """\
<iframe src="http://testserver/embed/search/?near=33444&amp;condition=crps" title="Find a ketamine clinic"
  loading="lazy" referrerpolicy="no-referrer"
  sandbox="allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
  width="100%" height="600"></iframe>"""  # noqa: E501


def test_the_snippet_frames_what_was_asked_and_stands_there_to_be_copied(client):
    answer = client.get("/embed/?near=33444&condition=crps&height=600")
    source = answer.content.decode()
    shown = source.split('aria-labelledby="snippet-title">')[1].split("</textarea>")[0]
    assert html.unescape(shown) == SNIPPET
    frame = seen(answer).one("iframe")
    assert (frame["height"], SNIPPET in source) == ("600", True)
    inside = seen(client.get(frame["src"].removeprefix("http://testserver")))
    assert inside.one("h2").text == "5 clinics within 25 miles of 33444 (Delray Beach, FL)"


@pytest.mark.parametrize(
    "query", ["near=33444&radius=50", "verified=1&not=route.at-home", "near=Florida&page=2"]
)
def test_the_snippet_asks_all_that_was_asked(client, query):
    frame = seen(client.get(f"/embed/?{query}")).one("iframe")
    assert (urlsplit(frame["src"]).path, urlsplit(frame["src"]).query) == (FRAME, query)


def test_only_its_own_frame_may_stand_on_the_page_of_the_snippet(client):
    policy = client.get("/embed/")["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-src" not in client.get("/search/")["Content-Security-Policy"]


CONDITIONS = ", ".join(item.code for item in CHECKLIST.group("condition").items)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("height=7", ["Choose one of these heights: 480, 600, 720, 900, 1200."]),
        ("height=480&height=600", ["“height” was given more than once."]),
        ("foo=1", ["“foo” is not a search parameter."]),
        ("condition=xyz&height=7", [
            f"“xyz” is not a known choice here. Known: {CONDITIONS}.",
            "Choose one of these heights: 480, 600, 720, 900, 1200."]),
    ],
)  # fmt: skip
def test_what_is_wrong_makes_no_snippet_and_is_said(client, query, said):
    answer = client.get(f"/embed/?{query}")
    page = seen(answer)
    assert answer.status_code == 400
    assert [li.text for li in page.one("div.summary").all("li")] == said
    assert page.all("iframe") == page.all("textarea") == []


def test_a_place_of_several_names_is_chosen_on_the_page_of_the_snippet(client):
    page = seen(client.get("/embed/?near=orange+county&height=600"))
    paths = {urlsplit(a["href"]).path for a in page.one("ul.places").all("a")}
    heights = {("height=600" in a["href"]) for a in page.one("ul.places").all("a")}
    assert (paths, heights) == ({"/embed/"}, {True})
