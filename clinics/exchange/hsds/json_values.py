"""Reads the objects of a JSON file one at a time: one object, a list, a Page, or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from clinics.files.encoding import check_text
from clinics.files.refusals import FileRefused

BLOCK = 1 << 16
"""Characters read at once."""
LONGEST = 4_000_000
"""Characters of one object."""
TOO_DEEP = "it is nested too deeply"
TOO_LONG = f"an object has more than {LONGEST:,} characters"
_PAGE = re.compile(
    r'\s*\{(?:\s*"[A-Za-z_]+"\s*:\s*(?:"[^"\\]*"|[-0-9.]+|true|false|null)\s*,)*'
    r'\s*"contents"\s*:\s*\['
)
"""A Page of HSDS as far as its list."""

Value = tuple[Any, str]
"""(an object, why it cannot be read); one of the two is empty."""


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def values(path: Path) -> Iterator[Value]:
    """Each object of the file. A line that is no JSON is told, and stops no other line.

    Raises FileRefused for a file that is not JSON, and where a list breaks off.
    """
    encoding, _lines = check_text(path)
    with path.open(encoding=encoding, errors="surrogateescape") as file:
        start = file.read(BLOCK)
        try:
            if page := _PAGE.match(start):
                yield from _listed(file, start[page.end() :])
            elif start.lstrip().startswith("["):
                yield from _listed(file, start.lstrip()[1:])
            elif _is_one_a_line(file):
                yield from _lines_of(file)
            else:
                yield _whole(file), ""
        except RecursionError:
            raise FileRefused(f"{path} is not HSDS: {TOO_DEEP}.") from None
        except json.JSONDecodeError as error:
            raise FileRefused(f"{path} is not HSDS’s JSON: {error.msg}.") from error
        except ValueError as error:
            raise FileRefused(f"{path} is not HSDS’s JSON: {error}.") from error


def _is_one_a_line(file: TextIO) -> bool:
    """Whether the first line is an object of its own, and not the beginning of one."""
    file.seek(0)
    first = next((line for line in iter(lambda: file.readline(LONGEST), "") if line.strip()), "")
    try:
        return isinstance(_DECODER.decode(first), dict)
    except RecursionError:
        return True
    except ValueError:
        return False


def _lines_of(file: TextIO) -> Iterator[Value]:
    file.seek(0)
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise ValueError(TOO_LONG)
        if line.strip():
            yield _line(line)


def _line(line: str) -> Value:
    try:
        return _DECODER.decode(line), ""
    except RecursionError:
        return line[:1000], TOO_DEEP
    except ValueError as error:
        return line[:1000], f"the line is not JSON: {getattr(error, 'msg', error)}"


def _whole(file: TextIO) -> Any:
    file.seek(0)
    text = file.read(LONGEST + 1)
    if len(text) > LONGEST:
        raise ValueError(TOO_LONG)
    return _DECODER.decode(text)


def _listed(file: TextIO, text: str) -> Iterator[Value]:
    """The values of a list, after its bracket. Raises ValueError where the text is not JSON."""
    text = text.lstrip() or file.read(BLOCK).lstrip()
    while not text.startswith("]"):
        try:
            value, end = _DECODER.raw_decode(text)
            rest = text[end:].lstrip()
            if not rest:
                raise json.JSONDecodeError("it ends too early", text[:1], 0)
        except json.JSONDecodeError as error:
            more = file.read(BLOCK)
            if not more:
                raise json.JSONDecodeError(error.msg, text[:1], 0) from error
            if len(text) > LONGEST:
                raise ValueError(TOO_LONG) from error
            text += more
            continue
        yield value, ""
        if rest[0] not in ",]":
            raise json.JSONDecodeError("a comma is missing between objects", text[:1], 0)
        text = rest.removeprefix(",").lstrip() or file.read(BLOCK).lstrip()
