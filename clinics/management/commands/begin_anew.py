"""Lets somebody in again who lost their second factor and the recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from clinics.accounts.actions.lost_factor import NoSuchAccount, begin_anew


class Command(BaseCommand):
    """First make sure, by another way than e-mail, that it is the person who asks."""

    help = "End the password, second factors and sessions of an account; its owner begins anew."

    def add_arguments(self, parser) -> None:
        """Whose account."""
        parser.add_argument("email", help="the e-mail address of the account")

    def handle(self, *args, email: str, **options) -> None:
        """Raise CommandError for an unknown address."""
        try:
            user = begin_anew(email)
        except NoSuchAccount as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(
            f"The password, second factors and sessions of {user.email} ended. The person sets a "
            "new password by “Forgot your password?”, and then a second factor."
        )
