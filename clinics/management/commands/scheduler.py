"""Runs the periodic commands when they are due, until it is told to end."""

from django.core.management.base import BaseCommand

from clinics.schedule.scheduler import Scheduler


class Command(BaseCommand):
    """As many as you like may run, on as many machines: each due run happens exactly once."""

    help = "Run the periodic commands when they are due. SIGTERM or Ctrl-C ends it."

    def handle(self, *args, **options) -> None:
        """Return when it was told to end."""
        Scheduler().run()
