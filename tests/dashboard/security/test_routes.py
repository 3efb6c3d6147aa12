"""Which of Streamlit's routes answer, and what a stranger can write into its log."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from dashboard.security.routes import OTHER_ERROR, is_open, quiet_query


@pytest.mark.parametrize(
    "path",
    [
        *("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"),
        *("/_stcore/upload_file/mine/1", "/_stcore/script-health-check", "/_stcore/new"),
        *("/component/x/index.html",),
    ],
)
def test_what_the_app_does_not_need_is_closed(path):
    assert not is_open(path, signs_in=True)
    assert not is_open(path, signs_in=False)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/explain", "/static/js/x.js", "/media/x.png", "/volumes/x", "/favicon.png"),
        *("/_stcore/health", "/_stcore/host-config", "/_stcore/stream"),
        "/_stcore/bidi-components/x/y.js",
    ],
)
def test_what_it_needs_is_open(path):
    assert is_open(path, signs_in=False)


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback"])
def test_the_way_to_a_provider_is_open_where_people_sign_in(path):
    assert is_open(path, signs_in=True)
    assert not is_open(path, signs_in=False)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (b"error=access_denied&state=a%2Bb", "access_denied"),
        (b"error=access_denied&error_description=FORGED&state=a%2Bb", "access_denied"),
        (b"error=x%1b%5B31mFORGED&state=a%2Bb", OTHER_ERROR),
        (b"state=a%2Bb&error=login_required&error=FORGED", "login_required"),
        (b"error=FORGED%0A&error=%E2%80%AEx&state=a%2Bb", OTHER_ERROR),
    ],
)
def test_of_a_refusal_only_its_code_is_left(query, error):
    told = parse_qs(quiet_query("/oauth2callback", query).decode())
    assert (told["error"][0], told["state"]) == (error, ["a+b"])
    assert "FORGED" not in str(told)
    assert "\u202e" not in str(told)
    assert told.keys() == {"error", "state"}


def test_another_query_stays_as_it_is():
    for path, query in (("/", b"error=x&error_description=y"), ("/oauth2callback", b"code=%41")):
        assert quiet_query(path, query) == query
