"""`make_clinics` copies clinics in the database; the copies are listings like any other."""

from decimal import Decimal
from io import StringIO
from math import gcd

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinics.exchange.duplicates import possible_duplicates
from clinics.listing.actions.search_rows import rebuild_search
from clinics.listing.draft import Draft, differences
from clinics.models import (
    Clinic,
    Event,
    Fact,
    Hours,
    Price,
    SearchRow,
    SearchWord,
    SourceRecord,
    StoredCard,
)
from directory.devserver import copies
from directory.devserver.copies import NAMES, STRIDE, name_of
from directory.management.commands import make_clinics
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

DISTINCT, COPIES = 12, 30


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Few distinct clinics, and copies in more transactions than there are sessions."""
    monkeypatch.setattr(make_clinics, "DISTINCT", DISTINCT)
    monkeypatch.setattr(copies, "AT_ONCE", 7)


def made(*arguments):
    """The copies that the command makes, in their order."""
    out = StringIO()
    call_command("make_clinics", str(DISTINCT + COPIES), *arguments, stdout=out, stderr=StringIO())
    assert out.getvalue() == f"{DISTINCT + COPIES} synthetic clinics.\n"
    return list(Clinic.objects.with_answers().order_by("pk"))[DISTINCT:]


def stored():
    """Every search row, what the database generates of it included, card, and word of a name."""
    with connection.cursor() as cursor:
        cursor.execute("select clinic_id, cell, p, name_key, words, state, county, latitude, "
                       "longitude from clinics_searchrow order by clinic_id")  # fmt: skip
        rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                for row in cursor.fetchall()]  # fmt: skip
    cards = list(StoredCard.objects.order_by("pk").values_list("pk", "layout", "said"))
    return rows, cards, sorted(SearchWord.objects.values_list("word", flat=True))


def answers(clinic):
    """What a clinic answers."""
    draft = Draft.of(clinic)
    after = differences(None, draft)[1]
    codes = [*draft.all_facts(), *draft.prices, *draft.hours_by_key()]
    return {code: after[code] for code in codes}


def in_cents(after):
    """What a trail says; amounts as numbers, because `175` becomes `175.00` in a table."""
    return {
        code: {**said, "amount": Decimal(said["amount"])} if code.startswith("price.") else said
        for code, said in after.items()
    }


def test_rebuilding_the_search_changes_nothing():
    made()
    before = stored()
    assert len(before[0]) == len(before[1]) == DISTINCT + COPIES
    assert rebuild_search() == DISTINCT + COPIES
    assert stored() == before


def test_each_copy_has_a_trail_and_a_record_that_say_what_it_says():
    for clinic in made():
        event = Event.objects.get(clinic_id=clinic.pk)
        assert (event.verb, event.actor, event.target, event.target_id, event.before) == (
            "listed", "operator", "clinic", clinic.pk, {}
        )  # fmt: skip
        assert event.source == "seed 0"
        assert in_cents(event.after) == in_cents(differences(None, Draft.of(clinic))[1])
        record = SourceRecord.objects.get(clinic=clinic)
        assert (record.source, record.external_id) == (clinic.listed_by, clinic.external_id)
        assert (record.first_seen, record.gone_since) == (clinic.since, None)


def test_each_copy_answers_as_an_original_does_in_a_town_of_its_own():
    copied = made()
    originals = list(Clinic.objects.with_answers().order_by("pk"))[:DISTINCT]
    said = [answers(clinic) for clinic in originals]
    assert all(answers(clinic) in said for clinic in copied)
    assert Fact.objects.count() > 10 * (DISTINCT + COPIES)
    places = [(clinic.latitude, clinic.longitude) for clinic in [*originals, *copied]]
    assert len(set(places)) == DISTINCT + COPIES


def test_no_two_copies_are_alike():
    copied = made()
    for name in ("slug", "name", "external_id", "website"):
        assert len({getattr(clinic, name) for clinic in copied}) == COPIES
    assert [clinic.external_id for clinic in copied] == [f"0-{n}" for n in range(12, 42)]
    assert list(possible_duplicates()) == []


def test_every_number_has_a_name_of_its_own():
    assert gcd(STRIDE, NAMES) == 1
    assert len({name_of(n) for n in range(20_000)}) == 20_000
    assert name_of(0) == name_of(NAMES) == "Amberbay Amber Bay Ketamine Clinic"


def test_copies_stand_in_the_order_of_the_grid():
    first = made()[0].pk
    with connection.cursor() as cursor:
        order = "select cell from clinics_searchrow where clinic_id >= %s order by clinic_id"
        cursor.execute(order, [first])
        cells = [cell for (cell,) in cursor.fetchall()]
    assert len(cells) == COPIES
    assert cells == sorted(cells)


def test_every_copy_is_stamped_so_that_a_running_search_learns_of_it():
    made()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) filter (where xid > '0'), count(*) from clinics_searchrow")
        assert cursor.fetchone() == (DISTINCT + COPIES, DISTINCT + COPIES)


def test_the_next_clinic_gets_the_next_id():
    last = made()[-1].pk
    assert make.clinic().pk == last + 1


def test_the_same_seed_makes_the_same_copies_and_another_one_others():
    def told(copied):
        return [(c.name, c.latitude, c.longitude, answers(c)) for c in copied]

    first, other = told(made()), told(made("--seed", "8")[DISTINCT + COPIES :])
    Clinic.objects.all().delete()
    assert told(made()) == first != other


def test_without_facts_a_copy_has_the_search_row_of_its_original_and_no_answers():
    copied = made("--without-facts")
    pks = [clinic.pk for clinic in copied]
    for model in (Fact, Price, Hours):
        assert model.objects.filter(clinic__in=pks).count() == 0
        assert model.objects.exclude(clinic__in=pks).exists()
    masks = SearchRow.objects.values_list("stated", "confirmed", "course_cents")
    of_originals = {repr(row) for row in masks.exclude(clinic__in=pks)}
    of_copies = [repr(row) for row in masks.filter(clinic__in=pks)]
    assert len(of_copies) == COPIES
    assert of_originals >= set(of_copies)
    for clinic in copied:
        after = Event.objects.get(clinic_id=clinic.pk).after
        assert after == differences(None, Draft.of(clinic))[1]


def test_a_used_seed_and_too_many_clinics_are_refused():
    made()
    with pytest.raises(CommandError, match="The clinics of seed 0 are there already"):
        call_command("make_clinics", "5")
    with pytest.raises(CommandError, match="must be from 1 to 5,670,000"):
        call_command("make_clinics", "5670001", "--seed", "9")
    assert Clinic.objects.count() == DISTINCT + COPIES
