"""Who states something, and since when: what answers and listings have in common."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """The source of an answer or of a confirmation."""

    CLINIC = "clinic", _("stated by the clinic")
    DOCUMENT = "document", _("document seen by a moderator")
    REGISTER = "register", _("matched in a public register")
    PUBLIC_LIST = "public-list", _("on the public list of the accreditor or manufacturer")
    IMPORT = "import", _("imported")
    LOOKED_UP = "looked-up", _("a moderator, from a public register")
    WEBSITE = "website", _("a moderator, from the clinic’s own website")
    PHONE = "phone", _("a moderator, told by the clinic on the phone")
    MODERATOR = "moderator", _("a moderator")
    VISITOR = "visitor", _("suggested by a visitor")


CONFIRMERS = [SourceKind.DOCUMENT, SourceKind.REGISTER, SourceKind.PUBLIC_LIST]
"""The sources that can confirm what a clinic states."""

BY_MODERATOR = [
    SourceKind.LOOKED_UP, SourceKind.WEBSITE, SourceKind.PHONE, SourceKind.DOCUMENT,
    SourceKind.MODERATOR,
]  # fmt: skip
"""The sources from which a moderator corrects an answer. MODERATOR is any other, in words."""


class Stated(models.Model):
    """Something that somebody states: who, since when, and when they last repeated it."""

    source = models.CharField(max_length=12, choices=SourceKind)
    source_name = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    affirmed_on = models.DateField()

    class Meta:
        abstract = True


def stated_rules(model: str) -> list[models.CheckConstraint]:
    """The constraints of a table of statements."""
    return [
        models.CheckConstraint(
            condition=Q(source__in=SourceKind.values), name=f"clinics_{model}_known_source"
        ),
        models.CheckConstraint(
            condition=Q(affirmed_on__gte=F("since")), name=f"clinics_{model}_affirmed_after_since"
        ),
    ]
