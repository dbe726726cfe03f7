"""The figures of reviews: the mean that is shown and the one that orders.

The order shrinks a clinic's mean towards PRIOR_MEAN as if it had PRIOR_COUNT more reviews of that
mark, so that one enthusiastic review does not outrank fifty good ones. `/how-we-rank/` prints it.
"""

from __future__ import annotations

PRIOR_MEAN = 3.5
PRIOR_COUNT = 5
FEWEST = 5
"""Fewer reviews than these show no mean."""


def ordering(*, marks_sum: int, marks_count: int) -> float | None:
    """The Bayesian mean, 1–5, that `sort=rating` orders by; None without a review."""
    if not marks_count:
        return None
    return (PRIOR_COUNT * PRIOR_MEAN + marks_sum) / (PRIOR_COUNT + marks_count)


def mean(*, marks_sum: int, marks_count: int) -> float | None:
    """The plain mean, 1–5, that pages and the API show; None under FEWEST reviews."""
    return marks_sum / marks_count if marks_count >= FEWEST else None
