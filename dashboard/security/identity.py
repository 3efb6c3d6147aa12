"""Who is signed in, as Streamlit's signed cookie says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard import streamlit_internals


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
