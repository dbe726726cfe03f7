"""Says who moderates, and lets accounts moderate or not."""

from django.core.management.base import BaseCommand, CommandError

from clinics.accounts.actions.moderators import ModeratorRefused, add_moderator, remove_moderator
from clinics.accounts.models import User


class Command(BaseCommand):
    """Whoever knew an account before comes in only by the mail of its address."""

    help = "List the moderators; add or remove one by the e-mail address of the account."

    def add_arguments(self, parser) -> None:
        """What to do, and for whom."""
        parser.add_argument("what", choices=("add", "remove", "list"))
        parser.add_argument("email", nargs="?", help="the confirmed e-mail address of the account")

    def handle(self, *args, what: str, email: str | None, **options) -> None:
        """Raise CommandError without an address where one is needed, and for an unknown one."""
        if what == "list":
            for moderator in User.objects.filter(is_moderator=True).order_by("email"):
                self.stdout.write(moderator.email)
            return
        if not email:
            raise CommandError(f"Say whom: manage.py moderators {what} EMAIL")
        try:
            self.stdout.write(self._add(email) if what == "add" else self._remove(email))
        except ModeratorRefused as refused:
            raise CommandError(str(refused)) from refused

    def _add(self, email: str) -> str:
        return (
            f"{add_moderator(email).email} moderates now. Its password, second factors and "
            "sessions ended: the person sets a new password by “Forgot your password?”, and then "
            "a second factor."
        )

    def _remove(self, email: str) -> str:
        return f"{remove_moderator(email).email} does not moderate any more."
