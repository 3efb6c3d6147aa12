import os

import pytest

from core.errors import PacsError
from core.pacs import named, read_sites
from tests.core.refused import refused

TWO = """
[site.main]
protocol = "dicomweb"
url = "https://pacs.example.org/dicom-web"
token_env = "PACS_TOKEN"

[site.old]
protocol = "dimse"
host = "10.0.0.7"
ae_title = "OLDPACS"
retrieve = "move"
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    def write(text: str):
        path = tmp_path / "pacs.toml"
        path.write_text(text)
        monkeypatch.setenv("LIVERLENS_PACS", str(path))
        return path

    return write


def test_two_sites_with_their_defaults(written):
    written(TWO)
    main, old = read_sites()
    assert (main.name, main.protocol, main.most_results) == ("main", "dicomweb", 200)
    assert (old.port, old.our_ae_title, old.retrieve) == (104, "LIVERLENS", "move")
    assert not main.may_send
    assert not main.may_link
    assert named((main, old), None) is main
    assert named((main, old), "old") is old


def test_without_a_file_there_is_no_site(monkeypatch):
    monkeypatch.delenv("LIVERLENS_PACS", raising=False)
    assert read_sites() == ()
    with refused(PacsError, "no_sites", "LIVERLENS_PACS"):
        named((), None)


def test_an_unknown_site_is_told_with_those_there_are(written):
    written(TWO)
    with refused(PacsError, "unknown_site", "new", "main", "old"):
        named(read_sites(), "new")


@pytest.mark.parametrize(
    ("change", "code", "fact"),
    [
        (("dicomweb", "ftp"), "wrong_setting", "protocol"),
        (("https://pacs", "file://pacs"), "wrong_setting", "url"),
        (("https://pacs", "https://ada:secret@pacs"), "wrong_setting", "url"),
        (('url = "https://', 'adress = "https://'), "unknown_setting", "adress"),
        (('"OLDPACS"', '"A TITLE THAT IS TOO LONG"'), "wrong_setting", "ae_title"),
        (('host = "10.0.0.7"', "port = 70000"), "wrong_setting", "host"),
        (('retrieve = "move"', "port = 70000"), "wrong_setting", "port"),
        (('retrieve = "move"', 'port = "104"'), "wrong_setting", "port"),
        (('retrieve = "move"', "tls = 1"), "wrong_setting", "tls"),
        (('retrieve = "move"', "timeout_seconds = 0"), "wrong_setting", "timeout_seconds"),
        (('retrieve = "move"', "timeout_seconds = nan"), "wrong_setting", "timeout_seconds"),
        (('retrieve = "move"', f"timeout_seconds = {10**400}"), "wrong_setting", "timeout_seconds"),
        (('retrieve = "move"', f"most_files = 0x{'F' * 5000}"), "wrong_setting", "most_files"),
        (('retrieve = "move"', "most_results = -1"), "wrong_setting", "most_results"),
        (('host = "10.0.0.7"', 'host = "a..b"'), "wrong_setting", "host"),
        (('host = "10.0.0.7"', f'host = "{"a" * 300}"'), "wrong_setting", "host"),
        (("[site.main]", "[site.main"), "sites_no_toml", "pacs.toml"),
        (("[site.main]", f"x = {'[' * 5000}\n[site.main]"), "sites_no_toml", "pacs.toml"),
        (("[site.main]", f"x = {'9' * 10_000}\n[site.main]"), "sites_no_toml", "pacs.toml"),
    ],
)
def test_a_mistake_is_told_with_its_place(written, change, code, fact):
    assert change[0] in TWO
    written(TWO.replace(*change))
    with refused(PacsError, code, fact):
        read_sites()


def test_a_password_in_an_address_is_not_repeated(written):
    written(TWO.replace("https://pacs", "https://ada:hunter2@pacs"))
    with pytest.raises(PacsError) as told:
        read_sites()
    assert "hunter2" not in str(told.value)


def test_a_file_without_sites_and_one_that_is_not_there(written, tmp_path):
    written("[receive]\nport = 11112\n")
    with refused(PacsError, "no_site_in_file", "pacs.toml"):
        read_sites()
    with refused(PacsError, "sites_unreadable", "nowhere.toml"):
        read_sites(tmp_path / "nowhere.toml")


def test_secrets_come_from_the_environment_or_a_file_and_are_not_shown(
    written, tmp_path, monkeypatch
):
    written(TWO)
    main, old = read_sites()
    monkeypatch.delenv("PACS_TOKEN", raising=False)
    with refused(PacsError, "secret_missing", "PACS_TOKEN"):
        main.token()
    monkeypatch.setenv("PACS_TOKEN", "hunter2")
    assert main.token() == "hunter2"
    assert "hunter2" not in repr(main)
    assert old.token() == ""
    (tmp_path / "token").write_text("from-file\n")
    path = tmp_path / "token"
    written(TWO.replace('token_env = "PACS_TOKEN"', f'token_file = "{path}"'))
    assert read_sites()[0].token() == "from-file"
    for kept in ("", " \n"):
        path.write_text(kept)
        with refused(PacsError, "secret_empty", str(path)):
            read_sites()[0].token()
    path.unlink()
    with refused(PacsError, "secret_unreadable", str(path)):
        read_sites()[0].token()


def test_a_list_in_the_home_of_nobody(monkeypatch):
    monkeypatch.setenv("LIVERLENS_PACS", "~nobody-of-that-name/pacs.toml")
    with refused(PacsError, "no_such_home", "LIVERLENS_PACS"):
        read_sites()


def test_certificates_and_secrets_may_lie_at_home(written, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text("s3cret")
    written(
        TWO.replace('token_env = "PACS_TOKEN"', 'token_file = "~/token"')
        + 'tls = true\nca_file = "~/ca.pem"\ncertificate_file = "~/us.pem"\nkey_file = "~/us.key"\n'
    )
    main, old = read_sites()
    assert main.token() == "s3cret"
    named = (old.ca_file, old.certificate_file, old.key_file)
    assert named == tuple(str(tmp_path / name) for name in ("ca.pem", "us.pem", "us.key"))


@pytest.mark.parametrize("setting", ["ca_file", "certificate_file", "key_file"])
def test_certificates_in_the_home_of_nobody(written, setting):
    written(f'{TWO}tls = true\n{setting} = "~nobody-of-that-name/a.pem"\n')
    with refused(PacsError, "no_such_home", f"[old] {setting}"):
        read_sites()


def test_a_file_without_end_is_a_sentence(written, tmp_path):
    path = tmp_path / "zeros"
    path.touch()
    os.truncate(path, 2**24 + 1)
    written(TWO.replace('token_env = "PACS_TOKEN"', f'token_file = "{path}"'))
    with refused(PacsError, "secret_unreadable", str(path)):
        read_sites()[0].token()
    with refused(PacsError, "sites_unreadable", "zeros"):
        read_sites(path)


def test_a_certificate_that_is_not_there(written):
    written(TWO.replace('retrieve = "move"', 'tls = true\nca_file = "/nowhere/ca.pem"'))
    with refused(PacsError, "certificate_unusable", "old"):
        read_sites()[1].ssl_context()
