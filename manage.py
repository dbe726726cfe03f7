#!/usr/bin/env python
"""Django's commands. Starts the database first for each command that may need it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from directory.devserver.database import (
    DatabaseRefused,
    ensure_running,
    is_elsewhere,
    local_secret_key,
)
from directory.site.environment import secret

# Commands that need no database, and `database` and `serve`, which start the server themselves.
# `check` needs one only with `--database`.
WITHOUT_DATABASE = {
    *("build_messages", "collectstatic", "compilemessages", "database", "diffsettings"),
    *("findstatic", "help", "makemessages", "serve", "startapp", "startproject", "version"),
}

# These commands sign cookies for readers. With a DATABASE_URL, other machines may serve the same
# site, so all must have the same SECRET_KEY: it has to be set.
SERVES = {"runserver", "serve"}


def needs_database(command: str, words: list[str]) -> bool:
    """Whether the database must answer before the command with these words begins."""
    if command == "check":
        return any(word.startswith("--database") for word in words)
    return bool(command) and command not in WITHOUT_DATABASE


def main() -> int:
    """Run the command of sys.argv. A wrong setting: one line on stderr, and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    wants_help = {"-h", "--help", "--version"} & set(sys.argv)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        if not secret(os.environ, "SECRET_KEY") and not (is_elsewhere() and command in SERVES):
            os.environ["SECRET_KEY"] = local_secret_key()
        if needs_database(command, sys.argv[2:]) and not wants_help:
            ensure_running()
        execute_from_command_line(sys.argv)
    except (DatabaseRefused, ImproperlyConfigured) as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `… | head` has read all it needs
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
