"""Networks: what of an IP address says where somebody asks from."""

import ipaddress


def network_of(address: str) -> str:
    """The network of an IP address: an IPv4 address itself, the /64 of an IPv6 address.

    An internet line gets a whole /64, so its single IPv6 addresses tell nothing. Returns '' for
    what is no address.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    if mapped.version == 4:
        return str(mapped)
    return str(ipaddress.ip_network((mapped, 64), strict=False))
