"""What a parameter's name and value mean: which rows of each source of a type match."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.fhir.kind import Kind
from directory.fhir.kinds import KINDS
from directory.fhir.outcome import Refused
from directory.fhir.parameters.parameter import Now, Parameter, any_of
from directory.fhir.parameters.references import Reference
from directory.fhir.parameters.values import alternatives

Conditions = dict[str, Q]
"""By the prefix of a source: which of its rows match."""


class Unknown(Refused):
    """A parameter that is not known here. Who asks to be lenient does without it."""


def conditions(kind: Kind, name: str, text: str, now: Now) -> Conditions:
    """The rows of a type that match `name=text`. Raises Refused. No query, but one for `near`."""
    if name.startswith("_has:"):
        return _backward(kind, name, text, now)
    head, dot, rest = name.partition(".")
    code, _colon, modifier = head.partition(":")
    parameter = parameter_of(kind, code, name)
    if dot:
        return _chained(kind, name, parameter, modifier, rest, text, now)
    values = [parameter.read(one, modifier, now) for one in alternatives(name, text)]
    return {
        source.prefix: any_of([parameter.where(source.prefix, value, now) for value in values])
        for source in kind.sources
    }


def parameter_of(kind: Kind, code: str, name: str) -> Parameter:
    """The parameter of a type; `name` is how it was asked for. Raises Unknown."""
    if code not in kind.parameters:
        words = _("%(type)s has no search parameter “%(name)s”. It has: %(known)s.")
        raise unknown(name, words, type=kind.type, known=kind.parameters)
    return kind.parameters[code]


def pointing_at(kind: Kind) -> list[tuple[Kind, Reference]]:
    """Who may point at a type, and by which parameter."""
    return [(other, reference) for other in KINDS.values() for reference in
            other.references.values() if kind.type in reference.targets]  # fmt: skip


def _chained(
    kind: Kind, name: str, parameter: Parameter, modifier: str, rest: str, text: str, now: Now
) -> Conditions:
    """`organization.name=…`, `target:Practitioner.name=…`: rows that point at one that matches."""
    if not isinstance(parameter, Reference):
        words = _("“%(name)s”: %(type)s points at nothing by it. References: %(known)s.")
        raise unknown(name, words, type=kind.type, known=kind.references)
    parameter.known(modifier)
    code = rest.partition(":")[0]
    targets = [KINDS[one] for one in ([modifier] if modifier else parameter.targets)]
    knowing = [target for target in targets if code in target.parameters]
    if not knowing:
        words = _("“%(name)s”: %(type)s has no such parameter. It has: %(known)s.")
        raise unknown(name, words, type=targets[0].type, known=targets[0].parameters)
    found: dict[str, list[Q]] = {source.prefix: [] for source in kind.sources}
    for target in knowing:
        meeting = conditions(target, rest, text, now)
        for other in target.sources:
            rows = other.rows(on=now.on).filter(meeting[other.prefix])
            for prefix, some in found.items():
                some.append(parameter.pointing(prefix, other.prefix, rows))
    return {prefix: any_of(some) for prefix, some in found.items()}


def _backward(kind: Kind, name: str, text: str, now: Now) -> Conditions:
    """`_has:PractitionerRole:practitioner:role=…`: rows that one which matches points at."""
    said = name.split(":", 3)
    other = KINDS.get(said[1]) if len(said) == 4 else None
    reference = other.references.get(said[2]) if other else None
    if not other or not reference or kind.type not in reference.targets:
        words = _("“%(name)s” is not known: for %(type)s, it begins with one of %(known)s.")
        known = [f"_has:{one.type}:{ref.code}:" for one, ref in pointing_at(kind)]
        raise unknown(name, words, type=kind.type, known=known)
    if said[3].partition(":")[0] not in other.parameters:
        words = _("“%(name)s”: %(type)s has no such parameter. It has: %(known)s.")
        raise unknown(name, words, type=other.type, known=other.parameters)
    meeting = conditions(other, said[3], text, now)
    return {source.prefix: any_of(list(_pointed_at(source.prefix, other, reference, meeting, now)))
            for source in kind.sources}  # fmt: skip


def _pointed_at(
    prefix: str, other: Kind, reference: Reference, meeting: Conditions, now: Now
) -> Iterable[Q]:
    """Rows under a prefix that rows of another type, which meet conditions, point at."""
    for source in other.sources:
        if key := reference.keys.get(source.prefix, {}).get(prefix):
            rows = source.rows(on=now.on).filter(meeting[source.prefix], key.only)
            yield Q(pk__in=rows.values(key.path))


def unknown(name: str, words: str, *, type: str, known: Iterable[str], where: str = "") -> Unknown:
    """The refusal of a parameter that is not known, with those that are."""
    said = words % {"name": name[:60], "type": type, "known": ", ".join(known)}
    return Unknown(said, code="not-supported", where=where or f"http.{name[:60]}")
