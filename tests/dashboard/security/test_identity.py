"""Who is signed in is what the server itself signed, and nothing else."""

from __future__ import annotations

import pytest
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.security import identity
from tests.dashboard.security.signed import signed_in


def test_the_claims_come_out_of_the_signed_cookie():
    person = identity.from_cookies(signed_in(email="Ada@example.org", sub="7"))
    assert person.claims["sub"] == "7"
    assert person.email == "ada@example.org"


def test_a_forged_or_broken_cookie_signs_nobody_in():
    forged = signed_in(secret="another secret " * 3, email="ada@example.org")
    assert identity.from_cookies(forged) is None
    assert identity.from_cookies({USER_COOKIE_NAME: "{}"}) is None
    assert identity.from_cookies({}) is None


def test_who_signed_out_is_nobody():
    assert identity.from_cookies(signed_in(is_logged_in=False, email="ada@example.org")) is None
    assert identity.from_claims({}) is None
    assert identity.from_claims({"is_logged_in": "yes"}) is None


def test_the_provider_and_its_number_stand_for_the_person():
    person = identity.from_cookies(signed_in(sub="7", email="ada@example.org"))
    assert person.key == '["https://id.example.org", "7"]'
    renamed = identity.from_cookies(signed_in(sub="7", email="lovelace@example.org"))
    assert renamed.key == person.key


@pytest.mark.parametrize(
    "other",
    [
        {"sub": "8", "email": "ada@example.org"},
        {"sub": "8", "email": "ada@example.org", "email_verified": False},
        {"sub": "7", "iss": "https://id.example.org 7"},
        {"sub": '7"]'},
    ],
)
def test_nobody_else_has_a_persons_key(other):
    ada = identity.from_cookies(signed_in(sub="7", email="ada@example.org"))
    assert identity.from_cookies(signed_in(**other)).key != ada.key


def test_without_a_number_a_verified_address_stands_for_the_person():
    assert identity.from_cookies(signed_in(email="Ada@example.org")).key == "ada@example.org"
    unverified = signed_in(email="ada@example.org", email_verified=False)
    assert identity.from_cookies(unverified).key == ""
    assert identity.from_cookies(signed_in()).key == ""


def test_an_address_that_was_never_checked_is_no_address():
    person = identity.from_cookies(signed_in(email="ada@example.org", email_verified=False))
    assert person.email == ""


def test_claims_are_not_printed():
    assert "ada" not in repr(identity.from_cookies(signed_in(email="ada@example.org")))
