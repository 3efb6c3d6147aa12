"""Whether people sign in, with which provider, and who may do what: read from the environment.

A server that only this machine reaches needs none. One that others reach has it on unless it is
turned off explicitly: pixels of patients must not be served to a network by mistake.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dashboard.security import sentences
from dashboard.security.hosts import is_loopback
from dashboard.security.identity import Identity
from dashboard.security.people import People

SWITCH = "LIVERLENS_SIGN_IN"
PROVIDER, CLIENT, SECRET = "LIVERLENS_OIDC_URL", "LIVERLENS_OIDC_CLIENT", "LIVERLENS_OIDC_SECRET"
ADDRESS = "LIVERLENS_PUBLIC_URL"
USERS, ADMINISTRATORS = "LIVERLENS_USERS", "LIVERLENS_ADMINS"
COOKIE_SECRET = "LIVERLENS_COOKIE_SECRET"
#: Where an OIDC provider describes itself (OpenID Connect Discovery 1.0, section 4).
DISCOVERY = "/.well-known/openid-configuration"
SHORTEST_SECRET = 32

_NEEDED = (PROVIDER, CLIENT, SECRET, ADDRESS)


@dataclass(frozen=True)
class SignIn:
    """Sign-in by one OpenID Connect provider."""

    provider: str
    client: str
    secret: str = field(repr=False)
    #: Under which people reach the server, such as `https://liverlens.example.org`.
    address: str
    users: People
    administrators: People
    cookie_secret: str = field(repr=False, default_factory=lambda: secrets.token_hex(32))

    def may_use(self, person: Identity) -> bool:
        """Whether that person may use the app: everyone of the provider, unless some are listed."""
        return not self.users or self.users.include(person) or self.administrators.include(person)

    def may_administer(self, person: Identity) -> bool:
        """Whether that person has the role for administration; nobody has unless listed."""
        return self.administrators.include(person)

    def streamlit_secrets(self) -> Mapping[str, Any]:
        """What `st.login` reads (`[auth]` of Streamlit's secrets)."""
        return {
            "auth": {
                "redirect_uri": f"{self.address}/oauth2callback",
                "cookie_secret": self.cookie_secret,
                "client_id": self.client,
                "client_secret": self.secret,
                "server_metadata_url": self.provider,
            }
        }


def from_environment(environ: Mapping[str, str], host: str) -> SignIn | None:
    """Sign-in as it is set up for a server that listens on `host`; None for none.

    Raises:
        ValueError: others reach the server and it is neither set up nor turned off, or it is only
            partly set up; one sentence.
    """
    switch = environ.get(SWITCH, "").strip().lower()
    if switch not in ("", "on", "off"):
        raise ValueError(sentences.on_or_off(SWITCH, switch))
    given = {name: environ.get(name, "").strip() for name in _NEEDED}
    # The address alone says how the server is reached, with or without sign-in.
    if switch == "off":
        return None
    if not any(value for name, value in given.items() if name != ADDRESS):
        if is_loopback(host) and not switch:
            return None
        why = "sign-in is on" if switch else f"HOST {host} is open to other machines"
        raise ValueError(sentences.no_sign_in_is_set_up(why, _NEEDED, SWITCH))
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ValueError(sentences.sign_in_is_incomplete(missing))
    return SignIn(
        provider=_discovery(given[PROVIDER]),
        client=given[CLIENT],
        secret=given[SECRET],
        address=public_address(environ),
        users=People.parse(environ.get(USERS, "")),
        administrators=People.parse(environ.get(ADMINISTRATORS, "")),
        **_cookie_secret(environ),
    )


def public_address(environ: Mapping[str, str]) -> str:
    """`LIVERLENS_PUBLIC_URL`, "" where it is not set.

    Raises:
        ValueError: it is no web address, or has a path.
    """
    text = environ.get(ADDRESS, "").strip().rstrip("/")
    parts = urlsplit(text)
    if text and not (parts.scheme in ("http", "https") and parts.hostname and not parts.path):
        raise ValueError(sentences.not_an_address_like(ADDRESS, text))
    return text


def _discovery(provider: str) -> str:
    parts = urlsplit(provider)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError(sentences.not_https(PROVIDER, provider))
    return provider if DISCOVERY in provider else provider.rstrip("/") + DISCOVERY


def _cookie_secret(environ: Mapping[str, str]) -> dict[str, str]:
    """Drawn at each start unless given: everyone then has to sign in again."""
    text = environ.get(COOKIE_SECRET, "").strip()
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(sentences.secret_too_short(COOKIE_SECRET, len(text), SHORTEST_SECRET))
    return {"cookie_secret": text} if text else {}
