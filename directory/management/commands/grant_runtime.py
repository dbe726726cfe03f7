"""Gives the role that serves readers what it needs in the database, and nothing else."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.site.runtime_role import RoleRefused, grant


class Command(BaseCommand):
    """`manage.py grant_runtime ROLE`, as the owner of the tables, after every migration."""

    help = "Lets a role work with the site's rows, and neither own nor empty nor change a table."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: the role."""
        parser.add_argument("role")

    def handle(self, *, role: str, **options: object) -> None:
        """Grant, and print one line, and what is left to a superuser."""
        try:
            left = grant(role)
        except RoleRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The role “{role}” may serve readers now.")
        if left:
            self.stdout.write("Behind a PgBouncer, let a superuser set its time limits:")
            self.stdout.write("\n".join(left))
