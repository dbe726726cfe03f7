"""Makes somebody a moderator."""

from django.core.management.base import BaseCommand, CommandError

from clinics.accounts.actions.moderators import ModeratorRefused, make_moderator


class Command(BaseCommand):
    """Whoever knew the account before comes in only by the mail of its address."""

    help = "Let the account of an e-mail address moderate. Its password and second factors end."

    def add_arguments(self, parser) -> None:
        """The address."""
        parser.add_argument("email", help="the confirmed e-mail address of the account")

    def handle(self, *args, **options) -> None:
        """Raise CommandError for an unknown or unconfirmed address."""
        try:
            user = make_moderator(options["email"])
        except ModeratorRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{user.email} moderates now. Its password, second factors and sessions ended: the "
            "person sets a new password by “Forgot your password?”, and then a second factor."
        )
