"""Full web addresses, where nobody has said what the site is called."""

from django.test import RequestFactory

from clinics.site_address import absolute


def test_an_address_leads_to_the_site_else_to_the_host_that_was_asked_else_here(settings):
    settings.LOCAL_PORT = "8123"
    asked = RequestFactory(headers={"host": "127.0.0.1:8000"}).get("/")
    assert absolute("/data/") == "http://127.0.0.1:8123/data/"
    assert absolute("/data/", request=asked) == "http://127.0.0.1:8000/data/"
    settings.SITE_URL = "https://clinics.example"
    assert absolute("/data/", request=asked) == "https://clinics.example/data/"
