#!/usr/bin/env python
"""Django's commands, with a database under those that may need one."""

import os
import sys

from django.core.management import execute_from_command_line

from directory.database import DatabaseRefused, ensure_running, local_secret_key

# `database` and `serve` start the server themselves; anything not named here gets it started.
WITHOUT_DATABASE = {
    *("collectstatic", "compilemessages", "database", "diffsettings", "findstatic", "help"),
    *("makemessages", "serve", "startapp", "startproject", "version"),
}


def main() -> int:
    """Run the command of sys.argv; 1 and one line on stderr when there is no database for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    asks_help = {"-h", "--help", "--version"} & set(sys.argv)
    try:
        if not {"DATABASE_URL", "SECRET_KEY"} & os.environ.keys():  # nobody's production
            os.environ["SECRET_KEY"] = local_secret_key()
        if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_DATABASE and not asks_help:
            ensure_running()
        execute_from_command_line(sys.argv)
    except DatabaseRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
