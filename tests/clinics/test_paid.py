"""What insurers pay for, as bits of a search row."""

from importlib import import_module

import pytest
from django.db import connection

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import ROUTES_AT_MOST, paid_bits, treatments
from clinics.models import SearchRow
from clinics.vocabulary import MASK_BYTES
from tests import make


def test_each_insurer_and_route_has_a_bit_of_its_own_and_others_have_none():
    routes, insurers = treatments(), [i.qualified for i in CHECKLIST.group("insurance").items]
    bits = [bit for insurer in insurers for bit in paid_bits(insurer, routes)]
    assert len(set(bits)) == len(bits) == len(routes) * len(insurers)
    assert max(bits) < MASK_BYTES * 8
    assert len(routes) <= ROUTES_AT_MOST
    assert paid_bits("insurance.medicare", ["visits", "at-home"]) == [6]
    assert paid_bits("insurance.medicaid", ["iv-infusion"]) == [12]
    assert paid_bits("condition.crps", ["iv-infusion"]) == []


@pytest.mark.django_db
def test_the_migration_fills_in_what_insurers_pay_for_as_an_edit_does():
    covers = {
        "insurance.medicare": ["visits", "iv-infusion", "esketamine-nasal"],
        "insurance.workers-compensation": ["at-home"],
        "insurance.aetna": ["visits"],
    }
    paying = make.clinic(facts=[make.fact(code, covers=paid) for code, paid in covers.items()])
    rival = make.clinic(yes="insurance.medicare")
    paid = dict(SearchRow.objects.values_list("pk", "paid"))
    assert [bytes(paid[clinic.pk]) != bytes(MASK_BYTES) for clinic in (paying, rival)] == [
        True,
        False,
    ]
    SearchRow.objects.update(paid=bytes(MASK_BYTES))
    with connection.cursor() as cursor:
        cursor.execute(import_module("clinics.migrations.0030_search_feed").COVERED)
    assert dict(SearchRow.objects.values_list("pk", "paid")) == paid
