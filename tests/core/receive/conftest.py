from __future__ import annotations

import pytest

from core.receive import Inbox, ReceiveSettings, StowReceiver
from tests.core.pacs.small_archive import free_port
from tests.core.receive.stow_sender import TOKEN


@pytest.fixture
def start_stow(tmp_path, monkeypatch):
    """`start_stow(**settings)`: (address, inbox)"""
    monkeypatch.setenv("STOW_TOKEN", TOKEN)
    running = []

    def begin(**values):
        told = {"folder": str(tmp_path / "inbox"), "free_bytes": 0, "stow_port": free_port()}
        settings = ReceiveSettings(**{**told, "stow_token_env": "STOW_TOKEN", **values})
        inbox = Inbox.open(settings)
        receiver = StowReceiver(settings, inbox)
        receiver.start()
        running.append(receiver)
        return receiver.address, inbox

    yield begin
    for receiver in running:
        receiver.stop()
