"""Which items of a list a slice is about."""

from tests.fhir_checker import codes
from tests.fhir_checker.definitions import Definitions, Element


def belongs(value: object, pattern: object) -> bool:
    """Whether a value has at least what a pattern has."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            belongs(value.get(key), wanted) for key, wanted in pattern.items()
        )
    if isinstance(pattern, list):
        given = value if isinstance(value, list) else []
        return all(any(belongs(item, wanted) for item in given) for wanted in pattern)
    return type(value) is type(pattern) and value == pattern


def url_of(cut: Element) -> object:
    """The URL of a slice of extensions: that of its own definition, or the fixed one of a part."""
    for given in cut.types:
        if given.get("profile"):
            return given["profile"][0]
    return cut.children["url"].said["fixedUri"]


def is_about(known: Definitions, whole: Element, cut: Element, item: object, kind: str) -> bool:
    """Whether a slice of `whole` is about this item, a value of type `kind`."""
    for discriminator in whole.said["slicing"]:
        how, path = discriminator["type"], discriminator["path"]
        if (how, path) == ("value", "url"):
            same = isinstance(item, dict) and item.get("url") == url_of(cut)
        elif (how, path) == ("type", "$this"):
            same = kind in cut.codes
        elif path == "$this" and (demanded := cut.fixed):
            same = belongs(item, demanded[1])
        elif path == "$this" and "binding" in cut.said:
            same = not codes.outside(known, ["required", cut.said["binding"][1]], kind, item)
        else:
            raise NotImplementedError(f"slices of {cut.said['id']} by {how} of {path}")
        if not same:
            return False
    return True
