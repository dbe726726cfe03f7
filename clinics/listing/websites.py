"""Hosts on which many businesses have a page."""

from __future__ import annotations

SHARED = {
    "about.me", "bing.com", "bit.ly", "blogspot.com", "business.site", "carrd.co",
    "cloudfront.net", "doximity.com", "facebook.com", "fb.com", "firebaseapp.com",
    "github.io", "gitlab.io", "godaddysites.com", "google.com", "healthgrades.com",
    "herokuapp.com", "instagram.com", "jimdofree.com", "linkedin.com", "linktr.ee",
    "medium.com", "myshopify.com", "netlify.app", "nextdoor.com", "notion.site", "pages.dev",
    "patreon.com", "psychologytoday.com", "ratemds.com", "solv.com", "square.site",
    "squarespace.com", "squareup.com", "strikingly.com", "substack.com", "tiktok.com",
    "tumblr.com", "twitter.com", "vercel.app", "vitals.com", "webflow.io", "webmd.com",
    "weebly.com", "wix.com", "wixsite.com", "wordpress.com", "x.com", "yelp.com",
    "yolasite.com", "youtube.com", "zocdoc.com",
}  # fmt: skip
"""Hosts that many businesses share. A page or e-mail address there proves nothing."""


def is_under(host: str, known: set[str]) -> bool:
    """Whether a host is one of `known`, or a subdomain of one."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in known for start in range(len(parts)))
