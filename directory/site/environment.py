"""The variables that the site is set up with. Secrets may come from files instead.

`SECRET_KEY_FILE=/run/secrets/key` stands for a SECRET_KEY that is in that file: so do containers
and systemd hand secrets over, and neither a process list nor a core file of a child shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
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


OFF = ("false", "off", "no", "n", "0")
"""What switches a setting off; see `Env.BOOLEAN_TRUE_STRINGS` for what switches it on."""


class Variables(environ.Env):
    """The variables, with secrets from files. What is no value of a setting is refused: a slip in
    `HTTPS=ture` must not switch off what protects readers.

    An empty value is none. Each way to read one raises ImproperlyConfigured.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__()
        # It would take a value that begins with $, as a key may, for the name of another variable.
        self.escape_proxy = True
        self.ENVIRON = {name: v.replace("$", r"\$") for name, v in with_secrets(given).items()}

    def switch(self, name: str, *, default: bool) -> bool:
        """Whether a setting is on."""
        value = self.str(name, default="").strip().lower()
        if value and value not in (*self.BOOLEAN_TRUE_STRINGS, *OFF):
            raise ImproperlyConfigured(f"{name} is 1 or 0, not “{value}”.")
        return value in self.BOOLEAN_TRUE_STRINGS if value else default

    def whole(self, name: str, *, default: int) -> int:
        """A whole number."""
        value = self.str(name, default="").strip() or str(default)
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} is a whole number, not “{value}”.")
        return int(value)

    def zone(self, name: str, *, default: str) -> str:
        """The name of a time zone."""
        value = self.str(name, default="").strip() or default
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            text = f"{name} names no time zone: “{value}”. One is {default}."
            raise ImproperlyConfigured(text) from None

    def address(self, name: str) -> str:
        """A web address, without a slash at its end; '' for none. `check --deploy` says more."""
        value = self.str(name, default="").strip().rstrip("/")
        try:
            _port = urlsplit(value).port
        except ValueError:
            raise ImproperlyConfigured(f"{name} is no web address: “{value}”.") from None
        return value

    def log_level(self, name: str) -> str:
        """A level of the log."""
        value = (self.str(name, default="").strip() or "INFO").upper()
        if value not in (known := ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")):
            raise ImproperlyConfigured(f"{name} is one of {', '.join(known)}, not “{value}”.")
        return value


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
