"""A question with many ticks: its cost is bounded, and what is left out is counted."""

from urllib.parse import urlencode

import pytest

from clinics.checklist import CHECKLIST
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

CODES = [item.qualified for item in CHECKLIST.items]
WORDS = "With more than 40 ticks, a page has at most 20 clinics."


def asked(ticks: int, **more: object) -> str:
    """The parameters of a search with so many ticks, which only order."""
    pairs = [tuple(code.split(".")) for code in CODES[:ticks]]
    return urlencode([*pairs, ("offers", "any"), ("sort", "match"), *more.items()])


@pytest.mark.parametrize("path", ["/search/", "/api/v1/clinics"])
def test_more_than_40_ticks_on_a_long_page_are_refused_at_the_field(client, path):
    make.clinic(name="Delray")
    for ticks, size, status in ((40, 100, 200), (41, 20, 200), (41, 21, 400), (126, 100, 400)):
        answer = client.get(f"{path}?{asked(ticks, page_size=size)}")
        assert (ticks, size, answer.status_code) == (ticks, size, status)
    refused = client.get(f"{path}?{asked(41, page_size=21)}")
    if path == "/search/":
        page = seen(refused)
        assert page.one("#id_page_size")["value"] == "21"
        assert [a["href"] for a in page.one(".summary").all("a") if a.text == WORDS] == [
            "#id_page_size"
        ]
        assert len([box for box in page.all("input") if "checked" in box.attrs]) == 41
    else:
        [error] = refused.json()["errors"]
        assert (error["parameter"], error["detail"]) == ("page_size", WORDS)


def test_ticks_in_words_count_too(client):
    more = asked(40, page_size=21, q="Medicare")
    assert CODES.index("insurance.medicare") >= 40
    assert client.get(f"/search/?{more}").status_code == 400


def test_a_result_lists_20_ticks_and_of_more_it_only_counts_how_many_are_met(client):
    make.clinic(name="Much", yes=" ".join(CODES[:30]), no=CODES[30])
    make.clinic(name="Little", yes=CODES[0])  # and a route
    twenty = seen(client.get(f"/search/?{asked(20)}"))
    shown = [len(one.one("ul.ticks").all("li")) for one in twenty.all("li.result")]
    assert shown == [20, 20]
    assert len(twenty.all("a.chip")) == 21
    page = seen(client.get(f"/search/?{asked(40)}"))
    assert page.texts("p.meets") == [
        "Matches 30 of the 40 things you chose; does not say: 9; says no to 1",
        "Matches 2 of the 40 things you chose; does not say: 38",
    ]
    assert page.all("ul.ticks") == []
    chips = {a.text: a["href"] for a in page.all("a.chip")}
    assert chips["Remove: 40 ticks"] == "/search/?offers=any&sort=match"
    assert len(chips) == 2


def test_when_nothing_is_found_all_of_many_ticks_are_left_out_together(client):
    make.clinic(name="Delray", yes=CODES[0])
    all_of_them = asked(30).replace("sort=match", "sort=name")
    page = seen(client.get(f"/search/?{all_of_them}"))
    assert page.one("h1").text == "No clinic meets all of this"
    (drop,) = [a for a in page.one(".advice").all("a") if "30 ticks" in a.text]
    assert drop["href"] == "/search/?offers=any&sort=name"
