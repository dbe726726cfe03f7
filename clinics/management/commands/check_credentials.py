"""Runs the automatic checks of credentials that are due. Each check is a new row."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.credentials.actions.check import check_due
from clinics.credentials.models import Check
from clinics.progress import progress


class Command(BaseCommand):
    """Run this once a day and after each `import_registry`. When killed, it continues next time."""

    help = "Check every credential that is due against the registers and its own date."

    def add_arguments(self, parser) -> None:
        """Add `--all`."""
        parser.add_argument(
            "--all", action="store_true", dest="everything", help="also those that are not due"
        )

    def handle(self, *args, everything: bool, **options) -> None:
        """Print the outcomes. Raise CommandError when some credentials could not be checked."""
        counts = check_due(
            on=timezone.localdate(),
            everything=everything,
            watch=lambda batches, total: progress(batches, words="batches of clinics", total=total),
        )
        for register in counts.missing:
            self.stdout.write(f"Not checked, because no file of it is loaded: {register}.")
        self.stdout.write(f"{counts.credentials:,} credentials checked.")
        for outcome in Check.Outcome:
            if count := counts.outcomes[outcome]:
                self.stdout.write(f"  {count:,} {outcome.label}")
        self.stdout.write(f"{counts.cases:,} new cases wait for a moderator.")
        if counts.failed:
            raise CommandError(
                f"{counts.failed:,} could not be checked (see the log); the next run tries again."
            )
