"""The names and addresses under which the server is reached."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_named(header: str | None, names: Sequence[str]) -> bool:
    """Whether a request's `Host` is one of `names`, whatever its port; always if none are listed.

    A page elsewhere can point its own name at this machine and then read the answers as its own
    (DNS rebinding); its name is in the header.
    """
    if not names:
        return True
    header = header or ""
    if any(sign in header for sign in "@/?#\\"):
        return False
    try:
        host = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    return host.rstrip(".") in names


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a page of this server made the request, as the browser says.

    `Sec-Fetch-Site` can't be set by a page. A browser that does not send it (or plain http to
    another machine, where it is left out) names the page's origin. Where there is an origin, it
    has to be the host asked, port included, as Streamlit wants it: a proxy has to pass `Host` on.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is None:
        return site == "same-origin"
    scheme, found, named = origin.partition("://")
    is_own = bool(found and named) and scheme in ("http", "https") and named == headers.get("host")
    return is_own and site in (None, "same-origin")
