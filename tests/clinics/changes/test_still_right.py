"""“All of this is still right” leaves out what the clinic or a reporter says is wrong, by name."""

import pytest

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.propose import propose, withdraw
from clinics.changes.values import ChangeRefused
from clinics.models import Report
from clinics.reviews.actions.report import resolve
from tests import make
from tests.clinics.changes.cast import NO, decide, said
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
MEDICARE, AETNA = "insurance.medicare", "insurance.aetna"


@pytest.fixture
def clinic():
    make.report(make.clinic(slug="rival", yes=AETNA), AETNA)
    made = make.clinic(slug="heron", yes=f"{MEDICARE} {AETNA}", phone="+1 561-555-0100",
                       prices={"price.session": 400, "price.consultation": 90})  # fmt: skip
    return made


def repeated(clinic) -> set[str]:
    """What reads “repeated today”."""
    now, today = said(clinic), make.today()
    rows = [*now.facts.all(), *now.prices.all()]
    return {row.code for row in rows if row.affirmed_on == today} | (
        {"contact"} if now.affirmed_on == today else set()
    )


ALL = {MEDICARE, AETNA, "route.iv-infusion", "payment.publishes-prices", "price.session",
       "price.consultation", "contact"}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "after", "left_out"),
    [
        (MEDICARE, NO, {MEDICARE}),
        ("phone", "+1 561-555-0166", {"contact"}),
        ("name", "Gulf Key", {"contact"}),
        ("hours", [[0, "09:00", "17:00"]], set()),
        ("price.consultation", None, {"price.consultation"}),
        ("price.session", None, {"price.session", "payment.publishes-prices"}),
    ],
)
def test_what_a_waiting_proposal_changes_is_not_repeated(clinic, ann, code, after, left_out):
    propose(clinic, {code: after}, by=ann)
    assert confirm_all(clinic, by=ann) == len(ALL - left_out)
    assert repeated(clinic) == ALL - left_out


@pytest.mark.parametrize(
    ("code", "left_out"),
    [(MEDICARE, {MEDICARE}), ("address", {"contact"}),
     ("price.session", {"price.session", "payment.publishes-prices"})],
)  # fmt: skip
def test_what_a_report_disputes_is_not_repeated(clinic, ann, mo, code, left_out):
    made = make.report(clinic, code)
    resolve(made, by=ann, resolution="stands")
    confirm_all(clinic, by=ann)
    assert repeated(clinic) == ALL - left_out
    resolve(made, by=mo, resolution="stands", note="I called.")
    confirm_all(clinic, by=ann)
    assert repeated(clinic) == ALL


def test_once_nothing_is_in_doubt_the_rest_is_repeated(clinic, ann, mo):
    change = propose(clinic, {MEDICARE: NO}, by=ann)
    confirm_all(clinic, by=ann)
    with pytest.raises(ChangeRefused, match="Everything else the clinic states was confirmed"):
        confirm_all(clinic, by=ann)
    withdraw(change, by=ann)
    assert confirm_all(clinic, by=ann) == 1
    decide(propose(clinic, {AETNA: NO}, by=ann), by=mo)
    assert repeated(clinic) == ALL


def test_the_page_names_what_is_left_out_before_and_after(clinic, ann):
    propose(clinic, {MEDICARE: NO, "phone": "+1 561-555-0166"}, by=ann)
    make.report(clinic, AETNA)
    browser, url = make.signed_in(ann), "/my/clinics/heron/confirm/"
    points = seen(browser.get(url)).one("ul.plain-points").texts("li")
    assert sorted(points) == ["Aetna", "Medicare", "Phone"]
    stated = seen(browser.get(url)).one("ul.statements").texts("strong")
    assert "Medicare" not in stated
    assert "IV infusion" in " ".join(stated)
    answer = browser.post(url, follow=True).content.decode()
    [words] = [line.strip() for line in answer.splitlines() if "repeated as of today" in line]
    assert "4 answers are repeated as of today. Left out: " in words
    for name in ("Medicare", "Aetna", "Phone"):
        assert name in words
    assert Report.objects.open().count() == 2
