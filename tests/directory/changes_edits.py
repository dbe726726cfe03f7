"""One random edit of a clinic: whatever can happen to a public record."""

from collections.abc import Callable
from random import Random

from django.utils import timezone

from clinics.credentials.derived_facts import confirm
from clinics.listing.actions.editing import editing
from clinics.listing.actions.insert_many import insert_many
from clinics.listing.actions.status import StatusRefused, close, hide, move, open_listing, take_back
from clinics.listing.models import HiddenFor, Status
from clinics.models import (
    Clinic,
    Clinician,
    Credential,
    Hours,
    Mark,
    Organization,
    Report,
    Review,
    SourceRecord,
)
from tests import make

Edit = Callable[[Random, Clinic, str], object]


def edit(random: Random, key: int, own: list[int], *, name: str) -> None:
    """Change one thing of a clinic, or list new ones; what cannot be done is left undone."""
    clinic = Clinic.objects.select_for_update().filter(pk=key).first()
    if clinic is None:
        return
    kind = random.choices(list(EDITS), list(EDITS.values()))[0]
    try:
        kind(random, clinic, name)
    except StatusRefused:
        return
    if kind is bring:
        own += Clinic.objects.filter(slug__startswith=f"new-{name}").values_list("pk", flat=True)


def answer(random: Random, clinic: Clinic, name: str) -> None:
    with editing(clinic.pk) as listing:
        draft = listing.draft
        code = random.choice(("condition.ptsd", "insurance.aetna", "access.parking"))
        draft.facts[code] = make.fact(code, random.random() < 0.5)
        draft.prices["price.session"] = make.price("price.session", random.randrange(100, 900))
        draft.fields["name"] = f"Alder {name}"
        listing.save(confirm=confirm, actor="operator")


def answer_by_sql(random: Random, clinic: Clinic, name: str) -> None:
    clinic.facts.update(detail=name)
    clinic.prices.update(includes=name)


def forget_answers(random: Random, clinic: Clinic, name: str) -> None:
    clinic.facts.filter(code__startswith="condition.").delete()
    clinic.hours.all().delete()
    Hours.objects.create(clinic=clinic, weekday=random.randrange(7), opens="09:00", closes="17:00")


def stand(random: Random, clinic: Clinic, name: str) -> None:
    if not clinic.is_shown:
        open_listing(clinic.pk, actor="operator")
    elif (drawn := random.random()) < 0.6:
        hide(clinic.pk, reason=HiddenFor.NO_CLINIC, actor="operator", why="A test hides it.")
    elif drawn < 0.8:
        take_back(clinic.pk, actor="operator")
    else:
        close(clinic.pk, since=make.today(), actor="operator")


def merge(random: Random, clinic: Clinic, name: str) -> None:
    """Join it with the next listing, or part it from the one that it is joined with."""
    if clinic.status == Status.MERGED:
        move(clinic, "opened", {"status": Status.OPEN}, actor="operator", by=None, why="")
        return
    others = Clinic.objects.exclude(status=Status.MERGED).filter(pk__gt=clinic.pk)
    if clinic.merged_clinics.exists() or not (survivor := others.order_by("pk").first()):
        return
    fields = {"status": Status.MERGED, "merged_into": survivor}
    move(clinic, "merged", fields, actor="operator", by=None, why="")


def rename_page(random: Random, clinic: Clinic, name: str) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(slug=f"page-{name}-{clinic.pk}")


def bring(random: Random, clinic: Clinic, name: str) -> None:
    """An import of a few, of which some are candidates."""
    drafts = [make.draft(name=f"New {name} {n}", slug=f"new-{name}-{n}", listed_by=name,
                         external_id=f"{n}", yes="condition.ptsd", organization=f"Group {n}")
              for n in range(3)]  # fmt: skip
    insert_many(drafts, actor="import", publish=random.random() < 0.7)


def delete(random: Random, clinic: Clinic, name: str) -> None:
    if not (clinic.merged_clinics.exists() or clinic.credentials.exists()):
        clinic.delete()


def group(random: Random, clinic: Clinic, name: str) -> None:
    if clinic.organization_id:
        Organization.objects.filter(pk=clinic.organization_id).update(name=f"Group {name}")
    else:
        made = Organization.objects.get_or_create(name=f"Group of {name[0]}")[0]
        Clinic.objects.filter(pk=clinic.pk).update(organization=made)


def review(random: Random, clinic: Clinic, name: str) -> None:
    if random.random() < 0.5:
        make.review(clinic, overall=random.randint(1, 5), counts=False,
                    status=random.choice(("published", "waiting", "withheld")))  # fmt: skip
        return
    Mark.objects.filter(review__clinic=clinic).update(overall=random.randint(1, 5))
    published = {"status": "published", "published_on": make.today()}
    Review.objects.filter(clinic=clinic).update(**published)


def report(random: Random, clinic: Clinic, name: str) -> None:
    open_ones = Report.objects.filter(clinic=clinic, resolution="")
    if not open_ones.update(resolution="stands", resolved_at=timezone.now()):
        make.report(clinic, "condition.ptsd")


def person(random: Random, clinic: Clinic, name: str) -> None:
    ada = Clinician.objects.filter(clinic=clinic).first() or make.clinician(clinic)
    held = Credential.objects.filter(clinic=clinic, kind="licence").first()
    if held is None:
        make.credential(clinic, "licence", clinician=ada, confirmed_until=random.randint(1, 90))
    elif random.random() < 0.5:
        held.standing = random.choice(("shown", "claimed", "withdrawn"))
        held.save()
    else:
        make.check(held, random.choice(("agrees", "possible", "differs")))
    Clinician.objects.filter(pk=ada.pk).update(given_name=f"Ada {name}")


def lists(random: Random, clinic: Clinic, name: str) -> None:
    SourceRecord.objects.filter(clinic=clinic).update(last_seen=make.days_ago(-random.randrange(9)))


EDITS: dict[Edit, int] = {
    answer: 20, answer_by_sql: 15, stand: 15, merge: 10, rename_page: 8, forget_answers: 8,
    review: 8, report: 8, person: 8, group: 5, bring: 5, delete: 3, lists: 3,
}  # fmt: skip
"""Each kind of edit, with how often it comes."""
