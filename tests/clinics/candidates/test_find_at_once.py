"""Two searches for candidates at the same moment."""

import pytest
from django.db import connection

from clinics.candidates.actions.find import from_rows
from clinics.candidates.found import Where
from clinics.candidates.nppes import SOURCE, suggestions
from clinics.models import Candidate, Clinic
from tests import make
from tests.at_once import all_at_once
from tests.clinics.candidates.cast import organization


@pytest.mark.django_db(transaction=True)
def test_two_searches_at_once_make_one_candidate():
    organization(1, "KETAMINE A")

    def search():
        try:
            return from_rows(suggestions(), source=SOURCE, as_of=make.today(), where=Where())
        finally:
            connection.close()

    made = [tally.made for tally in all_at_once([search, search])]
    assert (sorted(made), Clinic.objects.count(), Candidate.objects.count()) == ([0, 1], 1, 1)
