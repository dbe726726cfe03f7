#!/usr/bin/env python
"""Django's commands, with a database under those that may need one."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from directory.devserver.database import DatabaseRefused, ensure_running, local_secret_key

# `database` and `serve` start the server themselves; anything not named here gets it started.
WITHOUT_DATABASE = {
    *("collectstatic", "compilemessages", "database", "diffsettings", "findstatic", "help"),
    *("makemessages", "serve", "startapp", "startproject", "version"),
}

SERVES = {"runserver", "serve"}
"""What signs for readers: beside a database that others may use, it wants the key it is given."""


def main() -> int:
    """Run the command of sys.argv; 1 and one line on stderr for a setting that does not do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    asks_help = {"-h", "--help", "--version"} & set(sys.argv)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        if not os.environ.get("SECRET_KEY") and not (
            os.environ.get("DATABASE_URL") and command in SERVES
        ):
            os.environ["SECRET_KEY"] = local_secret_key()
        if command and command not in WITHOUT_DATABASE and not asks_help:
            ensure_running()
        execute_from_command_line(sys.argv)
    except (DatabaseRefused, ImproperlyConfigured) as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `… | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
