"""The values that parameters of a search take, and the form of those that filter nothing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.search import fields

RADII = (5, 10, 25, 50, 100, 250)
DEFAULT_RADIUS = 25
UNITS = (("mi", _("miles")), ("km", _("kilometers")))
OFFERS = (
    ("ketamine", _("clinics that say how they give it")),
    ("any", _("every clinic, also paused ones")),
)
SORTS = (
    ("distance", _("Nearest first")),
    ("match", _("Best match first")),
    ("course_price", _("Lowest price first")),
    ("rating", _("Best reviews first")),
    ("checked", _("Latest confirmed first")),
    ("name", _("By name")),
)
PAGE_SIZE, LARGEST_PAGE = 20, 100


class QuestionForm(forms.Form):
    """The parameters that filter nothing themselves: they say how another one is meant.

    `verified` says which facts the ticks ask for; `lat`, `lon` and `unit` belong to the radius;
    `page` and `page_size` choose from what is found.
    """

    lat = fields.DegreesField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = fields.DegreesField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    unit = fields.OneOfField(label=_("Unit"), required=False, choices=UNITS)
    verified = fields.OneOfField(
        label=_("Confirmed by someone other than the clinic"),
        required=False,
        choices=[("1", _("yes"))],
    )
    page = fields.WholeNumberField(label=_("Page"), required=False, min_value=1, max_value=10**6)
    page_size = fields.WholeNumberField(
        label=_("Clinics a page"), required=False, min_value=1, max_value=LARGEST_PAGE
    )
    field_order = (
        *("near", "lat", "lon", "radius", "unit", "q", "verified", "confirmed", "not", "nice"),
        *("offers", "checked_within", "max_course_price", "sort", "page", "page_size"),
    )

    def clean(self) -> dict:
        """Raise ValidationError, at its field, for parameters that contradict each other."""
        asked = super().clean() or self.cleaned_data
        lat, lon, near = asked.get("lat"), asked.get("lon"), asked.get("near")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            missing = "lat" if lat is None else "lon"
            self.add_error(missing, _("Latitude and longitude go together: give both or neither."))
        if near and (lat is not None or lon is not None):
            self.add_error("near", _("Give either a place in words or coordinates, not both."))
        return asked
