"""The configured server: what is refused before anything is sent."""

from __future__ import annotations

import pytest

from core.errors import UsageError
from core.fhir import configured_site
from tests.coded import raises


@pytest.fixture
def settings(monkeypatch):
    def set_(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"LIVERLENS_FHIR_{name}", value)

    return set_


def test_without_an_address_there_is_none():
    assert configured_site() is None


def test_the_token_is_shown_nowhere(settings):
    settings(URL="https://fhir.example.org/r4/", TOKEN="s3cret", ID_SYSTEM="urn:oid:1.2.3")
    site = configured_site()
    assert (site.base, site.token) == ("https://fhir.example.org/r4", "s3cret")
    assert str(site) == "fhir.example.org"
    assert "s3cret" not in repr(site)


def test_a_token_file_is_read_anew_each_time(settings, tmp_path):
    file = tmp_path / "token"
    settings(URL="https://fhir.example.org", TOKEN_FILE=str(file))
    for token in ("one", "two"):
        file.write_text(f"{token}\n")
        assert configured_site().token == token
    file.unlink()
    with raises(UsageError, "no_such_file"):
        configured_site()


def test_its_files_may_lie_at_home(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text("one")
    (tmp_path / "ca.pem").touch()
    settings(URL="https://fhir.example.org", TOKEN_FILE="~/token", CA="~/ca.pem")
    site = configured_site()
    assert (site.token, site.ca_file) == ("one", tmp_path / "ca.pem")
    for name in ("TOKEN_FILE", "CA"):
        with monkeypatch.context() as there:
            there.setenv(f"LIVERLENS_FHIR_{name}", "~nobody-of-that-name/a")
            with raises(UsageError, "no_such_home", f"LIVERLENS_FHIR_{name}"):
                configured_site()


@pytest.mark.parametrize(
    "address",
    [
        "fhir.example.org",
        "ftp://fhir.example.org",
        "https://",
        "https://name:word@fhir.example.org",
        "https://fhir.example.org/r4?x=1",
        "https://fhir.example.org/r4#x",
        "https://fhir.example.org/../x",
        "https://fhir.example.org:port",
        "https://[::1",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_none(settings, address):
    settings(URL=address)
    with raises(UsageError, "not_a_base"):
        configured_site()


def test_unencrypted_only_to_this_machine_or_where_it_was_allowed(settings):
    for address in ("http://127.0.0.1:8080/fhir", "http://localhost/fhir", "http://[::1]/fhir"):
        settings(URL=address)
        assert configured_site().base == address
    settings(URL="http://fhir.example.org/r4")
    with raises(UsageError, "not_encrypted"):
        configured_site()
    settings(HTTP="on")
    assert configured_site().base == "http://fhir.example.org/r4"


def test_a_token_with_a_line_break_would_be_another_header(settings):
    settings(URL="https://fhir.example.org", TOKEN="a\r\nX-Evil: 1")
    with raises(UsageError, "not_a_token"):
        configured_site()


def test_an_authority_that_is_not_there(settings, tmp_path):
    settings(URL="https://fhir.example.org", CA=str(tmp_path / "none.pem"))
    with raises(UsageError, "no_such_file"):
        configured_site()
