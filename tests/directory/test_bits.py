"""Sets of rows as bits, against the same counted row by row."""

from random import Random

import numpy as np
import pytest

from directory.search.columns import bits
from directory.search.columns.order import Key, first_rows


def random_masks(random: Random, rows: int, width: int = 24) -> np.ndarray:
    many = [[random.getrandbits(8) & random.getrandbits(8) for _ in range(width)]
            for _ in range(rows)]  # fmt: skip
    return np.array(many, "u1").reshape(rows, width)


def as_set(rows: list[bool]) -> np.ndarray:
    room = -(-len(rows) // bits.WORD) * bits.WORD
    return bits.pack(np.array(rows + [False] * (room - len(rows)), bool))


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 700, 70_000])
def test_slices_count_what_the_masks_have(rows):
    masks = (
        random_masks(Random(rows), rows)
        if rows < 1000
        else np.tile(random_masks(Random(1), 70), (1000, 1))
    )
    among = [bool(i % 3) for i in range(rows)]
    slices = bits.sliced(masks, 126)
    expected = np.unpackbits(masks, axis=1, bitorder="little")[np.array(among, bool)][:, :126].sum(
        axis=0
    )
    assert bits.counts(slices, as_set(among)).tolist() == expected.tolist()
    assert bits.counts(slices, as_set([False] * rows)).tolist() == [0] * 126


def test_the_rows_of_a_set_are_those_that_were_put_in_whether_few_or_many():
    for share in (0.001, 0.5, 1.0):
        random = Random(5)
        rows = [random.random() < share for _ in range(5000)]
        some = as_set(rows)
        assert bits.rows_of(some).tolist() == [i for i, there in enumerate(rows) if there]
        assert bits.size(some) == sum(rows)
        assert bits.set_of(bits.rows_of(some), len(some)).tolist() == some.tolist()
        assert bits.as_numbers(some)[:5000].tolist() == [int(there) for there in rows]


def test_sums_tell_in_how_many_sets_a_row_is():
    random = Random(7)
    sets = [[random.random() < 0.6 for _ in range(200)] for _ in range(11)]
    digits = bits.sums(map(as_set, sets))
    said = sum(bits.as_numbers(digit).astype(int) << place for place, digit in enumerate(digits))
    assert said[:200].tolist() == [sum(column) for column in zip(*sets, strict=True)]
    assert bits.sums([]) == []


@pytest.mark.parametrize("alike", [1, 7, 3000, 100_000])
def test_the_first_rows_are_those_of_a_whole_sort_however_many_are_alike(alike):
    random = Random(alike)
    rows = 9000
    main = np.array([random.randrange(rows) // alike * 1.0 for _ in range(rows)])
    main[::17], main[5] = np.inf, -1.0
    far = np.array([random.randrange(50) * 1.0 for _ in range(rows)])
    far[::13] = np.nan
    key = np.array(random.sample(range(rows), rows))
    there = [random.random() < 0.9 for _ in range(rows)]
    chosen = [i for i in range(rows) if there[i]]
    order = np.lexsort([key[chosen], far[chosen], main[chosen]])
    keys = [
        Key(lambda at, c=c: c[at], lambda c=c: np.pad(c, (0, -rows % 64))) for c in (main, far, key)
    ]
    for n in (1, 20, 500, 100_000):
        expected = np.array(chosen)[order][:n].tolist()
        assert first_rows(as_set(there), n, keys).tolist() == expected


@pytest.mark.parametrize("highest", [0, 1, 5, 300])
def test_a_number_of_which_only_the_binary_digits_are_known_orders_the_highest_first(highest):
    random = Random(highest)
    rows = 9000
    number = np.array([random.randint(0, highest) for _ in range(rows)])
    key = np.array(random.sample(range(rows), rows))
    there = [random.random() < 0.9 for _ in range(rows)]
    chosen = [i for i in range(rows) if there[i]]
    order = np.lexsort([key[chosen], -number[chosen]])
    digits = [as_set((number >> place & 1 == 1).tolist()) for place in range(highest.bit_length())]
    keys = [
        Key(lambda at: -number[at], digits=digits),
        Key(lambda at: key[at], lambda: np.pad(key, (0, -rows % 64))),
    ]
    for n in (1, 20, 500, 100_000):
        expected = np.array(chosen)[order][:n].tolist()
        assert first_rows(as_set(there), n, keys).tolist() == expected
