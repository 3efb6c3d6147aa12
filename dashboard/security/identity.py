"""Who is signed in, as Streamlit's signed cookie says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME


@dataclass(frozen=True)
class Identity:
    """One person of one identity provider. Its claims never go to a log or a file."""

    claims: Mapping[str, object] = field(repr=False)

    @property
    def key(self) -> str:
        """The e-mail address, or what the provider calls the person where it gives none."""
        email = str(self.claims.get("email") or "").strip().casefold()
        return email or f"{self.claims.get('iss', '')} {self.claims.get('sub', '')}"

    @property
    def email(self) -> str:
        """In lower case; "" where there is none, or the provider says it was never checked."""
        if self.claims.get("email_verified", True) not in (True, "true"):
            return ""
        return str(self.claims.get("email") or "").strip().casefold()


def from_claims(claims: Mapping[str, object]) -> Identity | None:
    """The person whom these claims are about, None where nobody is signed in."""
    return Identity(dict(claims)) if claims.get("is_logged_in") is True else None


def from_cookies(cookies: Mapping[str, str]) -> Identity | None:
    """The person who is signed in with a browser; None for nobody, or a cookie not of our making.

    `st.login` signs that cookie with the server's secret, so that no browser can write one.
    """
    if USER_COOKIE_NAME not in cookies:
        return None
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value)

    content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    if not content:
        return None
    try:
        claims = json.loads(content)
    except ValueError:
        return None
    return from_claims(claims) if isinstance(claims, dict) else None
