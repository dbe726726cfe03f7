"""The demo's insurers: what their yes pays for is data, and fits what the clinic offers."""

from collections import Counter

from clinics.exchange.actions.demo import demo_listings
from clinics.listing.coverage import VISITS, in_order, is_insurer


def insurers() -> list[tuple[set[str], dict]]:
    """What each invented clinic offers, and each of its insurers' yes."""
    return [
        ({code for code, answer in entry["facts"].items() if answer["value"]}, answer)
        for entry in demo_listings()
        for code, answer in entry["facts"].items()
        if is_insurer(code) and answer["value"]
    ]


def test_what_an_insurer_pays_for_is_offered_there_and_is_written_in_order():
    for offered, answer in insurers():
        paid = answer.get("covers", [])
        assert paid == in_order(paid), answer
        assert {f"route.{code}" for code in paid if code != VISITS} <= offered, answer


def test_no_remark_says_once_more_what_is_data():
    remarks = {answer["detail"] for _offered, answer in insurers()} - {""}
    for words in ("authorization", "Esketamine", "Consultations", "Visits", "only;"):
        assert [remark for remark in remarks if words in remark] == []


def test_the_demo_shows_every_way_in_which_a_yes_can_be_read():
    said = Counter(
        (" ".join(answer.get("covers", [])), answer.get("prior_authorization"))
        for _offered, answer in insurers()
    )
    assert said.pop(("", None)) > 100  # as in life, most say no more than yes
    assert set(said) == {
        ("", True), ("visits", None), ("esketamine-nasal", None), ("esketamine-nasal", True),
        ("iv-infusion", True), ("visits iv-infusion", True),
    }  # fmt: skip
