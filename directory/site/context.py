"""A context processor: what every page needs to know about the site. No query."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Whether the clinics shown are fictitious, and where one writes to ('' when not set)."""
    return {"demo": settings.DEMO, "contact_email": settings.CONTACT_EMAIL}
