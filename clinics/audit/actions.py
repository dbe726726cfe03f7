"""Writes the trail."""

from clinics.audit.models import Event


def record(
    verb: str,
    target,
    *,
    actor: str,
    by=None,
    clinic_id: int | None = None,
    before: dict | None = None,
    after: dict | None = None,
    source: str = "",
    why: str = "",
    about: str = "",
) -> Event:
    """Add one event about `target` (a saved model instance), inside the caller's transaction.

    `about` replaces the name of the model as target: it is for a part of `target` that is no
    model of its own.
    """
    return Event.objects.create(
        verb=verb,
        actor=actor,
        by_id=by.pk if by else None,
        target=about or target._meta.model_name,
        target_id=target.pk,
        clinic_id=clinic_id,
        before=before or {},
        after=after or {},
        source=source,
        why=why,
    )
