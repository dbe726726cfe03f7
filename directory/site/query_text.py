"""Tells which part of a query string is no text, before Django puts replacements for its bytes."""

from urllib.parse import unquote_plus, unquote_to_bytes


def name_of_what_is_no_text(query: str) -> str | None:
    """The name of the first parameter that is not UTF-8, in its name or its value; None if all are.

    `query` is QUERY_STRING as WSGI has it: bytes read as Latin-1.
    """
    for part in query.encode("latin-1", "replace").split(b"&"):
        try:
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            return unquote_plus(part.decode("latin-1").partition("=")[0])[:60]
    return None
