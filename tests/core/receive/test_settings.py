import math
from pathlib import Path

import pytest

from core.errors import PacsError
from core.receive import read_settings
from tests.core.refused import refused


@pytest.fixture
def written(tmp_path, monkeypatch):
    def write(text: str) -> None:
        path = tmp_path / "pacs.toml"
        path.write_text(f"[receive]\n{text}\n")
        monkeypatch.setenv("LIVERLENS_PACS", str(path))

    return write


def test_by_default_it_listens_on_this_machine_alone():
    settings = read_settings()
    assert (settings.host, settings.port, settings.ae_title) == ("127.0.0.1", 11112, "LIVERLENS")


def test_what_is_told_goes_before_the_file(written):
    written('port = 4000\ncallers = ["SCANNER1", "ARCHIVE"]')
    settings = read_settings(port=4001, model=None)
    assert (settings.port, settings.callers) == (4001, ("SCANNER1", "ARCHIVE"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('host = "0.0.0.0"', "open_to_all"),
        ('host = "10.0.0.3"', "open_to_all"),
        ('callers = ["A TITLE THAT IS TOO LONG"]', "wrong_receiver"),
        ("port = 70000", "wrong_receiver"),
        ("tls = true", "wrong_receiver"),
        ("callers = [1]", "wrong_setting"),
        ("most_associations = 0", "wrong_receiver"),
        ("keep_days = nan", "wrong_setting"),
        ("keep_days = inf", "wrong_setting"),
        ("keep_days = -1", "wrong_setting"),
        (f"keep_days = {10**400}", "wrong_setting"),
        ("quiet_seconds = nan", "wrong_setting"),
        ("quiet_seconds = -inf", "wrong_setting"),
        (f"port = 0x{'F' * 5000}", "wrong_setting"),
        (f"folder = 0x{'F' * 5000}", "wrong_setting"),
        (r'folder = "a\u0000b"', "wrong_setting"),
        ("colour = 1", "unknown_setting"),
        ("stow_port = 8042", "stow_open_to_all"),
        ('stow_port = 8042\ntls = true\ncertificate_file = "a.pem"', "stow_open_to_all"),
        ('stow_port = 8042\nstow_token_env = "T"\nstow_host = "0.0.0.0"', "stow_not_encrypted"),
        ('stow_port = 70000\nstow_token_env = "T"', "wrong_receiver"),
        ('stow_port = 8042\nstow_token_env = "T"\nstow_most_parts = 0', "wrong_receiver"),
    ],
)
def test_what_is_wrong_or_leaves_it_open_is_refused(written, text, code):
    written(text)
    with refused(PacsError, code):
        read_settings()


@pytest.mark.parametrize("key", ["quiet_seconds", "keep_days"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0])
def test_what_the_command_line_tells_is_checked_too(key, value):
    with refused(PacsError, "wrong_receiver", f"{key} is {value}"):
        read_settings(**{key: value})


def test_on_a_network_with_a_list_of_callers(written):
    written('host = "0.0.0.0"\ncallers = ["SCANNER1"]')
    assert read_settings().host == "0.0.0.0"


@pytest.mark.parametrize(
    "text",
    [
        'stow_token_env = "T"',
        'stow_token_file = "/etc/token"',
        'tls = true\ncertificate_file = "a.pem"\nca_file = "b.pem"\nstow_host = "0.0.0.0"',
        'tls = true\ncertificate_file = "a.pem"\nstow_token_env = "T"\nstow_host = "10.0.0.3"',
    ],
)
def test_stow_with_a_token_or_with_certificates(written, text):
    written(f"stow_port = 8042\n{text}")
    assert read_settings().stow_port == 8042
    assert read_settings(stow_port=8043).stow_port == 8043


def test_the_home_of_nobody_is_a_sentence_that_names_the_setting(written, monkeypatch):
    told = "~nobody-of-that-name/inbox"
    written(f'folder = "{told}"')
    with refused(PacsError, "no_such_home", "[receive] folder"):
        read_settings()
    written("")
    with refused(PacsError, "no_such_home", "[receive] folder"):
        read_settings(folder=told)
    monkeypatch.setenv("LIVERLENS_PACS", "~nobody-of-that-name/pacs.toml")
    with refused(PacsError, "no_such_home", "LIVERLENS_PACS"):
        read_settings()


def test_who_has_no_home_has_no_usual_inbox(monkeypatch, tmp_path):
    def none():
        raise RuntimeError

    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", none)
    with refused(PacsError, "no_such_home", "[receive] folder"):
        read_settings()
    assert read_settings(folder=str(tmp_path)).inbox == tmp_path
