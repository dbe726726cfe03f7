"""Web addresses: read as a browser reads them, and whose host they stand on."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import ada_url
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

REFUSED = "not a web address"
MAIL_PROVIDERS = Path(__file__).with_name("mail_providers.txt")
SHARED = {
    "about.me", "acuityscheduling.com", "amazonaws.com", "azurewebsites.net", "bing.com",
    "bit.ly", "blogspot.com", "business.site", "calendly.com", "carrd.co", "clientsecure.me",
    "cloudfront.net", "doxy.me", "doximity.com", "duckdns.org", "facebook.com", "fb.com", "fb.me",
    "firebaseapp.com", "framer.website", "g.co", "g.page", "github.io", "gitlab.io", "glitch.me",
    "godaddysites.com", "goo.gl", "google.com", "healthgrades.com", "herokuapp.com",
    "instagram.com", "intakeq.com", "is.gd", "jane.app", "janeapp.com", "jimdofree.com",
    "jimdosite.com", "linkedin.com", "linktr.ee", "lnkd.in", "mapquest.com", "medium.com",
    "myshopify.com", "mystrikingly.com", "netlify.app", "nextdoor.com", "notion.site",
    "onrender.com", "opencare.com", "ow.ly", "page.link", "pages.dev", "patreon.com",
    "psychologytoday.com", "ratemds.com", "setmore.com", "simplepractice.com", "solv.com",
    "square.site", "squarespace.com", "squareup.com", "strikingly.com", "substack.com", "t.co",
    "tebra.com", "therapyportal.com", "tiktok.com", "tinyurl.com", "tumblr.com", "twitter.com",
    "va.gov", "vercel.app", "vitals.com", "web.app", "webflow.io", "webmd.com", "webnode.page",
    "webs.com", "weebly.com", "weeblysite.com", "wix.com", "wixsite.com", "wixstudio.com",
    "wordpress.com", "x.com", "yellowpages.com", "yelp.com", "yolasite.com", "youtu.be",
    "youtube.com", "zocdoc.com",
}  # fmt: skip
"""Hosts that many businesses share. A page or e-mail address there proves nothing."""

MORE_MAIL = {
    "brighthouse.com", "centurylink.net", "consolidated.net", "hey.com", "knology.net",
    "mediacombb.net", "metrocast.net", "netscape.com", "skiff.com", "sparklight.com",
    "spectrum.net", "suddenlink.net", "tuta.com", "tuta.io", "tutamail.com", "tutanota.com",
    "xfinity.com",
}  # fmt: skip
"""Hosts where anybody, or any customer of a line, gets an address, and which the list of
MAIL_PROVIDERS lacks."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)")
_START = re.compile(r"https?://([^/?#\\]+)", re.IGNORECASE)
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_VALID = URLValidator(schemes=["http", "https"])


def readable_website(typed: str, *, scheme: str = "https") -> str:
    """The web address, with `scheme` in front where there is none; blank stays blank.

    A host in other letters comes in the letters of the net (`xn--…`), so that it looks like nobody
    else's. Raises ValueError for what a browser could open somewhere else than it says: a name or a
    password before an @, a backslash, a blank or unseen character, a number for a host.
    """
    address = typed.strip().strip("\u200b\u200e\u200f\u2060\ufeff").strip()
    if not address:
        return ""
    if not _SCHEME.match(address):
        address = f"{scheme}://{address}"
    start = _START.match(address)
    if start is None or "\\" in address or _has_unseen(address):
        raise ValueError(REFUSED)
    named = _host(address)
    if re.search("[@%]", start[1]) or "." not in named.strip(".") or _is_number(named):
        raise ValueError(REFUSED)
    if not start[1].isascii():
        port = re.search(r":\d*$", start[1])
        at = start.span(1)
        address = f"{address[: at[0]]}{named}{port[0] if port else ''}{address[at[1] :]}"
    try:
        _VALID(address)
    except ValidationError:
        raise ValueError(REFUSED) from None
    return address


@lru_cache(maxsize=10_000)
def openable(website: str) -> str:
    """A stored web address as a link; '' when it would be refused today.

    Kept for the addresses asked for last: to look into one takes longer than to write its clinic.
    """
    try:
        return readable_website(website)
    except ValueError:
        return ""


def host(website: str) -> str:
    """The host that a browser opens, in lower case, without `www.`; '' when it opens none."""
    return _host(website).rstrip(".").removeprefix("www.")


def own_domain(website: str) -> str:
    """The website's host; '' when a page or an address there would prove nothing.

    A host proves nothing if it is a number, or one on which many have pages or mail addresses.
    """
    name = host(website)
    return name if "." in name and not _is_number(name) and not is_shared(name) else ""


def is_shared(name: str) -> bool:
    """Whether a host, or one above it, is shared by many: for pages, or for mail addresses."""
    parts = name.split(".")
    above = {".".join(parts[start:]) for start in range(len(parts))}
    return not above.isdisjoint(SHARED | MORE_MAIL) or not above.isdisjoint(_mail_providers())


@cache
def _mail_providers() -> frozenset[str]:
    lines = MAIL_PROVIDERS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _host(website: str) -> str:
    """The host as the URL standard finds it, which every browser follows."""
    try:
        return ada_url.URL(website).hostname
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    """Whether a host is an address of the net in figures."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _has_unseen(address: str) -> bool:
    if address.isascii() and address.isprintable():
        return " " in address
    return any(unicodedata.category(sign) in _UNSEEN for sign in address)
