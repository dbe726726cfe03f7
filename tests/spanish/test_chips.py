"""The chips of a search in Spanish: their words, where each leads, and what was not understood."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.translation import override

from clinics.checklist import CHECKLIST
from directory.presenting.ticks import MOST_NAMED
from tests import make
from tests.directory.seen import Element, seen

pytestmark = pytest.mark.django_db

NEAR = "near=33444"
PLACE = "33444 (Delray Beach, FL)"


def page_of(query: str, prefix: str = "/es") -> Element:
    return seen(Client().get(f"{prefix}/search/?{query}"))


def chips(query: str, prefix: str = "/es") -> dict[str, str]:
    """What each chip says, and where it leads."""
    return {
        " ".join(chip.text.split()): chip["href"] for chip in page_of(query, prefix).all("a.chip")
    }


def item(code: str) -> str:
    """What the checklist calls something in Spanish."""
    with override("es"):
        return str(CHECKLIST.item(code).label)


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        (NEAR, f"a 25 millas o menos de {PLACE}", ""),
        (f"{NEAR}&radius=10", f"a 10 millas o menos de {PLACE}", ""),
        (f"{NEAR}&radius=10&unit=km", f"a 10 km o menos de {PLACE}", "?unit=km"),
        ("near=Florida", "en Florida", ""),
        ("q=Heron", "con el nombre “Heron”", ""),
        ("verified=1", "confirmado por alguien que no es la clínica", ""),
        ("checked_within=1", "confirmado o verificado hace 1 día o menos", ""),
        ("checked_within=30", "confirmado o verificado hace 30 días o menos", ""),
        ("max_course_price=3000", "primera serie: $3,000 como máximo", ""),
        ("max_course_price=12500", "primera serie: $12,500 como máximo", ""),
        ("offers=any", "también clínicas que no dicen si ofrecen ketamina", ""),
    ],
)  # fmt: skip
def test_a_chip_says_in_spanish_what_it_asks_for_and_takes_it_away(query, words, kept):
    make.clinic(name="Heron")
    assert chips(query) == {f"Quitar: {words}": f"/es/search/{kept}"}
    (rival,) = chips(query, "")
    assert rival.startswith("Remove: ")
    assert re.findall(r"[$]?\d[\d,]*", rival) == re.findall(r"[$]?\d[\d,]*", words)


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("condition=crps", "condition.crps", "{}"),
        ("nice=condition.ocd", "condition.ocd", "{}, si es posible"),
        ("confirmed=safety.acls-on-site", "safety.acls-on-site", "{}, confirmado"),
        ("route=esketamine-nasal", "route.esketamine-nasal", "{}"),
    ],
)
def test_a_chip_of_a_tick_has_the_spanish_name_and_how_much_it_is_wanted(query, code, words):
    name = item(code)
    assert name != str(CHECKLIST.item(code).label)
    assert chips(query) == {f"Quitar: {words.format(name)}": "/es/search/"}


def test_a_chip_of_what_is_not_wanted_says_without():
    with override("es"):
        brief = str(CHECKLIST.item("route.at-home").brief)
    assert chips("not=route.at-home") == {f"Quitar: sin: {brief}": "/es/search/"}


def test_many_ticks_are_one_chip_with_their_number():
    ticks = [
        (group, one.code)
        for group in ("condition", "insurance", "access", "language")
        for one in CHECKLIST.group(group).items
    ]
    few, many = (urlencode(ticks[:number]) for number in (MOST_NAMED, MOST_NAMED + 1))
    assert len(chips(few)) == MOST_NAMED
    assert chips(many) == {f"Quitar: {MOST_NAMED + 1} opciones marcadas": "/es/search/"}


def test_taking_one_chip_off_stays_in_spanish_and_keeps_the_others_and_their_answers(client):
    make.clinic(name="Right", yes="condition.crps insurance.medicare")
    make.clinic(name="Rival", yes="condition.crps")
    query = f"{NEAR}&condition=crps&insurance=medicare&max_course_price=9000"
    shown = chips(query)
    assert [*shown.values()] == [
        "/es/search/?condition=crps&insurance=medicare&max_course_price=9000",
        f"/es/search/?{NEAR}&insurance=medicare&max_course_price=9000",
        f"/es/search/?{NEAR}&condition=crps&max_course_price=9000",
        f"/es/search/?{NEAR}&condition=crps&insurance=medicare",
    ]
    assert [href.removeprefix("/es") for href in shown.values()] == [*chips(query, "").values()]
    less = f"{NEAR}&condition=crps&insurance=medicare"
    assert seen(client.get(f"/es/search/?{less}")).texts("h3") == ["Right"]
    off = chips(less)["Quitar: Medicare"]
    page = seen(client.get(off))
    assert page.one("html")["lang"] == "es"
    assert sorted(page.texts("h3")) == ["Right", "Rival"]
    assert [*chips(off.partition("?")[2])] == [
        f"Quitar: a 25 millas o menos de {PLACE}", f"Quitar: {item('condition.crps')}"
    ]  # fmt: skip
    over = page.one("a.start-over")
    assert (over.text, over["href"]) == ("Empezar de nuevo", "/es/search/")


def test_what_a_part_can_be_instead_is_said_in_spanish_and_stays_there():
    page = page_of("route=esketamine-nasal")
    name = item("route.esketamine-nasal")
    assert {" ".join(one.text.split()): one["href"] for one in page.all("a.chip-switch")} == {
        f"deseable : {name}": "/es/search/?nice=route.esketamine-nasal",
        f"dejar fuera : {name}": "/es/search/?not=route.esketamine-nasal",
    }
    assert page.one("ul.chips")["aria-label"] == "Lo que usted pidió"


def test_words_become_spanish_chips_and_what_was_not_understood_is_said():
    asked = "q=depresi%C3%B3n+por+menos+de+%243%2C000+a+10+millas+de+33444+xyzzy+plugh"
    page = page_of(asked)
    assert [" ".join(chip.text.split()) for chip in page.all("a.chip")] == [
        f"Quitar: a 10 millas o menos de {PLACE}",
        f"Quitar: {item('condition.depression')}",
        "Quitar: primera serie: $3,000 como máximo",
    ]
    assert page.texts("p.understood") == ["No entendimos “xyzzy plugh” y lo dejamos fuera."]
    rival = page_of(asked.replace("+xyzzy+plugh", ""))
    assert rival.all("p.understood") == []
    assert page_of(asked, "").texts("p.understood") == [
        "We did not understand “xyzzy plugh” and left it out."
    ]


def test_words_without_a_filter_are_joined_as_spanish_joins_them():
    assert page_of(f"{NEAR}&q=artritis+insomnio").texts("p.understood") == [
        "No tenemos ningún filtro para “artritis” e “insomnio”."
    ]
    assert page_of(f"{NEAR}&q=insomnio+artritis").texts("p.understood") == [
        "No tenemos ningún filtro para “insomnio” y “artritis”."
    ]


def test_words_of_several_meanings_and_without_a_filter_are_said_with_spanish_choices():
    several = page_of(f"{NEAR}&q=dolor+cronico").one("p.understood")
    with override("es"):
        brief = str(CHECKLIST.item("condition.crps").brief)
    assert several.text.startswith("“dolor cronico” puede significar varias cosas. Elija lo que")
    choices = {link.text: link["href"] for link in several.all("a")}
    assert choices[brief] == f"/es/search/?{NEAR}&condition=crps"
    assert [href for href in choices.values() if not href.startswith("/es/search/?")] == []
