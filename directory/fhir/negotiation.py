"""Which format is asked for: JSON is spoken, and nothing else."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from directory.fhir.outcome import Refused

JSON = ("application/fhir+json", "application/json", "text/json", "json")
_ANY = ("*/*", "application/*")
_QUALITY = re.compile(r"0(\.0{0,3})?", re.ASCII)
FHIR_VERSIONS = ("", "4.0", "4.0.1")


def speak_json(request: HttpRequest, pairs: list[tuple[str, str]]) -> bool:
    """Refuse with 406 who wants another format. Whether people read it: `_pretty=true`.

    `_format` goes before `Accept`.
    """
    said = dict(pairs)
    if "_format" in said:
        # A plus sign that was not encoded arrives as a blank.
        wanted = said["_format"].strip().replace("fhir json", "fhir+json")
        _refuse_unless(_is_json(wanted), wanted)
    elif accept := request.headers.get("Accept", "").strip():
        wishes = [wish for wish in accept.split(",") if wish.strip()]
        _refuse_unless(any(_is_json(wish) for wish in wishes), accept)
    pretty = said.get("_pretty", "false")
    if pretty not in ("true", "false"):
        words = _("“%(said)s” is no value of “_pretty”. Known: true, false.")
        raise Refused(words % {"said": pretty[:60]}, code="value", where="http._pretty")
    return pretty == "true"


def is_lenient(request: HttpRequest) -> bool:
    """Whether `Prefer: handling=lenient` asks to do without unknown parameters."""
    wishes = re.split(r"[,;]", request.headers.get("Prefer", ""))
    return "handling=lenient" in (re.sub(r"[\s\"]", "", wish).lower() for wish in wishes)


def _is_json(wish: str) -> bool:
    """Whether a media type, perhaps with parameters, is one of ours and is not ruled out."""
    type_, more = parse_header_parameters(wish.strip())
    if _QUALITY.fullmatch(more.get("q", "1")) or type_ not in (*JSON, *_ANY):
        return False
    return more.get("fhirversion", "") in FHIR_VERSIONS


def _refuse_unless(spoken: bool, wanted: str) -> None:
    if not spoken:
        words = _("“%(wanted)s” is not spoken here: ask for application/fhir+json (FHIR 4.0.1).")
        raise Refused(words % {"wanted": wanted[:100]}, status=406, code="not-supported")
