"""Makes synthetic clinics for scale tests. Works only in the demo mode."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from clinics.progress import progress
from directory.devserver.copies import CHANGED, NAMES, make_copies, originals_of
from directory.devserver.synthetic import synthetic_drafts

DISTINCT = 5000


class Command(BaseCommand):
    """Makes N clinics with random answers over real towns, weighted by population."""

    help = (
        f"Make N synthetic clinics, the same for the same seed. The first {DISTINCT:,} all say "
        "something else. The others are copies of these, made inside the database: each has a "
        "place near another town, a name and an address of its own, and the answers of its "
        "original. They come in the order of the search's grid. Refuses unless DEMO=1."
    )

    def add_arguments(self, parser) -> None:
        """How many, the seed, and whether the copies have facts."""
        parser.add_argument("count", type=int)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--without-facts",
            action="store_true",
            help="for measuring the search alone: the copies have no facts, prices and hours. "
            "Searches find them by the answers of their originals until rebuild_search runs.",
        )

    def handle(self, *args, count: int, seed: int, without_facts: bool, **options) -> None:
        """Raises CommandError outside the demo mode, for an odd count and for a used seed."""
        if not settings.DEMO:
            raise CommandError("make_clinics invents clinics: it runs only with DEMO=1.")
        if not 1 <= count <= NAMES:
            raise CommandError(f"The number of clinics must be from 1 to {NAMES:,}.")
        known = Clinic.objects.filter(listed_by="synthetic", external_id__startswith=f"{seed}-")
        if known.exists():
            raise CommandError(f"The clinics of seed {seed} are there already: choose another.")
        distinct = min(count, DISTINCT)
        drafts = progress(synthetic_drafts(distinct, seed=seed), total=distinct, words="clinics")
        made = insert_many(drafts, actor="operator", publish=True, source=f"seed {seed}")
        if count > distinct:
            originals = originals_of(seed, with_facts=not without_facts)
            numbers = range(distinct, count)
            copies = make_copies(originals, numbers, seed=seed)
            made += sum(1 for _ in progress(copies, total=len(numbers), words="copies"))
            _analyze()
        self.stdout.write(f"{made} synthetic clinics.")


def _analyze() -> None:
    """Tell the planner at once how large the tables are; autovacuum would take a minute."""
    with connection.cursor() as cursor:
        for model in CHANGED:
            cursor.execute(f"analyze {model._meta.db_table}")
