"""The variables that the site is set up with. Secrets may come from files instead.

`SECRET_KEY_FILE=/run/secrets/key` stands for a SECRET_KEY that is in that file: so do containers
and systemd hand secrets over, and neither a process list nor a core file of a child shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ADDRESS_KEYS",
    "DATABASE_URL",
    "DATABASE_REPLICA_URLS",
    "EMAIL_URL",
    "DOCUMENTS_URL",
    "METRICS_TOKEN",
)
"""The variables that hold secrets: each may be replaced by NAME_FILE, the path of a file."""


def with_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables, with the secrets that stand in files. Raises ImproperlyConfigured."""
    return {**environ, **{name: secret(environ, name) for name, _path in files(environ)}}


def secret(environ: Mapping[str, str], name: str) -> str:
    """The value of one of SECRETS, from the variable or its file; '' without either.

    Raises ImproperlyConfigured when both are given, and when the file is not one line of text. Its
    message names the file, and never repeats what is in it.
    """
    given, path = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if not path:
        return given
    if given:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: unset one of them.")
    return _line(f"{name}_FILE", Path(path))


def files(environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """(variable, its file) of each secret that stands in a file."""
    for name in SECRETS:
        if path := environ.get(f"{name}_FILE", ""):
            yield name, Path(path)


def _line(variable: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        reason = "is not text"
    else:
        if text and len(text.splitlines()) == 1:
            return text
        reason = "holds more than one line" if text else "is empty"
    raise ImproperlyConfigured(f"{variable} names {path}, which {reason}.")
