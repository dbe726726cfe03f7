"""E-mail addresses as they are compared: which of them belong to one person. Knows no Django."""

_DOTS_DO_NOT_COUNT = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def normalized(address: str) -> str:
    """The address as it is compared: in lower case, without a plus sign and what follows it.

    Whoever has `ann@` also has `ann+1@`, `ann+2@` and so on, so these count as one person. Dots
    stay: most providers give `a.nn@` and `ann@` to different people. Mail to a domain in other
    shapes of the same letters (ＧＭＡＩＬ.com) goes to the plain one.
    """
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{_plain(domain).rstrip('.')}"


def _plain(domain: str) -> str:
    """A domain without the letters that mail servers are never asked for; else as it is."""
    try:
        return domain.encode("idna").decode("idna")
    except UnicodeError:
        return domain


def mailbox(address: str) -> str:
    """What stands for the mailbox that mail to the address ends in: `a.nn+1@googlemail.com` too."""
    local, _at, domain = normalized(address).rpartition("@")
    if domain not in _DOTS_DO_NOT_COUNT:
        return f"{local}@{domain}"
    return f"{local.replace('.', '')}@{_DOTS_DO_NOT_COUNT[domain]}"
