"""Cookies as a browser has them: ours, and the one that `st.login` signs."""

from __future__ import annotations

import json

from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.security.browser import COOKIE

#: Under which the server is reached.
ADDRESS = "https://liverlens.example.org"
BROWSER, OTHER_BROWSER = {COOKIE: "b" * 43}, {COOKIE: "c" * 43}


def signed_in(secret: str | None = None, **claims: object) -> dict[str, str]:
    """The cookie of a person with these claims, signed with this server's secret or another."""
    told = {"is_logged_in": True, "iss": "https://id.example.org", "origin": ADDRESS}
    content = json.dumps({**told, **claims})
    value = create_signed_value(secret or get_cookie_secret(), USER_COOKIE_NAME, content)
    return {USER_COOKIE_NAME: value.decode("ascii")}
