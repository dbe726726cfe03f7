"""What has a resource, and when that last changed by somebody's hand or by time alone."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.listing.changed import changed_at
from clinics.models import Clinic, PublicChange
from directory.fhir.content import published
from tests import make

pytestmark = pytest.mark.django_db


def changed(rows, pk: int) -> dt.datetime:
    """When one of the rows last changed."""
    return rows.get(pk=pk).last_changed


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day on the site's clock."""
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())


def noted(clinic: Clinic) -> dt.datetime:
    """When the public record of a clinic last changed, to the millisecond."""
    at = changed_at([clinic.pk])[clinic.pk]
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def soon(days: int) -> dt.date:
    """The day in that many days: later than whatever was done today."""
    return make.days_ago(-days)


def test_each_has_the_moment_of_the_last_change_of_its_clinic():
    on = make.today()
    solo, member = make.clinic(), make.clinic(organization="Acme Care")
    ada = make.clinician(solo)
    licence = make.credential(solo, "licence", clinician=ada, confirmed_until=50)
    make.followed(solo)
    assert changed(published.clinics(on=on), solo.pk) == noted(solo)
    assert changed(published.solo_clinics(on=on), solo.pk) == noted(solo)
    assert changed(published.organizations(on=on), member.organization_id) == noted(member)
    assert changed(published.clinicians(on=on), ada.pk) == noted(solo)
    assert changed(published.roles(on=on), ada.pk) == noted(solo)
    assert changed(published.checks(on=on), licence.current.pk) == noted(solo)
    assert [c.pk for c in published.solo_clinics(on=on)] == [solo.pk]


def test_a_clinic_that_was_taken_off_changed_its_organization():
    there, gone = (make.clinic(organization="Acme Care") for _ in range(2))
    PublicChange.objects.filter(clinic_id=gone.pk).delete()
    before = changed(published.organizations(on=make.today()), there.organization_id)
    Clinic.objects.filter(pk=gone.pk).update(status="closed")
    after = changed(published.organizations(on=make.today()), there.organization_id)
    assert after > before
    assert after == noted(gone)


def test_time_alone_changes_what_is_said_of_new_patients_and_of_pauses():
    facts = [make.fact("access.accepting-new-patients", days=10)]
    accepting, paused, rival = make.clinic(facts=facts), make.clinic(), make.clinic()
    Clinic.objects.filter(pk=paused.pk).update(status="paused", paused_until=soon(5))
    for day, old, over in ((5, False, False), (6, False, True), (80, False, True),
                           (81, True, True)):  # fmt: skip
        rows = published.clinics(on=soon(day))
        assert changed(rows, rival.pk) == noted(rival)
        assert changed(rows, accepting.pk) == (midnight(soon(81)) if old else noted(accepting))
        assert changed(rows, paused.pk) == (midnight(soon(6)) if over else noted(paused))


def test_time_alone_changes_what_is_confirmed():
    clinic, member = make.clinic(), make.clinic(organization="Acme Care")
    ada = make.clinician(clinic)
    licence = make.credential(clinic, "licence", clinician=ada, confirmed_until=3)
    for own in (clinic, member):
        make.credential(own, "accreditation", confirmed_until=7)
    for day, of_ada, of_own in ((3, None, None), (4, 4, None), (8, 4, 8)):
        on = soon(day)
        ran_out = midnight(soon(of_ada)) if of_ada else noted(clinic)
        assert changed(published.clinicians(on=on), ada.pk) == ran_out
        own = midnight(soon(of_own)) if of_own else noted(clinic)
        assert changed(published.solo_clinics(on=on), clinic.pk) == own
        of_member = midnight(soon(of_own)) if of_own else noted(member)
        assert changed(published.organizations(on=on), member.organization_id) == of_member
        found = changed(published.checks(on=on), licence.current.pk)
        assert found == ran_out


def test_a_clinic_that_nothing_is_noted_of_changed_when_it_was_made():
    clinic, rival = make.clinic(), make.clinic()
    PublicChange.objects.filter(clinic_id=clinic.pk).delete()
    made = clinic.created_at.replace(microsecond=clinic.created_at.microsecond // 1000 * 1000)
    found = {c.pk: c.last_changed for c in published.clinics(on=make.today())}
    assert found == {clinic.pk: made, rival.pk: noted(rival)}
