"""Columns that are edited between the questions answer as columns read for each, and plain SQL."""

from random import Random

import pytest
from django.db import transaction

from clinics.listing.actions.insert_many import insert_many
from clinics.listing.actions.search_rows import refresh_names
from clinics.listing.models import SearchRow
from clinics.models import Clinic, Fact, Price
from directory.devserver.synthetic import synthetic_drafts
from directory.search.columns import columns as columns_module
from directory.search.columns import shared
from directory.search.filters import clinics_that_answer
from directory.search.question import Question
from directory.search.search import search
from tests import make
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.test_search_property import question_of, random_parameters

CLINICS, AFTER, EACH = 200, (0, 0, 0, 1, 20, 400), 12
"""So many questions are asked each so many days after today, in this order."""
NAMES = ("Amber Bay Ketamine Clinic", "Zephyr Quay", "Ñandú Wellness")


@pytest.fixture(autouse=True)
def little_room(monkeypatch):
    """Columns are loaded anew after some thirty rows that moved or were renamed."""
    monkeypatch.setattr(columns_module, "ROOM", 64)
    shared.held().loaded = None
    yield
    if shared.held().loading is not None:
        shared.held().loading.join()
    shared.held().loaded = None


def edit(random: Random, keys: list[int]) -> None:
    """Move, rename, take off, open, and change answers and prices; some of it for each."""
    some = random.sample(keys, 20)
    with transaction.atomic():
        for mover, place in zip(some, Clinic.objects.in_bulk(some[15:]).values(), strict=False):
            Clinic.objects.filter(pk=mover).update(
                latitude=place.latitude, longitude=place.longitude, state=place.state,
                county_fips=place.county_fips,
            )  # fmt: skip
        Clinic.objects.filter(pk__in=some[3:8]).update(name=random.choice(NAMES))
        back = Clinic.objects.filter(status="candidate")
        some += back.values_list("pk", flat=True)
        back.update(status="open")
        Clinic.objects.filter(pk__in=some[8:10]).update(status="candidate")
        facts = Fact.objects.filter(clinic__in=some[9:14])
        facts.filter(value=True, code__startswith="c").update(value=False)
        facts.filter(value=False, confirmed_by="").update(value=True)
        Price.objects.filter(clinic__in=some[12:16]).update(amount=random.randrange(100, 900))
        refresh_names(some)


def as_read_for_it(question: Question, **words):
    """The answer from columns that are read for this question alone."""
    with transaction.atomic():
        return search(question, **words)


@pytest.mark.django_db(transaction=True)
def test_columns_that_are_edited_between_questions_answer_as_columns_read_for_each():
    insert_many(synthetic_drafts(CLINICS, seed=21), actor="operator", publish=True)
    random, found, grown, seen = Random(5), [], 0, []
    keys = list(Clinic.objects.values_list("pk", flat=True))
    for days in AFTER:
        on = make.days_ago(-days)
        for number in range(EACH):
            if number % 4 == 0:
                edit(random, keys)
            question = question_of(random_parameters(random))
            answer = search(question, on=on)
            assert answer == as_read_for_it(question, on=on), (question, days)
            if not days:
                start = (question.page - 1) * question.page_size
                plain = clinics_that_answer(question, Clinic.objects.published())
                page = list(plain.values_list("pk", flat=True))
                assert answer.count == len(page)
                assert [one.clinic_id for one in answer.page] == page[
                    start : start + question.page_size
                ]
            found.append(answer.count)
            own = shared.held().loaded
            if own and own.columns.count > own.columns.loaded:
                grown += 1
                seen.append(own.columns)
        everything = Question(verified=True, offers="any")
        assert search(everything, on=on) == as_read_for_it(everything, on=on)
    assert sum(count > 0 for count in found) > len(found) // 4
    assert grown > len(found) // 2
    assert len(set(map(id, seen))) > 1  # they were loaded anew on the way


@pytest.mark.django_db(transaction=True)
def test_the_later_day_is_that_of_the_columns_and_rows_that_come_later_are_made_right_for_it():
    code = "safety.emergency-plan"
    confirmed = make.fact(code, confirmed="document", due_in=3)
    first, second = (
        make.clinic(facts=[confirmed]),
        make.clinic(facts=[make.fact(code, confirmed="document", due_in=3)]),
    )
    asked, later = Question(confirmed=(code,)), make.days_ago(-4)
    assert search(asked).count == 2
    assert search(asked, on=later).count == 0
    for rename in ("Amber", "Zephyr"):  # is appended, and comes with what was true when written
        Clinic.objects.filter(pk=first.pk).update(name=rename)
        with transaction.atomic():
            refresh_names([first.pk])
        assert search(asked, on=later).count == 0
    Fact.objects.filter(clinic=first, code=code).update(due_on=make.days_ago(-9))
    with transaction.atomic():
        refresh_names([first.pk, second.pk])
    assert [one.clinic_id for one in search(asked, on=later).page] == [first.pk]
    assert search(asked).count == 2


@pytest.mark.django_db(transaction=True)
def test_hundreds_of_renamed_clinics_that_share_a_name_stand_in_the_order_of_their_keys(
    monkeypatch,
):
    monkeypatch.setattr(columns_module, "ROOM", 5000)
    keys = copies(CLINICS)
    rows, random = SearchRow.objects.order_by("name_key", "pk"), Random(3)
    by_name = Question(offers="any", sort="name", page_size=100)
    assert search(by_name).count == CLINICS + 1
    columns = shared.held().loaded.columns
    for name in ("mmm", "aaa", "zzz", "mmm", "kestrel bay"):
        some = random.sample(keys, 120)
        # Between loaded names, before all, behind all; some are appended for the second time.
        rows.filter(pk__in=some).update(name_key=name, words=sorted({name, "quay"}))
        pages = [search(Question(offers="any", sort="name", page_size=100, page=n)).page
                 for n in (1, 2, 3)]  # fmt: skip
        assert [one.clinic_id for page in pages for one in page] == list(
            rows.values_list("pk", flat=True)
        )
    assert assert_as_loaded_anew() is columns
