"""The two means of a clinic's review marks: one is shown, the other orders results.

The ordering mean is pulled toward PRIOR_MEAN as if there were PRIOR_COUNT more reviews with that
mark, so that one enthusiastic review does not outrank fifty good ones. `/how-we-rank/` explains it.
"""

from __future__ import annotations

PRIOR_MEAN = 3.5
PRIOR_COUNT = 5
FEWEST = 5
"""With fewer reviews than this, no mean is shown."""


def ordering(*, marks_sum: int, marks_count: int) -> float | None:
    """The Bayesian mean, 1–5, that `sort=rating` orders by; None without a review."""
    if not marks_count:
        return None
    return (PRIOR_COUNT * PRIOR_MEAN + marks_sum) / (PRIOR_COUNT + marks_count)


def mean(*, marks_sum: int, marks_count: int) -> float | None:
    """The plain mean, 1–5, that pages and the API show; None with fewer than FEWEST reviews."""
    return marks_sum / marks_count if marks_count >= FEWEST else None
