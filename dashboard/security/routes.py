"""Which of Streamlit's own routes are open, and what may reach its log."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from dashboard.streamlit_internals import (
    CORE_PATH,
    NEEDED_OF_CORE,
    SIGN_IN_CALLBACK,
    SIGN_IN_PATHS,
    V1_COMPONENT_PATH,
)

#: What a provider may answer: RFC 6749, 4.1.2.1, and OpenID Connect Core 1.0, 3.1.2.6.
_ERRORS = {
    *("access_denied", "invalid_request", "invalid_scope", "server_error"),
    *("temporarily_unavailable", "unauthorized_client", "unsupported_response_type"),
    *("account_selection_required", "consent_required", "interaction_required", "login_required"),
    *("invalid_request_object", "invalid_request_uri", "registration_not_supported"),
    *("request_not_supported", "request_uri_not_supported"),
}
OTHER_ERROR = "other_error"


def is_open(path: str, *, signs_in: bool) -> bool:
    """Whether the app needs what Streamlit has there. Its other routes, which answer everybody
    without sign-in, are closed: counts of sessions, uploads, an interface for agents, and whatever
    it adds there one day.

    Args:
        signs_in: whether people sign in to this server.
    """
    if path.startswith(CORE_PATH):
        return path.startswith(NEEDED_OF_CORE)
    if path.startswith(SIGN_IN_PATHS):
        return signs_in
    return not path.startswith(V1_COMPONENT_PATH)


def quiet_query(path: str, query: bytes) -> bytes:
    """The query of a request to `path` as Streamlit may see it.

    It logs the words in which a provider refuses a sign-in; anybody can write them into the
    address, with letters that steer a terminal. The codes that a provider has stay.
    """
    if path != SIGN_IN_CALLBACK:
        return query
    told = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    kept = [
        (name, OTHER_ERROR if name == "error" and value and value not in _ERRORS else value)
        for name, value in told
        if name != "error_description"
    ]
    return query if kept == told else urlencode(kept).encode("ascii")
