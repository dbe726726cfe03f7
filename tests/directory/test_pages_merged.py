"""What patients read of two listings that became one: under one address, each with its name."""

import pytest

from clinics.models import Event
from directory.presenting.wording import day
from tests import make
from tests.clinics.merging.cast import merged, undone
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    make.clinic(name="Pelican Key", slug="pelican")
    return make.clinic(name="Heron Marsh", slug="heron")


def headings(client, path: str) -> list[str]:
    return [" ".join(li.one("p").text.split()) for li in seen(client.get(path)).all("li.event")]


def test_the_survivor_tells_both_histories_and_both_names(client, heron, django_assert_num_queries):
    twin = make.clinic(name="Heron Ketamine", slug="twin", yes="condition.crps")
    make.review(heron, words="I came to Heron Marsh.")
    make.review(twin, words="I came to Heron Ketamine.")
    mo = make.moderator()
    merge = merged(heron, twin, by=mo, why="One door.")
    for page in ("", "history/", "reviews/"):
        answer = client.get(f"/clinics/twin/{page}")
        assert (answer.status_code, answer["Location"]) == (301, f"/clinics/heron/{page}")
    with django_assert_num_queries(5):
        text = seen(client.get("/clinics/heron/history/")).text
    assert f"Also listed as Heron Ketamine , merged on {day(make.today())} ." in text
    assert headings(client, "/clinics/heron/history/") == [
        "Changed by a moderator: Merged with “Heron Ketamine”: One door.",
        "Merged by a moderator: One door. listed as Heron Ketamine then",
        "Listed by the directory listed as Heron Ketamine then",
        "Listed by the directory",
    ]
    for path in ("/clinics/heron/", "/clinics/heron/reviews/"):
        reviews = [li.text for li in seen(client.get(path)).all("li.review")]
        named = [text for text in reviews if "written when the listing was called" in text]
        assert (len(reviews), len(named), "Heron Ketamine" in named[0]) == (2, 1, True)
    undone(merge, by=mo)
    assert client.get("/clinics/twin/").status_code == 200
    assert "Also listed as" not in seen(client.get("/clinics/heron/history/")).text
    assert headings(client, "/clinics/twin/history/")[0] == (
        "Merge undone by a moderator: They are two after all."
    )
    assert Event.objects.filter(clinic_id__isnull=True).count() == 0


def test_a_chain_leads_to_the_last_survivor(client, heron):
    mo = make.moderator()
    twin, third = (
        make.clinic(name="Heron Two", slug="twin"),
        make.clinic(name="Egret", slug="egret"),
    )
    merged(twin, third, by=mo)
    merged(heron, twin, by=mo)
    assert client.get("/clinics/egret/")["Location"] == "/clinics/heron/"
    text = seen(client.get("/clinics/heron/history/")).text
    assert [name for name in ("Heron Two", "Egret") if f"Also listed as {name} ," in text] == [
        "Heron Two", "Egret",
    ]  # fmt: skip
