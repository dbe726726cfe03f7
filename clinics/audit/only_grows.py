"""Triggers for a table that only grows: PostgreSQL refuses to change, delete or empty its rows."""

import pgtrigger
from django.db import models


def only_grows() -> list[pgtrigger.Trigger]:
    """The triggers, for `Meta.triggers` of the model."""
    return [
        pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
        ),
    ]


def grows(model: type[models.Model]) -> bool:
    """Whether the table of a model only grows."""
    return any(trigger.name == "only_grows" for trigger in getattr(model._meta, "triggers", []))
