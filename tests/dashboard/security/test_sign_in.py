"""Who has to sign in, decided by where the server listens and what is set up."""

from __future__ import annotations

import pytest

from dashboard.security.identity import Identity
from dashboard.security.sign_in import from_environment

SET_UP = {
    "LIVERLENS_OIDC_URL": "https://id.example.org/realm/",
    "LIVERLENS_OIDC_CLIENT": "liverlens",
    "LIVERLENS_OIDC_SECRET": "hush",
    "LIVERLENS_PUBLIC_URL": "https://liverlens.example.org/",
}
OPEN_HOSTS = ("0.0.0.0", "::", "192.168.1.5", "ct.example.org", "127.example.org", "")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_on_this_machine_alone_nobody_signs_in(host):
    assert from_environment({}, host) is None


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_open_to_others_without_sign_in_is_refused_in_one_sentence(host):
    with pytest.raises(ValueError, match="open to other machines and no sign-in") as refused:
        from_environment({}, host)
    assert "LIVERLENS_SIGN_IN=off" in str(refused.value)
    assert "LIVERLENS_OIDC_URL" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_it_is_turned_off_by_name(host):
    assert from_environment({"LIVERLENS_SIGN_IN": "off"}, host) is None
    assert from_environment({**SET_UP, "LIVERLENS_SIGN_IN": "OFF"}, host) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_set_up_it_holds_everywhere(host):
    found = from_environment(SET_UP, host)
    assert found.streamlit_secrets()["auth"] == {
        "redirect_uri": "https://liverlens.example.org/oauth2callback",
        "cookie_secret": found.cookie_secret,
        "client_id": "liverlens",
        "client_secret": "hush",
        "server_metadata_url": "https://id.example.org/realm/.well-known/openid-configuration",
    }
    assert "hush" not in repr(found)
    assert found.cookie_secret not in repr(found)
    assert found.cookie_secret != from_environment(SET_UP, host).cookie_secret


@pytest.mark.parametrize("missing", list(SET_UP))
def test_set_up_by_halves_is_refused(missing):
    half = {name: value for name, value in SET_UP.items() if name != missing}
    with pytest.raises(ValueError, match=f": {missing} is missing"):
        from_environment(half, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LIVERLENS_SIGN_IN", "no", "is on or off"),
        ("LIVERLENS_OIDC_URL", "http://id.example.org", "begin with https"),
        ("LIVERLENS_PUBLIC_URL", "liverlens.example.org", "write it like"),
        ("LIVERLENS_PUBLIC_URL", "https://example.org/liverlens", "write it like"),
        ("LIVERLENS_COOKIE_SECRET", "short", "needs 32"),
        ("LIVERLENS_ADMINS", "root", "names nobody"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name, value, words):
    with pytest.raises(ValueError, match=words):
        from_environment({**SET_UP, name: value}, "0.0.0.0")


def test_on_without_a_provider_is_refused_on_this_machine_too():
    with pytest.raises(ValueError, match="sign-in is on and no sign-in is set up"):
        from_environment({"LIVERLENS_SIGN_IN": "on"}, "127.0.0.1")


def person(**claims) -> Identity:
    return Identity(claims)


def test_everyone_of_the_provider_may_use_it_and_nobody_administers_it_unless_listed():
    found = from_environment(SET_UP, "0.0.0.0")
    assert found.may_use(person(email="eve@elsewhere.org"))
    assert not found.may_administer(person(email="eve@elsewhere.org"))


def test_lists_say_who_may_use_and_who_may_administer_it():
    found = from_environment(
        {**SET_UP, "LIVERLENS_USERS": "@example.org", "LIVERLENS_ADMINS": "groups=it"}, "0.0.0.0"
    )
    ada, ike, eve = (
        person(email="ada@example.org"),
        person(email="ike@it.org", groups=["it"]),
        person(email="eve@elsewhere.org"),
    )
    assert [found.may_use(p) for p in (ada, ike, eve)] == [True, True, False]
    assert [found.may_administer(p) for p in (ada, ike, eve)] == [False, True, False]
