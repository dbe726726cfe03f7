"""Makes synthetic clinics for scale tests. Works only in the demo mode."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from clinics.progress import progress
from directory.devserver.synthetic import synthetic_drafts


class Command(BaseCommand):
    """Makes N clinics with random answers over real towns, weighted by population."""

    help = "Make N synthetic clinics, the same for the same seed. Refuses unless DEMO=1."

    def add_arguments(self, parser) -> None:
        """How many, and the seed."""
        parser.add_argument("count", type=int)
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args, count: int, seed: int, **options) -> None:
        """Raises CommandError outside the demo mode, for a count below 1 and for a used seed."""
        if not settings.DEMO:
            raise CommandError("make_clinics invents clinics: it runs only with DEMO=1.")
        if count < 1:
            raise CommandError("The number of clinics must be at least 1.")
        if Clinic.objects.filter(listed_by="synthetic", external_id=f"{seed}-0").exists():
            raise CommandError(f"The clinics of seed {seed} are there already: choose another.")
        drafts = progress(synthetic_drafts(count, seed=seed), total=count, words="clinics")
        made = insert_many(drafts, actor="operator", publish=True, source=f"seed {seed}")
        self.stdout.write(f"{made} synthetic clinics.")
