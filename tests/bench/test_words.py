"""Two thousand sentences with a typing error, and how long words take to read."""

import statistics
import time

import pytest

from directory.search.text.understand import understand
from tests.directory.typing_errors import false_filters

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SENTENCES = (
    "depression treatment near Delray Beach that takes Medicare", "CRPS Medicare under $3000",
    "fibromyalga Austin", "se habla espa\u00f1ol near Houston", "IV only no pills", "Pelican Key",
)  # fmt: skip
WORST = "medicaer neuropothy anestesiologist " * 6


def test_no_false_filter_in_two_thousand():
    found = false_filters(2000, seed=11)
    print(f"\n2,000 sentences with an error: {len(found)} with a filter that was not in them")
    assert found == []


def test_how_long_words_take():
    for text in (*SENTENCES, WORST[:200]):
        took = []
        for _number in range(50):
            begin = time.perf_counter()
            understand(text)
            took.append((time.perf_counter() - begin) * 1000)
        print(f"{statistics.median(took):6.2f} ms median, {max(took):6.2f} ms most: {text[:60]}")
