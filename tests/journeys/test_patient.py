"""A patient's whole trip over the demo's clinics, following only what the pages offer."""

import csv
import io

import pytest

from tests.directory.compared import heads
from tests.directory.seen import Element, seen

pytestmark = pytest.mark.django_db

TWELVE = ("pelican-key-ketamine", "gumbo-limbo-wellness", "tidewrack-pain-boca-raton",
          "linden-court-community-health", "kite-river-psychotherapy",
          "northbranch-hospital-ketamine", "santiago-creek-family-services",
          "armadillo-creek-ketamine", "dry-wash-counseling", "saltmarsh-mind-clinic",
          "tidewrack-pain-boynton-beach", "homespool-austin")  # fmt: skip
"""Every kind of data that a demo clinic has is at one of these: each route given and refused, each
kind of price, source and confirmation, and each field stated and left out."""


def fill(page: Element, name: str) -> list[tuple[str, str]]:
    """What the form of that class would send as it stands."""
    (form,) = page.all(f"form.{name}")
    sent = [
        (i["name"], i.attrs.get("value", ""))
        for i in form.all("input")
        if i.attrs.get("type") != "checkbox" or "checked" in i.attrs
    ]
    for select in form.all("select"):
        chosen = [o["value"] for o in select.all("option") if "selected" in o.attrs]
        sent.append((select["name"], (chosen or [select.all("option")[0]["value"]])[0]))
    return sent


def send(client, page: Element, name: str, **changes: str):
    """The page that the form of that class leads to, with changes."""
    fields: dict[str, list[str]] = {}
    for field, value in fill(page, name):
        if field not in changes:
            fields.setdefault(field, []).append(value)
    return client.get(page.one(f"form.{name}")["action"], {**fields, **changes})


def test_find_filter_compare_believe_and_ask(client, demo):
    home = seen(client.get("/"))
    near = seen(send(client, home, "ask", near="33444"))
    everyone = near.texts("h3")
    assert "Pelican Key Ketamine" in everyone
    assert "Gumbo Limbo Wellness Lounge" in everyone

    count = int(
        next(
            label.one("span.count").text
            for label in near.one("#id_condition").all("label")
            if label.one("input")["value"] == "crps"
        )
    )
    filtered = seen(send(client, near, "search-form", condition="crps"))
    assert len(filtered.texts("h3")) == count
    assert set(filtered.texts("h3")) < set(everyone)

    picks = filtered.one("form.picks").all("input")
    boxes = [i["value"] for i in picks if i["name"] == "clinic"][:3]
    compared = client.get(filtered.one("form.picks")["action"], {"clinic": boxes})
    assert heads(compared) == filtered.texts("h3")[:3]
    groups = [g for g in seen(compared).all("details.compare-group") if g["id"] != "people"]
    said = [td for group in groups for td in group.all("td")
            if td.all("span.yes") or td.all("span.no") or td.all("span.half")]  # fmt: skip
    assert len(said) > 100
    assert [td.text for td in said if not td.all("time")] == []

    links = {a.text: a["href"] for a in seen(compared).one("main").all("a")}
    lines = list(csv.reader(io.StringIO(client.get(links["CSV"]).text)))
    assert len({len(line) for line in lines}) == 1
    assert client.get(links["JSON"]).json()["clinics"][0]["slug"] == boxes[0]
    sheet = seen(client.get(links["Questions to ask"]))
    assert len(sheet.all("section.sheet-clinic")) == 3


def test_clinics_of_every_kind_have_pages_and_every_link_on_them_leads_somewhere(client, demo):
    everyone = seen(client.get("/search/", {"offers": "any", "page_size": "100"}))
    paths = [li.one("h3").one("a")["href"] for li in everyone.all("li.result")]
    assert len(paths) == 65
    chosen = [f"/clinics/{slug}/" for slug in TWELVE]
    assert set(chosen) <= set(paths)
    inside = {path: seen(client.get(path)) for path in chosen}
    links = {a.attrs.get("href", "#main") for page in inside.values() for a in page.all("a")}
    wrong = {href for href in links if "/wrong/?" in href}  # one for each fact of each clinic
    links -= wrong - set(sorted(wrong)[::50])
    dead = [
        href
        for href in sorted(links)
        if href.startswith("/") and client.get(href).status_code not in (200, 302)
    ]
    assert dead == []
    for page in inside.values():
        anchors = [a for a in (a.attrs.get("href", "") for a in page.all("a")) if a[:1] == "#"]
        assert [anchor for anchor in anchors if not page.all(anchor)] == []


def test_every_answer_keeps_its_source_its_days_and_the_link_to_object(client, demo):
    for slug in ("pelican-key-ketamine", "gumbo-limbo-wellness", "tidewrack-pain-boca-raton"):
        page = seen(client.get(f"/clinics/{slug}/"))
        for part in page.all("details.facts-of"):
            stated = [li for ul in part.all("ul.facts") for li in ul.all("li.fact")
                      if not {"blank", "held"} & set(li["class"].split())]  # fmt: skip
            for li in stated:
                if li.one("span.value").text == "By route, below":
                    continue
                said = li.one("details.source")
                assert len(said.all("p.said")) == len(said.all("a.wrong-link")) == 1
                assert said.one("p.said").all("time")
                assert " · " in said.one("p.said").text
                if not li.all("p.own"):
                    usual = part.one("p.usual").text.lower()
                    who = said.one("p.said").text.partition(" · ")[0].lower()
                    assert who.removeprefix("stated ") in usual
                    assert said.one("p.said").texts("time")[-1].lower() in usual
