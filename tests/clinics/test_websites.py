"""Web addresses are read as a browser reads them; shared hosts prove nothing."""

import pytest

from clinics.listing.websites import host, openable, own_domain, readable_website
from tests.clinics.nasty_websites import HOSTS

REFUSED = [
    *(address for address in HOSTS if address and not address.startswith((
        "https://luma.example/", "HTTP://", "https://luma.example./", "https://www.luma.example/",
        "https://b\u00fc", "https://luma.example\u2044", "https://fa\u00df", "https://lum\u0430", "https://luma\u3002",
        "https://\uff4c", "https://xn--",
    ))),
    "info@luma.example", "mailto:info@luma.example", "javascript:alert(1)", "data:text/html,x",
    "//luma.example", "ftp://luma.example", "luma", "call us", "luma.example/\x01",
    "luma\xa0.example", "https://luma.example /",
    "http://www.luma.example\\pain/", "http://www://luma.example", "http://www.luma,example",
]  # fmt: skip


@pytest.mark.parametrize(("website", "opened"), HOSTS.items())
def test_the_host_is_the_one_that_a_browser_opens(website, opened):
    assert host(website) == opened


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://luma.example/", "https://luma.example/"),
        ("HTTP://www.luma.example:8080/a?b=@c#d@e", "HTTP://www.luma.example:8080/a?b=@c#d@e"),
        (" luma.example\t", "https://luma.example"),
        ("\ufeffluma.example/pain\u200b", "https://luma.example/pain"),
        ("luma.example:8080/pain", "https://luma.example:8080/pain"),
        ("medium.example/@luma", "https://medium.example/@luma"),
        ("https://b\u00fccher.example:81/\u00fc", "https://xn--bcher-kva.example:81/\u00fc"),
        ("lum\u0430.example", "https://xn--lum-8cd.example"),
        ("luma\u3002example", "https://luma.example"),
        ("", ""), (" ", ""),
    ],
)  # fmt: skip
def test_an_address_is_kept_and_a_host_in_other_letters_shows_that_it_is_one(typed, kept):
    assert readable_website(typed) == kept
    assert readable_website(kept) == openable(kept) == kept


@pytest.mark.parametrize("typed", REFUSED)
def test_what_a_browser_may_open_elsewhere_is_no_web_address_and_no_link(typed):
    with pytest.raises(ValueError, match=r"^not a web address$"):
        readable_website(typed)
    assert openable(typed) == ""


@pytest.mark.parametrize(
    "name",
    ["gmail.com", "charter.net", "optonline.net", "centurylink.net", "windstream.net", "rr.com",
     "frontier.com", "suddenlink.net", "juno.com", "tampabay.rr.com", "va.gov", "boston.va.gov",
     "simplepractice.com", "luma.clientsecure.me", "goo.gl", "luma.wixsite.com"],
)  # fmt: skip
def test_a_page_on_a_host_of_many_proves_nothing(name):
    assert own_domain(f"https://www.{name}/luma") == ""
    assert own_domain(f"https://my-{name.partition('.')[0]}.example/") != ""


def test_a_domain_that_only_ends_alike_is_its_owners():
    assert own_domain("https://notgmail.com/") == "notgmail.com"
    assert own_domain("https://charter.net.example/") == "charter.net.example"
