"""What was said is deleted when its time is over, and sealed anew when the key changes."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Suggestion
from clinics.reviews import sealing
from clinics.suggestions.actions.forget import forget_suggestions
from tests import make

pytestmark = pytest.mark.django_db


def ago(**words) -> dt.datetime:
    return timezone.now() - dt.timedelta(**words)


def test_each_is_kept_for_its_time_and_not_longer():
    heron = make.clinic(name="Heron")
    ended = {"outcome": "done", "confirmed_at": ago(days=800)}
    kept = [
        make.suggestion(heron, at=ago(hours=23), confirmed_at=None),
        make.suggestion(heron, days=729),
        make.suggestion(heron, decided_at=ago(days=364), **ended),
    ]
    make.suggestion(heron, at=ago(hours=25), confirmed_at=None)
    make.suggestion(heron, days=731)
    make.suggestion(heron, decided_at=ago(days=366), **ended)
    Suggestion.objects.filter(pk=kept[2].pk).update(sealed=sealing.seal("wren@mail.example"))
    assert forget_suggestions() == 3
    assert list(Suggestion.objects.order_by("pk")) == kept
    assert bytes(Suggestion.objects.get(pk=kept[2].pk).sealed) == b""


def test_an_address_is_sealed_with_the_newest_key(settings):
    settings.ADDRESS_KEYS = ["the old key"]
    one = make.suggestion(make.clinic(), sealed=sealing.seal("wren@mail.example"))
    settings.ADDRESS_KEYS = ["the new key", "the old key"]
    forget_suggestions()
    settings.ADDRESS_KEYS = ["the new key"]
    assert sealing.opened(Suggestion.objects.get(pk=one.pk).sealed) == "wren@mail.example"
