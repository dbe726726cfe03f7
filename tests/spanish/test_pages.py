"""Every page of the site in Spanish: it says so, says nothing in English, and leads to its like."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import override

from clinics.models import Clinic
from directory.guide.topics import topics
from tests import databases
from tests.directory.seen import Element, seen
from tests.permissions_table import ROLES, TABLE
from tests.spanish.visible import english
from tests.test_permissions_table import World, world  # noqa: F401

READERS = ("stranger", "admin of this clinic", "moderator")

BY_PEOPLE = (
    "Is it so?",
    "I called: they say otherwise.",
    "The rooms are empty.",
    "A moderator asks something about",
    "Federated States of Micronesia",
    "District of Columbia",
    "Clinic Directory contributors",
    "“yes”", "“visits; iv-infusion”", "“covers”", "CC BY", "The Trevor Project",
)  # fmt: skip
"""What people wrote, a notice of somebody who is written to in English, names, cells of a file."""

PAIR = "clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"
ASKED = [
    "/", "/search/?near=33444&condition=crps&condition=fibromyalgia&sort=match",
    "/search/?near=Florida&max_course_price=3000&verified=1",
    "/search/?near=33444&condition=crps&condition=ocd&insurance=tricare", "/search/?q=suicidal",
    "/search/?near=33444&radius=7&condition=xyz&foo=1&lat=1", "/search/?near=orange+county",
    "/search/?page=999", f"/compare/?{PAIR}&clinic=saltmarsh-mind-clinic&near=33444",
    f"/questions/?{PAIR}&condition=crps&insurance=medicare",
    "/compare/?clinic=pelican-key-ketamine",
    "/states/tx/", "/states/mp/", "/guide/suicidal-thoughts/", "/guide/ptsd/", "/no-such-page/",
    "/embed/search/?near=33444",
]  # fmt: skip
CLINICS = ["pelican-key-ketamine", "gumbo-limbo-wellness", "homespool-portland",
           "dogwood-terrace-ketamine", "willow-oak-psychiatry"]  # fmt: skip


def is_page(path: str) -> bool:
    """Whether there is a Spanish page at a path without its language."""
    try:
        with override("es"):
            resolve(f"/es{path}")
    except Resolver404:
        return False
    return True


def pages(world: World) -> Iterator[tuple[str, str, Element]]:  # noqa: F811
    """(reader, address, page) of every page that a reader is let in to."""
    for reader in READERS:
        role = ROLES.index(reader)
        client = Client(raise_request_exception=False)
        if world.sessions[role]:
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
        for address in TABLE:
            if TABLE[address][0][role] != "o" or not is_page(world.url(address)):
                continue
            if address == "demo/mail/":
                continue  # it shows mails as they were sent, each in its reader's language
            with transaction.atomic():
                answer = client.get(f"/es{world.url(address)}")
                transaction.set_rollback(True)
            assert answer.status_code < 500, address
            if answer.streaming:
                answer.getvalue()
            assert "accept-language" not in answer.get("Vary", "").lower(), address
            if answer.status_code < 300 or answer.status_code >= 400:
                assert answer["Content-Language"] == "es", address
                if answer["Content-Type"].startswith("text/html"):
                    yield reader, address, seen(answer)


def strays(page: Element) -> list[str]:
    """Links and forms of a Spanish page that lead to an English one without saying so."""
    links = [(one, one.attrs.get("href", "")) for one in page.all("a")]
    links += [(form, form.attrs.get("action", "")) for form in page.all("form")]
    return [
        path
        for one, path in links
        if path.startswith("/")
        and not path.startswith("/es/")
        and one.attrs.get("hreflang") != "en"
        and is_page(path.partition("?")[0].partition("#")[0])
    ]


@pytest.mark.django_db
def test_every_page_says_that_it_is_spanish_and_says_nothing_in_english(world):  # noqa: F811
    names = {clinic.name for clinic in Clinic.objects.all()}
    count = dict.fromkeys(READERS, 0)
    wrong: dict[str, tuple[str, str]] = {}  # and where it stands first
    for reader, address, page in pages(world):
        count[reader] += 1
        if (language := page.one("html")["lang"]) != "es":
            wrong.setdefault(language, (reader, address))
        for said in (*english(page, {*names, *BY_PEOPLE}), *strays(page)):
            wrong.setdefault(said, (reader, address))
    assert wrong == {}
    assert min(count.values()) > 40, count


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, run) -> Iterator[set[str]]:
    """The demo's clinics and their people; what they are called, and where they are."""
    with django_db_blocker.unblock(), databases.with_demo(run, "peopled"):
        columns = ("name", "street", "city")
        yield {
            said for row in Clinic.objects.values_list(*columns) for said in row if len(said) > 2
        }
        connection.close()


def of_the_demo() -> list[str]:
    """Paths of pages that say much."""
    about = [f"/clinics/{slug}/{part}" for slug in CLINICS for part in ("", "history/", "reviews/")]
    return [*ASKED, *(f"/guide/{topic.code}/" for topic in topics()), *about]


def test_a_page_with_much_on_it_says_nothing_in_english_and_leaves_nothing(demo):
    client = Client()
    wrong: dict[str, str] = {}
    for path in of_the_demo():
        answer = client.get(f"/es{path}")
        page = seen(answer)
        for said in (*english(page, {*demo, *BY_PEOPLE}), *strays(page), *answer.cookies):
            wrong.setdefault(said, path)
    assert wrong == {}


def alternates(page: Element) -> dict[str, str]:
    """Where a page says that it is in each language."""
    found = [link.attrs for link in page.all("link") if "hreflang" in link.attrs]
    return {link["hreflang"]: link["href"] for link in found}


@pytest.mark.parametrize(
    "path", ["/", "/search/?near=33444&condition=crps", "/guide/risks/", f"/compare/?{PAIR}",
             "/clinics/pelican-key-ketamine/", "/states/tx/", "/add/"]
)  # fmt: skip
def test_a_page_and_its_twin_name_each_other(demo, path):
    site = "http://testserver"
    said = {"en": f"{site}{path}", "es": f"{site}/es{path}", "x-default": f"{site}{path}"}
    english_page, spanish_page = (seen(Client().get(one)) for one in (path, f"/es{path}"))
    assert alternates(english_page) == alternates(spanish_page) == said
    (there,), (back,) = english_page.all("a.language"), spanish_page.all("a.language")
    assert (there["href"], there["lang"], there.text) == (f"/es{path}", "es", "Español")
    assert (back["href"], back["lang"], back.text) == (path, "en", "English")


@pytest.mark.parametrize(
    "path", ["/search/?near=33444", "/clinics/pelican-key-ketamine/", "/guide/"]
)
def test_what_a_browser_asks_for_changes_nothing(demo, path):
    for where, other in ((path, "es-US,es;q=0.9"), (f"/es{path}", "en-US,en;q=0.9")):
        plain, asked = Client().get(where), Client(headers={"accept-language": other}).get(where)
        assert asked.content == plain.content
        assert asked["Content-Language"] == plain["Content-Language"]
        assert "accept-language" not in asked.get("Vary", "").lower()


TWINS = ["/", "/search/?near=33444&condition=crps", "/search/?near=Delray+Beach",
         f"/compare/?{PAIR}", "/clinics/pelican-key-ketamine/",
         "/clinics/gumbo-limbo-wellness/history/",
         f"/questions/?{PAIR}", "/guide/risks/", "/states/fl/", "/for-clinics/"]  # fmt: skip


def test_what_is_kept_of_one_language_is_never_said_in_the_other(demo):
    """Whoever asks first, and when several ask at once, each gets the page of the address."""
    paths = [where for path in TWINS for where in (f"/es{path}", path)]
    first = {path: Client().get(path).content for path in paths}
    again = {path: Client().get(path).content for path in reversed(paths)}
    assert again == first

    def ask(path: str) -> tuple[str, bytes]:
        try:
            return path, Client().get(path).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        at_once = dict(several.map(ask, paths * 2))
    assert at_once == first


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/es//elsewhere.example/", "/es/%2F%2Felsewhere.example/a/"])
def test_no_address_makes_the_link_to_the_other_language_lead_to_another_site(client, path):
    answer = client.get(path)
    links = [
        one["href"] for one in seen(answer).all("a") if "elsewhere" in one.attrs.get("href", "")
    ]
    assert answer.status_code == 404
    # In the head of the page and, because nobody has reviewed it, above its content.
    assert links == [f"/elsewhere.example/{'a/' * path.endswith('/a/')}"] * 2
