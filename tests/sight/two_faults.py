"""An application for gunicorn: it breaks before it answers, and in the middle of an answer."""

import os


def app(environ, start_response):
    """`/…`: fails at once; `/later`: after its first words; `/pid`: says who answers."""
    words = environ["QUERY_STRING"]
    if environ["PATH_INFO"] not in ("/later", "/pid"):
        raise ValueError(words)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return later(words) if environ["PATH_INFO"] == "/later" else [str(os.getpid()).encode()]


def later(words):
    yield b"first words"
    raise KeyError(words)
