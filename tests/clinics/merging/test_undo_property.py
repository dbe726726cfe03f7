"""Merging two listings and undoing it loses nothing: random pairs, everything before and after."""

import io
from random import Random

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.utils import timezone

from clinics.listing.actions.editing import add
from clinics.listing.actions.search_rows import rebuild_search
from clinics.merging.rows import STAY, tables
from clinics.models import (
    Check,
    Clinic,
    Evidence,
    Invitation,
    Mark,
    ProposedChange,
    Reply,
    SearchRow,
    SourceRecord,
    Story,
    Suggestion,
    UpcomingMove,
)
from directory.devserver.synthetic import synthetic_drafts
from tests import make
from tests.clinics.merging.cast import merged, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once("no SQL that versions read differently")]
PAIRS = 8
SOURCES = ("clinic", "import", "document", "register")
CREDENTIALS = ("npi", "licence", "acls", "board-certification")


def listing(random: Random, draft) -> Clinic:
    """A random listing: half of its answers have another source and other days."""
    for row in [*draft.facts.values(), *draft.prices.values()]:
        if random.random() < 0.5:
            said = make.said(source=random.choice(SOURCES), days=random.randint(0, 900))
            for name, value in said.items():
                setattr(row, name, value)
    if random.random() < 0.4:
        draft.fields |= make.said(source="import", source_name="List", days=random.randint(0, 99))
    for name in random.sample(("phone", "website", "street", "description"), 2):
        draft.fields[name] = ""
    draft.organization = random.choice(("", "Marsh Group", "Key Group"))
    return add(draft, actor="operator", publish=random.random() < 0.8)


def peopled(random: Random, clinic: Clinic) -> None:
    """People with checked credentials; some of them are at both listings."""
    for given in random.sample(("Ada", "Iris", "Sky"), random.randint(0, 3)):
        person = make.clinician(clinic, given_name=given)
        for kind in random.sample(CREDENTIALS, random.randint(0, 4)):
            until = random.choice((None, 90, -5))
            held = make.credential(clinic, kind, clinician=person, confirmed_until=until)
            make.evidence(held)
    for kind in random.sample(("accreditation", "malpractice"), random.randint(0, 2)):
        make.credential(clinic, kind, confirmed_until=random.choice((None, 60)))
    make.followed(clinic)


def written(random: Random, clinic: Clinic) -> None:
    """Reviews, replies, stories, reports, members, invitations, claims and rows of lists."""
    for _ in range(random.randint(0, 5)):
        email = random.choice(("", "wren@mail.example"))
        status = random.choice(("published", "published", "waiting", "withheld", "unconfirmed"))
        days, overall = random.randint(1, 700), random.randint(1, 5)
        review = make.review(clinic, email=email, status=status, days=days, overall=overall)
        if random.random() < 0.4:
            Reply.objects.create(clinic=clinic, review=review, sentences=[])
    for name in random.sample(("ann", "ben", "cam"), random.randint(0, 3)):
        make.member(f"{name}@example.org", clinic)
    if random.random() < 0.5:
        sender = make.user(f"sender-{clinic.pk}@example.org")
        Invitation.objects.create(
            clinic=clinic, email="joy@example.org", invited_by=sender, expires_at=timezone.now(),
            token_hash=f"hash {clinic.pk}",
        )  # fmt: skip
        make.claim(clinic, f"asks-{clinic.pk}@example.org")
        make.report(clinic, "route.iv-infusion")
        Story.objects.create(clinic=clinic, title="A story", words="It went well.")
        ProposedChange.objects.create(
            clinic=clinic, closed_as="decided", closed_at=timezone.now() - make.dt.timedelta(days=1)
        )
    if random.random() < 0.7:
        UpcomingMove.objects.create(
            clinic=clinic, street="7 Oak Street", city="Boca Raton", state="FL",
            postal_code="33432", holds_from=make.days_ago(-30), source="clinic",
        )  # fmt: skip
        Suggestion.objects.create(clinic=clinic, kind="closed", from_clinic=True)
    SourceRecord.objects.create(
        clinic=clinic, source="Second list", external_id=str(clinic.pk),
        first_seen=make.days_ago(9), last_seen=make.days_ago(3),
    )  # fmt: skip


def everything() -> dict:
    """All that the two exports say, and every row of every table that belongs to a clinic."""
    said = {}
    for kind in ("csv", "ndjson"):
        out = io.StringIO()
        call_command("export_clinics", format=kind, stdout=out)
        said[kind] = sorted(out.getvalue().splitlines())
    models = {**tables(), "check": Check, "evidence": Evidence, "mark": Mark}
    for name, model in models.items():
        if name not in ("duplicatepair", "merge", "notice"):
            names = [field.name for field in model._meta.concrete_fields]
            if name == "hours":  # these are written anew, so their keys tell nothing
                names.remove("id")
            order = ("clinic", "weekday", "opens") if name == "hours" else ("pk",)
            rows = model._base_manager.order_by(*order)
            said[name] = [model_to_dict(row, names) for row in rows]
    return said


def one_pair(seed: int, mo) -> None:
    random = Random(seed)
    for clinic in [listing(random, draft) for draft in synthetic_drafts(3, seed=seed)]:
        peopled(random, clinic)
        written(random, clinic)
    rival, one, other = Clinic.objects.order_by("pk")
    survivor, loser = (one, other) if one.is_published or not other.is_published else (other, one)
    if random.random() < 0.5 and survivor.is_published == loser.is_published:
        survivor, loser = loser, survivor
    rebuild_search()
    before = everything()
    merge = merged(survivor, loser, by=mo)
    assert (bool(merge.after), bool(merge.moves)) == (True, True)
    rows = list(SearchRow.objects.order_by("clinic").values())
    rebuild_search()
    assert rows == list(SearchRow.objects.order_by("clinic").values())
    together = everything()
    for name in set(together) - STAY - {"csv", "ndjson"}:
        assert len(together[name]) == len(before[name]), name
    for name in ("claim", "story", "report", "invitation", "proposedchange"):
        assert {row["clinic"] for row in together[name]} <= {rival.pk, survivor.pk}, name
    undone(merge, by=mo)
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.parametrize("seed", range(PAIRS))
def test_everything_is_as_it_was_after_a_merge_and_its_undoing(seed):
    one_pair(seed, make.moderator())
