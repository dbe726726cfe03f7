"""Which addresses prove something, and which proofs a clinic allows."""

import pytest

from clinics.claims.models import Claim
from clinics.claims.proof import methods
from clinics.listing.websites import own_domain
from tests import make
from tests.clinics.claims.cast import LUMA

METHOD = Claim.Method


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.luma.example/about", "luma.example"),
        ("http://LUMA.example:8080", "luma.example"),
        ("https://clinic.luma.example", "clinic.luma.example"),
        ("https://rival.example@luma.example/", "luma.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://www.facebook.com/luma", ""),
        ("https://luma.wixsite.com/home", ""),
        ("https://sites.google.com/luma", ""),
        ("https://gmail.com/", ""),
        ("https://203.0.113.9/", ""),
        ("https://[2001:db8::1]/", ""),
        ("https://localhost/", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_only_a_host_of_ones_own_proves_something(website, domain):
    assert own_domain(website) == domain


@pytest.mark.django_db
def test_a_clinic_allows_the_proofs_it_has_something_for():
    assert methods(make.clinic(**LUMA)) == [
        METHOD.DOMAIN_EMAIL, METHOD.LISTED_EMAIL, METHOD.LISTED_PHONE, METHOD.DOCUMENTS,
    ]  # fmt: skip
    bare = make.clinic(website="https://facebook.com/luma")
    assert methods(bare) == [METHOD.DOCUMENTS]
