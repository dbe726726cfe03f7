"""Seals the secrets of second factors that were stored in the clear."""

from django.db import migrations

from clinics.accounts.second_factors import BOX, SECRETS
from clinics.sealing import InvalidToken


def _change(apps, change):
    authenticators = apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn")
    for row in authenticators.select_for_update().order_by("pk"):
        row.data |= {name: change(row.data[name]) for name in SECRETS if name in row.data}
        row.save(update_fields=["data"])


def _sealed(text):
    """The text sealed; one that is sealed already stays, so the migration can be run again."""
    try:
        BOX.unseal(text.encode())
    except InvalidToken:
        return BOX.seal(text).decode()
    return text


def seal(apps, schema_editor):
    """Seal every secret with the newest of ADDRESS_KEYS."""
    _change(apps, _sealed)


def unseal(apps, schema_editor):
    """Store every secret in the clear again. Raises InvalidToken if no key opens one."""
    _change(apps, lambda text: BOX.unseal(text.encode()))


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0014_what_a_report_was_about"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(seal, unseal)]
