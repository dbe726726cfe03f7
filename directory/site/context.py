"""What every page needs to know of the site; asks no database."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Whether the clinics shown are fictitious."""
    return {"demo": settings.DEMO}
