"""The log of public changes: every write that a public record shows is noted, and no secret is."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from clinics.listing.actions.status import hide, open_listing
from clinics.listing.changed import changed_at
from clinics.models import Clinic, Mark, Organization, Price, PublicChange, Report, Review
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def newest() -> int:
    return PublicChange.objects.latest("pk").pk


def noted_since(key: int) -> set[tuple[int, str]]:
    """What the rows after one of them say: (clinic, slug)."""
    return set(PublicChange.objects.filter(pk__gt=key).values_list("clinic_id", "slug"))


@pytest.fixture
def alder():
    """The clinic that a test writes; there is a rival, and both were noted."""
    clinic = make.clinic(slug="alder", organization="Grove")
    make.clinic(slug="birch", organization="Heath")
    return clinic


@pytest.fixture
def noted(alder):
    """What was noted since the test began, or since it asked last; never the rival."""
    last = newest()

    def since() -> set[tuple[int, str]]:
        nonlocal last
        found = noted_since(last)
        last = newest()
        return found

    return since


@pytest.fixture
def once(alder):
    """What is noted when something of the clinic changed that stays under its name."""
    return {(alder.pk, "")}


def test_a_new_page_is_noted_by_its_name_and_a_candidate_is_not():
    with transaction.atomic():
        alder = make.clinic(slug="alder")
    assert noted_since(0) == {(alder.pk, "alder")}
    last = newest()
    cedar = make.clinic(slug="cedar", published=False)
    assert noted_since(last) == {(cedar.pk, "")}


def test_a_transaction_notes_a_clinic_once(alder):
    before = PublicChange.objects.latest("pk")
    with transaction.atomic():
        for route in ("iv-infusion", "lozenge"):
            Price.objects.create(clinic=alder, kind="session", route=route, amount=300,
                                 valid_from=make.today(), **make.said())  # fmt: skip
        alder.facts.update(detail="In the afternoon.")
        Clinic.objects.filter(pk=alder.pk).update(name="Alder Quay")
    after = PublicChange.objects.get(pk__gt=before.pk)
    assert (after.clinic_id, after.slug) == (alder.pk, "")
    assert after.xid > before.xid
    assert after.at > before.at > dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)


def test_what_is_written_as_it_was_is_not_noted(alder, noted):
    alder.save()
    alder.facts.update(detail="")
    assert noted() == set()


def test_what_is_rolled_back_is_not_noted(alder, noted):
    with transaction.atomic():
        alder.facts.update(detail="In the afternoon.")
        transaction.set_rollback(True)
    assert noted() == set()


def test_pages_that_go_come_back_or_get_another_name_are_noted_by_name(alder, noted, once):
    hide(alder.pk, reason="danger", actor="operator", why="It may be.")
    assert noted() == once | {(alder.pk, "alder")}
    Clinic.objects.filter(pk=alder.pk).update(slug="elder")
    assert noted() == once
    open_listing(alder.pk, actor="operator")
    assert noted() == once | {(alder.pk, "elder")}
    Clinic.objects.filter(pk=alder.pk).update(slug="alder")
    assert noted() == once | {(alder.pk, "elder"), (alder.pk, "alder")}


def test_a_page_that_is_deleted_stays_in_the_log(alder, noted, once):
    alder.delete()
    assert noted() == {(next(iter(once))[0], ""), (next(iter(once))[0], "alder")}


def test_a_group_that_is_renamed_changes_all_its_clinics(alder, noted, once):
    other = make.clinic(organization="Grove")
    noted()
    Organization.objects.filter(name="Grove").update(name="Grove Clinics")
    assert noted() == once | {(other.pk, "")}


def test_listings_that_are_joined_and_parted_change_the_one_that_stays(alder, noted, once):
    twin = make.clinic(slug="twin")
    noted()
    Clinic.objects.filter(pk=twin.pk).update(status="merged", merged_into=alder)
    assert noted() == once | {(twin.pk, ""), (twin.pk, "twin")}
    Clinic.objects.filter(pk=twin.pk).update(status="hidden", hidden_for="danger", merged_into=None)
    assert noted() == once | {(twin.pk, "")}


def test_a_review_is_noted_only_while_it_is_decided(alder, noted, once):
    review = make.review(alder, status="waiting", counts=False)
    Review.objects.filter(pk=review.pk).update(words="They did not.", is_distress=True)
    Mark.objects.filter(review=review).update(overall=1)
    assert noted() == set()
    published = {"status": "published", "published_on": make.today()}
    Review.objects.filter(pk=review.pk).update(**published)
    assert noted() == once
    Mark.objects.filter(review=review).update(overall=2)
    assert noted() == once
    Review.objects.filter(pk=review.pk).update(words="They did.", shown_words="They did.")
    assert noted() == set()
    Review.objects.filter(pk=review.pk).update(
        status="withheld", reason="duplicate", published_on=None
    )
    assert noted() == once
    review.delete()
    assert noted() == once


def test_a_report_is_noted_while_it_is_counted(alder, noted, once):
    report = make.report(alder, "route.iv-infusion")
    assert noted() == once
    Report.objects.filter(pk=report.pk).update(words="", sealed=b"")
    assert noted() == set()
    Report.objects.filter(pk=report.pk).update(resolution="corrected", resolved_at=timezone.now())
    assert noted() == once
    make.report(alder, "route.iv-infusion", flags=["same-network"])
    report.delete()
    assert noted() == set()


def test_a_credential_is_noted_while_it_is_shown(alder, noted, once):
    ada = make.clinician(alder)
    noted()
    licence = make.credential(alder, "licence", clinician=ada, standing="claimed")
    make.check(licence, "confirmed", valid_until=make.days_ago(-30))
    assert noted() == set()
    licence.standing = "shown"
    licence.save()
    assert noted() == once
    make.check(licence, "agrees")
    assert noted() == once
    ada.given_name = "Ida"
    ada.save()
    assert noted() == once


def test_a_possible_match_with_the_exclusion_list_is_never_noted(alder, noted, once):
    ada = make.clinician(alder)
    make.credential(alder, "licence", clinician=ada)
    line = ada.credentials.get(kind="not-excluded")
    noted()
    for outcome in ("possible", "match", "not-found", "differs", "expired", "refused"):
        make.check(line, outcome)
    make.check(line, "unconfirmed")
    assert noted() == set()
    line.current = make.check(line, "excluded")
    line.save()
    assert noted() == once


def test_somebody_of_whom_nothing_is_shown_is_not_noted(alder, noted):
    ada = make.clinician(alder)
    ada.credentials.update(standing="claimed")
    noted()
    ada.given_name = "Ida"
    ada.save()
    assert noted() == set()


def test_when_clinics_changed_last(alder, django_assert_num_queries):
    birch = Clinic.objects.get(slug="birch")
    before = changed_at([alder.pk, birch.pk])
    alder.facts.update(detail="In the afternoon.")
    with django_assert_num_queries(1):
        after = changed_at(iter([alder.pk, birch.pk, 0]))
    assert after == {alder.pk: PublicChange.objects.latest("pk").at, birch.pk: before[birch.pk]}
    assert after[alder.pk] > before[alder.pk]
    with django_assert_num_queries(1):
        annotated = {c.pk: c.last_changed for c in Clinic.objects.with_last_changed()}
    assert annotated == after
