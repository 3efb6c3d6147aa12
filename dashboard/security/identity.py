"""Who is signed in, as Streamlit's signed cookie says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard import streamlit_internals


@dataclass(frozen=True)
class Identity:
    """One person of one identity provider. Its claims never go to a log or a file."""

    claims: Mapping[str, object] = field(repr=False)

    @property
    def key(self) -> str:
        """What stands for the person: the provider and its number of them. No other claim is
        unique and never given to somebody else (OpenID Connect Core 1.0, 5.7).

        Where the provider gives no number, the verified e-mail address; "" without both.
        """
        if number := self.claims.get("sub"):
            return json.dumps([str(self.claims.get("iss") or ""), str(number)])
        return self.email

    @property
    def email(self) -> str:
        """In lower case; "" where there is none, or the provider says it was never verified."""
        if self.claims.get("email_verified", True) not in (True, "true"):
            return ""
        return str(self.claims.get("email") or "").strip().casefold()


def from_claims(claims: Mapping[str, object]) -> Identity | None:
    """The person these claims are about, None where nobody is signed in."""
    return Identity(dict(claims)) if claims.get("is_logged_in") is True else None


def from_cookies(cookies: Mapping[str, str]) -> Identity | None:
    """The person signed in with a browser; None for nobody, or for a cookie that this server did
    not sign."""
    claims = streamlit_internals.signed_in_claims(cookies)
    return None if claims is None else from_claims(claims)
