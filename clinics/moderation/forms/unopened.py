"""The filters of the list of listings that nobody opened yet."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clinics.listing.models import Clinic, SourceRecord, Status
from clinics.states import STATES

STATE_CHOICES = [("", _("All states")), *((one.code, one.name) for one in STATES)]


class UnopenedForm(forms.Form):
    """State, town and list; each may be left blank, and what is not known finds nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=STATE_CHOICES,
        required=False,
        error_messages={"invalid_choice": _("There is no state “%(value)s”.")},
    )
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    source = forms.CharField(label=_("List"), max_length=60, required=False)

    @property
    def rows(self) -> QuerySet[Clinic]:
        """The candidates that fit, by state, town and name; none for what cannot be read."""
        if not self.is_valid():
            return Clinic.objects.none()
        typed, found = self.cleaned_data, Clinic.objects.filter(status=Status.CANDIDATE)
        if typed["state"]:
            found = found.filter(state=typed["state"])
        if typed["city"]:
            found = found.filter(city__iexact=typed["city"])
        if typed["source"]:
            listed = SourceRecord.objects.filter(source__iexact=typed["source"])
            found = found.filter(pk__in=listed.values("clinic"))
        return found.order_by("state", "city", "name", "pk")
