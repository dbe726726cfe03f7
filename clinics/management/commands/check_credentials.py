"""Every automatic check of credentials that is due, each as a new row."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.credentials.actions.check import check_due
from clinics.credentials.models import Check
from clinics.progress import progress


class Command(BaseCommand):
    """Run once a day and after each `import_registry`; killed and run again, it goes on."""

    help = "Ask the registers and the calendar about every credential that is due."

    def add_arguments(self, parser) -> None:
        """Only `--all`."""
        parser.add_argument(
            "--all", action="store_true", dest="everything", help="those that are not due, too"
        )

    def handle(self, *args, everything: bool, **options) -> None:
        """Say what came out. Raise CommandError when some could not be checked."""
        counts = check_due(
            on=timezone.localdate(),
            everything=everything,
            watch=lambda batches, total: progress(batches, words="batches of clinics", total=total),
        )
        for register in counts.missing:
            self.stdout.write(f"Not asked, no file of it was loaded: {register}.")
        self.stdout.write(f"{counts.credentials:,} credentials checked.")
        for outcome in Check.Outcome:
            if count := counts.outcomes[outcome]:
                self.stdout.write(f"  {count:,} {outcome.label}")
        self.stdout.write(f"{counts.cases:,} new cases wait for a moderator.")
        if counts.failed:
            raise CommandError(
                f"{counts.failed:,} could not be checked (see the log); the next run tries again."
            )
