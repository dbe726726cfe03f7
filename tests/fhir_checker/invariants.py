"""The rules that definitions write in FHIRPath, worked out by fhirpathpy."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import fhirpathpy
from fhirpathpy.models import models

from tests.fhir_checker.definitions import Element

NOT_HERE = {
    "dom-3": "contained resources, of which we serve none",
    "ref-1": "references to contained resources",
    "txt-1": "narratives, of which we serve none; fhirpathpy has no htmlChecks()",
    "txt-2": "narratives",
}
"""Rules that are not worked out, each with the reason."""


@cache
def compiled(expression: str) -> Callable[[Any, Any], list]:
    """fhirpathpy lacks hasValue(); of what we serve, all that exists has a value."""
    return fhirpathpy.compile(expression.replace("hasValue()", "exists()"), models["r4"])


def broken(element: Element, value: object, resource: dict) -> Iterator[str]:
    """The rules of this element that its value breaks.

    No answer (`[]`) breaks no rule: so says fhirpathpy of us-core-17 for an NPI of nine digits, and
    us-core-16 finds that one.
    """
    for key, expression in element.said.get("constraint", {}).items():
        if key not in NOT_HERE:
            answer = compiled(expression)(value, {"resource": resource})
            if answer == [False]:
                yield f"breaks {key}"
