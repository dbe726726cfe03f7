"""Mail can go to a server of the tests' own."""

from tests.clinics.people.conftest import post_office

__all__ = ["post_office"]
