"""Who asks: the client's address, as far as our own proxies vouch for it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_of(request: HttpRequest) -> str:
    """The address that limits count by; of IPv6 the /64, since one client has all of it.

    Each of our proxies appends the address that it sees to X-Forwarded-For, so with n of them the n-th entry from the
    right is the client's, and what stands left of it is the client's own claim. A request that has come past fewer
    proxies is counted by its connection.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    hops = settings.ADVISOR_PROXY_HOPS
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if hops and len(forwarded) >= hops:
        return _normal(forwarded[-hops]) or _normal(seen) or UNKNOWN
    return _normal(seen) or UNKNOWN


def _normal(address: str) -> str | None:
    """One spelling for one client; None where it is no address. Some proxies add a port."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
