"""How often something may be tried: what ACCOUNT_RATE_LIMITS adds to allauth's own limits."""

RATES = {
    # Wrong passwords: of one network (ip), and of one network for one address (key). Codes of a
    # second factor count by account (key): to get there, somebody must know the password.
    "login_failed": "10/m/ip,5/5m/key",
    # Wrong passwords of the whole world for one address.
    "login_failed_anywhere": "100/h/key",
    # Wrong passwords in a browser in which this person signed in before.
    "login_failed_browser": "5/5m/key",
    # Mails to one address that somebody asks for: in one network, in the whole world, and the
    # person whose address it is.
    "mail_network": "5/d/key",
    "mail_address": "10/d/key",
    "mail_own": "20/d/key",
    # Codes that one network has us send for one clinic.
    "claim_codes": "10/d/key",
    # Mails to the moderators, all together, that somebody writes of suicide. Each says that it may
    # not be the only one.
    "distress_news": "10/h/key",
    # The daily mail to a moderator: the key names the day.
    "desk_digest": "1/d/key",
    # Mails of a day, all together, that tell clinics that they are listed.
    "listed_mails": "100/d/key",
    # What these two would count by address, the limits of mails count.
    "confirm_email": None,
    "reset_password": "20/m/ip",
}
"""Limit → amount / time / what is counted. `key` is what clinics/accounts/limits.py hands in."""
