"""An application for gunicorn: it breaks before it answers, and in the middle of an answer."""


def app(environ, start_response):
    """`/…`: fails at once; `/later`: after its first words."""
    words = environ["QUERY_STRING"]
    if environ["PATH_INFO"] != "/later":
        raise ValueError(words)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return later(words)


def later(words):
    yield b"first words"
    raise KeyError(words)
