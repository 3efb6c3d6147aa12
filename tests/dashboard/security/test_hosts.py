from __future__ import annotations

import pytest

from dashboard.security.hosts import LOOPBACK_NAMES, is_loopback, is_named, is_same_origin


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("LOCALHOST", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("localhost.example.org", False),
        ("10.0.0.1", False),
    ],
)
def test_who_reaches_a_server_by_where_it_listens(host, expected):
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("127.0.0.1:8501", True),
        ("localhost", True),
        ("[::1]:8501", True),
        ("Localhost.:1", True),
        ("evil.example.org:8501", False),
        ("127.0.0.1.evil.example.org", False),
        ("evil.example.org@localhost:x", False),
        ("localhost/x?", False),
        ("localhost?", False),
        ("localhost#", False),
        ("[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_a_request_under_another_name_is_known(header, expected):
    assert is_named(header, LOOPBACK_NAMES) is expected


def test_where_no_name_is_listed_any_will_do():
    assert is_named("evil.example.org", ())


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://me:1", "host": "me:1"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://me:1", "host": "me:1"}, False),
        ({"sec-fetch-site": "none"}, False),
        # The origin counts too: who is no browser writes what it likes before it.
        ({"sec-fetch-site": "same-origin", "origin": "http://me:1", "host": "me:1"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://me", "host": "me"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://me:2", "host": "me:1"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://x.example", "host": "me:1"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null", "host": "me:1"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "", "host": ""}, False),
        ({"origin": "http://me:8501", "host": "me:8501"}, True),
        ({"origin": "https://me.example.org", "host": "me.example.org"}, True),
        ({"origin": "http://me:8502", "host": "me:8501"}, False),
        ({"origin": "http://evil.example.org", "host": "me:8501"}, False),
        ({"origin": "null", "host": "me:8501"}, False),
        ({"origin": "file://", "host": ""}, False),
        ({"host": "me:8501"}, False),
        ({}, False),
    ],
)
def test_a_request_of_another_page_is_known(headers, expected):
    assert is_same_origin(headers) is expected
