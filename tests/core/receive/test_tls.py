"""The receiver over TLS: by C-STORE and by STOW, with the right certificate and without."""

import threading

import pytest

from core.errors import PacsError
from core.outside import retries
from core.pacs import Site, open_archive
from core.receive import Inbox, Receiver, ReceiveSettings, StowReceiver
from tests.core.outside.authority import Authority
from tests.core.pacs.made_files import ct_file
from tests.core.pacs.small_archive import free_port
from tests.core.refused import refused


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(retries.with_retries, "__defaults__", (None, ()))


@pytest.fixture
def inbox(tmp_path, ours):
    """Of a receiver that wants certificates of `ours`."""
    settings = ReceiveSettings(
        folder=str(tmp_path / "inbox"),
        port=free_port(),
        stow_port=free_port(),
        free_bytes=0,
        tls=True,
        ca_file=ours.file,
        **ours.issue("receiver"),
    )
    with Inbox.open(settings) as made, Receiver(settings, made), StowReceiver(settings, made):
        made.told = settings
        yield made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))
    return path


def sender(inbox, protocol: str, **settings: str) -> Site:
    told = inbox.told
    where = {"host": "127.0.0.1", "port": told.port, "ae_title": told.ae_title, "tls": True}
    if protocol == "dicomweb":
        where = {"url": f"https://127.0.0.1:{told.stow_port}"}
    return Site("receiver", protocol, timeout_seconds=20, **where, **settings)


def send(site: Site, file) -> list:
    return list(open_archive(site).store([file], threading.Event()))


@pytest.mark.parametrize("protocol", ["dimse", "dicomweb"])
def test_a_sender_with_the_right_certificate(inbox, ours, file, protocol):
    site = sender(inbox, protocol, ca_file=ours.file, **ours.issue("sender"))
    assert send(site, file) == [(file, "")]
    assert inbox.n_files == 1


@pytest.mark.parametrize("protocol", ["dimse", "dicomweb"])
def test_a_sender_without_one_or_of_another_authority(inbox, ours, other, file, protocol):
    for certificate in ({}, other.issue("sender")):
        with pytest.raises(PacsError) as told:
            send(sender(inbox, protocol, ca_file=ours.file, **certificate), file)
        if protocol == "dimse":
            assert told.value.code == "tls_refused"
        else:
            # It may hang up before its reason arrives.
            assert told.value.code in ("tls_refused", "unreachable", "cut_off")
    assert inbox.n_files == 0


@pytest.mark.parametrize("protocol", ["dimse", "dicomweb"])
def test_a_sender_that_does_not_trust_the_receiver(inbox, ours, other, file, protocol):
    site = sender(inbox, protocol, ca_file=other.file, **ours.issue("sender"))
    with refused(PacsError, "tls_refused", "receiver", "certificate"):
        send(site, file)
    assert inbox.n_files == 0
