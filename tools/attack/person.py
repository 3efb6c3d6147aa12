"""People at their browsers: cookies as this server's own sign-in would have set them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.security.browser import COOKIE
from tools.attack.arena import COOKIE_SECRET
from tools.load.client import Client


@dataclass(frozen=True)
class Person:
    """One person at one browser; "" for somebody who has not signed in."""

    email: str = ""
    browser: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    claims: Mapping[str, object] = field(default_factory=dict)

    def cookies(self, url: str) -> dict[str, str]:
        """What that browser sends to the server at `url`."""
        own = {COOKIE: self.browser}
        if self.email or self.claims:
            own[USER_COOKIE_NAME] = signed(url, email=self.email, **self.claims)
        return own

    def page(self, url: str, *, session: str = "", query: str = "") -> Client:
        """A new page of the app in that browser, not yet drawn."""
        return Client(url, self.cookies(url), session, query)

    def at_another_browser(self) -> Person:
        return Person(self.email, claims=self.claims)


def signed(url: str, secret: str = COOKIE_SECRET, /, **claims: object) -> str:
    """The cookie of a person with these claims, as the server at `url` signs it."""
    # A provider gives everybody a number of their own.
    number = f"number of {claims.get('email')}"
    told = {"is_logged_in": True, "iss": "https://id.example.org", "sub": number, "origin": url}
    content = json.dumps({**told, **claims})
    return create_signed_value(secret, USER_COOKIE_NAME, content).decode("ascii")
