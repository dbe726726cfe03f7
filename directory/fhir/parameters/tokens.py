"""Token parameters: codes, each with the rows that have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from clinics.text import folded
from directory.fhir.parameters.parameter import Now, Parameter, any_of
from directory.fhir.parameters.values import parts, plain


@dataclass(frozen=True)
class Coded:
    """A code, and which rows of a source have it: made only for a code that is asked for."""

    system: str
    code: str
    display: str
    where: Callable[[], Q]


@dataclass(frozen=True)
class Sought:
    """What a token asks for. None: any. A `text` is the beginning of what a code means."""

    system: str | None = None
    code: str | None = None
    text: str | None = None

    def fits(self, one: Coded) -> bool:
        """Whether a code is asked for."""
        if self.text is not None:
            return folded(one.display).startswith(self.text)
        return self.system in (None, one.system) and self.code in (None, one.code)


@dataclass(frozen=True, kw_only=True)
class Token(Parameter):
    """A parameter over codes: `codes` by source makes all that rows of it can have."""

    codes: Mapping[str, Callable[[Now], Iterable[Coded]]] = field(default_factory=dict)

    type = "token"
    modifiers = ("text",)

    def read(self, text: str, modifier: str, now: Now) -> Sought:
        """`code`, `system|code`, `|code`, `system|`; with `:text`, what a code means."""
        self.known(modifier)
        if modifier:
            return Sought(text=folded(plain(text).strip()))
        return sought(self, text)

    def where(self, source: str, value: Sought, now: Now) -> Q:
        """Rows that have one of the codes asked for."""
        makes = self.codes.get(source)
        return any_of([one.where() for one in makes(now) if value.fits(one)] if makes else [])


@dataclass(frozen=True, kw_only=True)
class Identifier(Parameter):
    """A parameter over identifiers: `finds` by source and system, from the identifier to rows."""

    finds: Mapping[str, Callable[[Now], Mapping[str, Callable[[str], Q]]]] = field(
        default_factory=dict
    )

    type = "token"

    def read(self, text: str, modifier: str, now: Now) -> Sought:
        """`value`, `system|value`, `|value`, `system|`."""
        self.known(modifier)
        found = sought(self, text)
        if found.code is None:
            raise self.wrong(_("“%(name)s” needs a value after the bar.") % {"name": self.code})
        return found

    def where(self, source: str, value: Sought, now: Now) -> Q:
        """Rows that have the identifier."""
        finds = self.finds.get(source)
        systems = finds(now) if finds else {}
        return any_of(
            [find(value.code or "") for system, find in systems.items()
             if value.system in (None, system)]
        )  # fmt: skip


def sought(parameter: Parameter, text: str) -> Sought:
    """What a token without a modifier asks for. Raises Refused."""
    said = parts(text)
    if len(said) == 1:
        return Sought(code=said[0])
    if len(said) > 2 or said == ["", ""]:
        words = _("“%(name)s” takes code, system|code, |code or system|.")
        raise parameter.wrong(words % {"name": parameter.code})
    return Sought(system=said[0], code=said[1] or None)
