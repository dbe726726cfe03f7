"""Makes the fictitious demo clinics and accounts. It runs only in demo mode."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinics.credentials.actions.demo import make_people
from clinics.exchange.actions.demo import make_accounts, make_demo
from clinics.models import User
from clinics.moderation.actions.demo import make_lives
from clinics.reviews.actions.demo import make_reviews


class Command(BaseCommand):
    """Makes or repairs the demo. Running it again changes nothing."""

    help = "Make the fictitious demo clinics and two accounts. Refuses unless DEMO=1."

    def handle(self, *args, **options) -> None:
        """Raise CommandError unless DEMO=1."""
        if not settings.DEMO:
            raise CommandError("make_demo invents clinics: it runs only with DEMO=1.")
        clinics, changed = make_demo()
        self.stdout.write(f"{clinics} fictitious clinics, {changed} made or changed.")
        passwords = make_accounts()
        admin, moderator = (User.objects.get(email=email) for email in passwords)
        people, made, left = make_people(moderator=moderator, admin=admin)
        self.stdout.write(f"{people} fictitious people, {made} made.")
        reviews, made = make_reviews(moderator=moderator)
        self.stdout.write(f"{reviews} fictitious reviews, {made} made.")
        lives, made = make_lives(moderator=moderator, admin=admin)
        self.stdout.write(f"{lives} fictitious clinics with a life, {made} made.")
        for register in left:
            self.stdout.write(f"Left alone, because a real file is loaded: {register}.")
        for email, password in passwords.items():
            self.stdout.write(f"Demo account: {email}   password: {password}")
        if settings.SECOND_FACTOR_FOR == "none":
            self.stdout.write(
                "The demo asks admins of several clinics for no second factor. A site that readers "
                "use does; SECOND_FACTOR_FOR=several shows how."
            )
        self.stdout.write(
            "The moderator’s code is at /demo/codes/, the demo’s mail at /demo/mail/."
        )
