"""The former release runs on the tables of the next one: migrations add, and take away later."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import ManyToManyField
from django.db.models.fields import NOT_PROVIDED

TAKES_AWAY = (
    operations.RemoveField, operations.RenameField, operations.DeleteModel,
    operations.RenameModel, operations.AlterModelTable,
)  # fmt: skip
BEFORE_THE_RULE = {
    "0004_proof_of_a_claim_and_once_told: notice.about has no db_default",
    "0008_reviews_and_reports: clinic.marks_count has no db_default",
    "0008_reviews_and_reports: clinic.marks_sum has no db_default",
    "0019_listings_have_a_life: takes away with RemoveField",
    "0024_lists_month_after_month: takes away with RemoveField",
    "0030_search_feed: searchrow.paid has no db_default",
}
"""What was released before upgrades without downtime were promised. This list never grows, but for
a column or a table that the former release does not use any more: say which release that was."""


def done(migration: Migration) -> Iterator[operations.base.Operation]:
    """What a migration does to the tables."""
    for operation in migration.operations:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from operation.database_operations
        else:
            yield operation


def faults() -> Iterator[str]:
    """What the former release could not live with."""
    ours = {key: one for key, one in MigrationLoader(None).disk_migrations.items()
            if key[0] in ("clinics", "directory")}  # fmt: skip
    for (_app, name), migration in sorted(ours.items()):
        fresh = {one.name_lower for one in done(migration)
                 if isinstance(one, operations.CreateModel)}  # fmt: skip
        for one in done(migration):
            if isinstance(one, TAKES_AWAY):
                yield f"{name}: takes away with {type(one).__name__}"
            is_new = isinstance(one, operations.AddField) and one.model_name_lower not in fresh
            if is_new and not is_optional(one.field):
                yield f"{name}: {one.model_name}.{one.name} has no db_default"


def is_optional(field) -> bool:
    """Whether an INSERT that does not know the column goes through."""
    has_default = field.db_default is not NOT_PROVIDED or isinstance(field, ManyToManyField)
    return field.null or has_default


def test_a_column_is_added_with_null_or_db_default_and_nothing_is_taken_away_at_once():
    assert set(faults()) == BEFORE_THE_RULE
