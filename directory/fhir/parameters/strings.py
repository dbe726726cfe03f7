"""String parameters: what begins as typed, whatever the case and the accents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

from clinics.text import folded
from directory.fhir.parameters.parameter import NOTHING, Now, Parameter, any_of
from directory.fhir.parameters.values import plain


class Folded(Func):
    """A text in lower case and base letters, as `clinics.text.folded` makes it."""

    template = (
        "case when (%(expressions)s) ~ '^[ -~]*$' then lower(%(expressions)s) else "
        "lower(replace(replace(replace(replace(translate("
        "regexp_replace(lower(normalize(%(expressions)s, NFKD)), '[\u0300-\u036f]', '', 'g'), "
        "'øđðħıłŋŧ', 'oddhilnt'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ß', 'ss')) end"
    )
    output_field = TextField()

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """The statement, with the parameters as often as the expression stands in it."""
        sql, params = super().as_sql(
            compiler, connection, function, template, arg_joiner, **extra_context
        )
        return sql, (*params, *params, *params)


Text = str | Func
"""Where a text stands: the path of a column, or an expression."""


@dataclass(frozen=True)
class Through:
    """Texts that stand in rows of another table; `back` leads from these to the source's key."""

    rows: Callable[..., QuerySet]
    back: str
    paths: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class String(Parameter):
    """A parameter over texts: `paths` by source. A source without any has no such text."""

    paths: Mapping[str, tuple[Text, ...] | Through] = field(default_factory=dict)

    type = "string"
    modifiers = ("contains", "exact")

    def read(self, text: str, modifier: str, now: Now) -> tuple[str, str]:
        """The modifier and the text to look for."""
        self.known(modifier)
        found = plain(text)
        return modifier, found if modifier == "exact" else found.strip()

    def where(self, source: str, value: tuple[str, str], now: Now) -> Q:
        """Rows that have such a text."""
        paths = self.paths.get(source, ())
        if isinstance(paths, Through):
            rows = paths.rows(on=now.on).filter(_in(paths.paths, *value))
            return Q(pk__in=rows.values(paths.back))
        return _in(paths, *value)


def _in(paths: tuple[Text, ...], modifier: str, text: str) -> Q:
    """Rows in which one of the paths has the text."""
    if not folded(text):
        return NOTHING
    sought = Value(text, output_field=TextField())
    columns = [F(path) if isinstance(path, str) else path for path in paths]
    if modifier == "exact":
        return any_of([_compared("%(expressions)s", " = ", one, sought) for one in columns])
    template = "strpos(%(expressions)s) > 0" if modifier else "starts_with(%(expressions)s)"
    own = Folded(sought)
    return any_of([_compared(template, ", ", Folded(one), own) for one in columns])


def _compared(template: str, joiner: str, *texts: Any) -> Q:
    return Q(Func(*texts, template=template, arg_joiner=joiner, output_field=BooleanField()))
