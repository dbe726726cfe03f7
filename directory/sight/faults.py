"""Tracebacks without values: where it happened and of which kind it is, never its own words.

The words of an exception repeat what it choked on: a search, an address, the parameters of a
statement. Nobody can list all of these, so no words are kept. The lines of our source are, and
whatever names a kind: SQLSTATE, a constraint, a number of the operating system.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator

DIRECT = "The above exception was the direct cause of the following exception:"
MEANWHILE = "During handling of the above exception, another exception occurred:"


def told(error: BaseException) -> str:
    """The exception and those that led to it, as Python writes them, without their words."""
    return "\n\n".join(_chain(error, set()))


def kind(error: BaseException) -> str:
    """`psycopg.errors.UniqueViolation (SQLSTATE 23505, constraint clinics_user_email)`."""
    of = type(error)
    name = of.__qualname__ if of.__module__ == "builtins" else f"{of.__module__}.{of.__qualname__}"
    known = ", ".join(_known(error))
    return f"{name} ({known})" if known else name


def _known(error: BaseException) -> Iterator[str]:
    if state := getattr(error, "sqlstate", None):
        yield f"SQLSTATE {state}"
    if constraint := getattr(getattr(error, "diag", None), "constraint_name", None):
        yield f"constraint {constraint}"
    if isinstance(error, OSError) and (name := errno.errorcode.get(error.errno or 0)):
        yield name


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    """What led to it, oldest first, and then the exception itself."""
    seen.add(id(error))
    before, joint = error.__cause__, DIRECT
    if before is None and not error.__suppress_context__:
        before, joint = error.__context__, MEANWHILE
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield joint
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _chain(part, seen)
    yield _one(error)


def _one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    head = f"Traceback (most recent call last):\n{frames}" if frames else ""
    return head + kind(error)
