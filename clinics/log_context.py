"""Of which scheduled run this is: the log names it in every line. A plain module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_run: ContextVar[int | None] = ContextVar("the scheduled run", default=None)


def run_now() -> int | None:
    """The number of the run whose command works in this thread; None outside of runs."""
    return _run.get()


@contextmanager
def of_run(number: int) -> Iterator[None]:
    """Log what happens in the block as part of that run."""
    token = _run.set(number)
    try:
        yield
    finally:
        _run.reset(token)
