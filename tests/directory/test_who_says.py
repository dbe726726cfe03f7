"""Who says what, and what really happened: imports, automatic checks, prices nobody asked for."""

import pytest

from clinics.models import SourceList
from directory.presenting.wording import day
from tests import make
from tests.clinics.listfile import run, write
from tests.directory.compared import rows
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

SAMHSA = {"source": "import", "source_name": "SAMHSA", "listed_by": "SAMHSA"}
ROW = {"external_id": "7", "name": "Heron", "street": "1 Main St", "city": "Delray Beach",
       "state": "FL", "postal_code": "33444", "insurance.medicare": "yes"}  # fmt: skip


def card(client, name: str, **ask) -> str:
    """What the list of results says of the clinic of that name."""
    answer = client.get("/search/", {"offers": "any", **ask})
    (found,) = [li for li in seen(answer).all("li.result") if li.one("h3").text == name]
    return found.text


def top(client, clinic) -> dict[str, str]:
    """The first answers on a clinic's page by title; under "who": who says what is here."""
    first = seen(client.get(clinic.get_absolute_url())).one("div.clinic-first")
    lines = {line.one("dt").text: line.one("dd").text for line in first.one("dl.five").all("div")}
    return lines | {"who": first.one("p.who").text}


def imported(**words):
    """A clinic of which only a list says anything."""
    from_list = make.fact("insurance.medicare", source="import", source_name="SAMHSA")
    return make.clinic(offers_none=True, facts=[from_list], **SAMHSA | words)


def test_a_clinic_that_said_nothing_is_not_said_to_say_so(client):
    heron = imported(name="Heron")
    make.clinic(name="Rival", yes="insurance.medicare")
    said = "Imported from SAMHSA. The clinic itself has stated nothing here."
    assert f"No answer confirmed by others · {said}" in card(client, "Heron")
    assert top(client, heron)["who"] == said
    own = f"Clinic last stated or repeated an answer {day(make.days_ago(10))}"
    assert f"No answer confirmed by others · {own}" in card(client, "Rival")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("SAMHSA", "SAMHSA does not ask about prices"),
        ("FindTreatment.gov", "FindTreatment.gov does not ask about prices"),
        ("Old list", "Prices not known: Old list states none for this clinic"),
        ("Own list", "Prices not known: Own list states none for this clinic"),
    ],
)
def test_a_list_that_never_asked_is_not_said_to_hide_prices(client, source, sentence):
    for name, asks in (("SAMHSA", False), ("FindTreatment.gov", False), ("Own list", True)):
        SourceList.objects.create(name=name, asks_prices=asks)
    heron = imported(name="Heron", source_name=source, listed_by=source)
    rival = make.clinic(name="Rival")
    assert sentence in card(client, "Heron")
    assert top(client, heron)["Cost of the first course"] == sentence
    assert top(client, rival)["Cost of the first course"] == "No prices stated"


def test_an_automatic_check_is_told_as_what_it_was(client):
    heron = make.clinic(name="Heron", facts=[
        make.fact("staff.psychiatrist", confirmed="register", confirmed_days=0, days=200),
        make.fact("safety.acls-on-site", confirmed="document", confirmed_days=90, days=200),
        make.fact("safety.stop-rule", confirmed="document", confirmed_days=300, due_in=-1,
                  days=300),
        make.fact("route.iv-infusion", days=200),
    ])  # fmt: skip
    said = top(client, heron)
    own = f"The clinic last stated or repeated an answer on {day(make.days_ago(40))}."
    assert said["who"] == (
        f"{own} Register compared on {day(make.today())}; document seen on {day(make.days_ago(90))}"
    )
    assert said["Safety"] == "2 yes, 10 not stated 1 confirmed, 1 overdue"
    assert said["Who is there"].startswith("Psychiatrist (confirmed) ")
    shown = card(client, "Heron")
    assert shown.startswith("1 check is overdue 1 Heron")
    assert (
        f"2 answers confirmed by others, newest {day(make.today())}; 1 overdue · "
        f"Clinic last stated or repeated an answer {day(make.days_ago(40))}"
    ) in shown


def test_checks_that_are_all_overdue_are_neither_confirmed_nor_never_confirmed(client):
    make.clinic(name="Heron", facts=[
        make.fact("safety.stop-rule", confirmed="document", confirmed_days=300, due_in=-1),
    ])  # fmt: skip
    shown = card(client, "Heron")
    assert shown.startswith("1 check is overdue 1 Heron")
    assert "No answer confirmed by others in time; 1 overdue · " in shown


@pytest.mark.parametrize(
    ("prices", "sessions", "sentence"),
    [
        ({"price.session": 89}, None,
         "$89 a session · whole course not stated; missing: first consultation and number of "
         "sessions"),
        ({"price.session": 89, "price.consultation": 0}, None,
         "$0 first consultation, $89 a session · whole course not stated; missing: number of "
         "sessions"),
        ({"price.consultation": 250}, 6,
         "$250 first consultation · whole course not stated; missing: price of a session"),
        ({"price.session": 400}, 6,
         "at least $2,400 for the first course; not stated: first consultation"),
        ({"price.session.iv-infusion": 500, "price.session.lozenge": 90,
          "price.consultation": 100}, 6, "from $640 for the first course"),
        ({"price.session.iv-infusion": 500, "price.session.lozenge": 90}, None,
         "from $90 a session · whole course not stated; missing: first consultation and number of "
         "sessions"),
        ({"price.session": 450, "price.consultation": 250}, 6, "$2,950 for the first course"),
    ],
)  # fmt: skip
def test_the_price_of_a_session_is_never_called_that_of_a_course(
    client, prices, sessions, sentence
):
    number = [make.fact("number.sessions_in_course", sessions)] if sessions else []
    heron = make.clinic(name="Heron", slug="heron", prices=prices, facts=number)
    make.clinic(slug="rival")
    answer = client.get("/search/", {"q": "Heron"})
    assert seen(answer).one("p.price").text == sentence
    shown, _blank, _rest = sentence.replace(" · ", " ").partition(" for the first course")
    whole = top(client, heron)["Cost of the first course"]
    assert whole.startswith(shown)
    assert ("=" in whole) == bool(_blank)
    compared = client.get("/compare/?clinic=heron&clinic=rival")
    cells = rows(compared, "decides")["Whole first course"]
    assert cells[0].startswith(shown)
    assert cells[1] == "Not stated"


@pytest.mark.parametrize(
    ("options", "dated"),
    [
        ([], f"imported on {day(make.today())}"),
        (["--as-of", "2021-01-05"], "list as of 5 January 2021"),
    ],
)
def test_an_import_is_dated_by_its_list_or_as_an_import(client, tmp_path, options, dated):
    run(write(tmp_path, ROW), "--publish", *options, source="A list")
    page = seen(client.get("/clinics/heron-delray-beach/"))
    contact = page.one("address.contact").one("span.said").text
    assert contact.startswith(f"imported from A list · {dated}")
    (medicare,) = [li for li in page.all("li.fact") if "Medicare" in li.texts("span.fact-label")]
    assert medicare.one("p.said").text == f"imported from A list · {dated}"
    above = page.one("#insurance").one("p.usual").text
    assert above == f"Imported from A list, {dated}, unless marked."
    assert medicare.all("p.own") == []
    make.clinic(slug="rival", yes="insurance.medicare")
    assert rows(client.get("/compare/?clinic=heron-delray-beach&clinic=rival"))["Medicare"] == [
        f"Yes what it pays for is not stated imported from A list imported from A list · {dated}",
        f"Yes what it pays for is not stated stated by the clinic · since {day(make.days_ago(10))}",
    ]


def test_a_list_read_again_is_no_statement_of_the_clinic(client, tmp_path):
    path = write(tmp_path, ROW)
    run(path, "--publish", "--as-of", "2021-01-05")
    run(path, "--publish", "--as-of", "2022-02-06")
    page = seen(client.get("/clinics/heron-delray-beach/"))
    assert (
        page.one("address.contact")
        .one("span.said")
        .text.startswith(
            "imported from A list · list as of 5 January 2021 · still in the list of "
            "6 February 2022"
        )
    )
    assert "The clinic itself has stated nothing here." in page.one("p.who").text
