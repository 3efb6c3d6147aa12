"""Which browser, and which person in it, a request or a session belongs to.

A browser is identified by a cookie of 32 random bytes that no script can read and that is never
sent from another site. What a session publishes can be fetched with that cookie only, so the
address of a volume alone, copied from a log or a history, opens nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping

from dashboard.security import identity

COOKIE = "liverlens_browser"
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_cookie(secure: bool) -> str:
    """The value of a `Set-Cookie` header for a browser that has none yet.

    It ends with the browser's session; `secure` where the app is reached over https.
    """
    value = secrets.token_urlsafe(32)
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}"


def has_cookie(cookies: Mapping[str, str]) -> bool:
    """Whether the browser has a cookie of ours already."""
    value = cookies.get(COOKIE)
    return isinstance(value, str) and _VALUE.fullmatch(value) is not None


def owner_of(cookies: Mapping[str, str]) -> str:
    """What stands for the browser and the person signed in with it; "" without a cookie.

    A hash: the registry of a running server holds nothing that could be sent as a cookie.
    """
    if not has_cookie(cookies):
        return ""
    person = identity.from_cookies(cookies)
    name = "" if person is None else person.key
    return hashlib.sha256(f"{cookies[COOKIE]}\0{name}".encode()).hexdigest()


def browser_of(cookies: Mapping[str, str]) -> str:
    """What stands for the browser alone, whoever is signed in with it; "" without a cookie."""
    if not has_cookie(cookies):
        return ""
    return hashlib.sha256(f"browser\0{cookies[COOKIE]}".encode()).hexdigest()


def person_of(cookies: Mapping[str, str]) -> str:
    """What stands for the person, in whichever browser they are signed in; where nobody signs in,
    a browser is all that is known of a person."""
    person = identity.from_cookies(cookies)
    if person is None or not person.key:
        return owner_of(cookies)
    return hashlib.sha256(f"person\0{person.key}".encode()).hexdigest()
