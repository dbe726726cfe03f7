"""The table of the shared cache, in which rate limits are counted."""

from django.core.management import call_command
from django.db import migrations

TABLE = "directory_cache"


def make_table(apps, schema_editor):
    """Make the table unless `createcachetable` did so earlier."""
    alias = schema_editor.connection.alias
    call_command("createcachetable", TABLE, database=alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_places")]
    operations = [
        migrations.RunPython(make_table, migrations.RunPython.noop),
        migrations.RunSQL(migrations.RunSQL.noop, f"DROP TABLE IF EXISTS {TABLE}"),
    ]
