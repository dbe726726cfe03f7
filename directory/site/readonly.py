"""Pages for everybody: no account needed, reading only, the database refusing anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


class WriteRefused(Exception):
    """A public page tried to write."""


_READS = re.compile(r"[\s(]*(select|with)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(insert\s+into|delete\s+from|merge\s+into|nextval|setval)\b|\bupdate\s+\S+\s+set\b",
    re.IGNORECASE,
)


def refuse_writes(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    """An execute wrapper that lets reading through. Raises WriteRefused for anything else."""
    if not _READS.match(str(sql)) or _WRITES.search(str(sql)):
        raise WriteRefused(str(sql).split()[0])
    return execute(sql, params, many, context)


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that strangers may GET, run with a database connection that refuses writes."""

    @login_not_required
    @require_safe
    @wraps(view)
    def reads(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with connection.execute_wrapper(refuse_writes):
            return view(request, *args, **kwargs)

    vars(reads)["only_reads"] = True
    return reads
