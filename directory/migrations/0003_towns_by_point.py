"""An index of the towns that a point can be called after."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_shared_cache")]
    operations = [
        migrations.AddIndex(
            "place",
            models.Index(
                fields=["latitude", "longitude"],
                condition=models.Q(("kind", "town"), ("population__gte", 500)),
                name="directory_place_towns",
            ),
        )
    ]
