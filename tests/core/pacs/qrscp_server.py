"""pynetdicom's archive (`python -m pynetdicom qrscp`) in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import PacsError
from core.pacs import Site, open_archive
from tests.core.pacs.made_files import wait_for
from tests.core.pacs.small_archive import free_port

START_SECONDS = 120.0
_CONFIGURATION = """
[DEFAULT]
ae_title: QRSCP
port: {port}
max_pdu: 16382
acse_timeout: 60
dimse_timeout: 60
network_timeout: 60
bind_address: 127.0.0.1
instance_location: {folder}/instances
database_location: {folder}/instances.sqlite
log_identifier: False
[LIVERLENS]
address: 127.0.0.1
port: {move_port}
"""


@contextmanager
def qrscp(folder: Path) -> Iterator[Site]:
    """Listening on this machine alone; it knows LIVERLENS at the site's `move_port`."""
    site = Site(
        "qrscp",
        "dimse",
        host="127.0.0.1",
        port=free_port(),
        ae_title="QRSCP",
        move_port=free_port(),
        timeout_seconds=60,
        may_send=True,
    )
    configuration = folder / "qrscp.ini"
    configuration.write_text(
        _CONFIGURATION.format(folder=folder, port=site.port, move_port=site.move_port)
    )
    with (folder / "qrscp.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pynetdicom", "qrscp", "-c", str(configuration)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: process.poll() is not None or _answers(site), START_SECONDS)
        assert process.poll() is None, (folder / "qrscp.log").read_text(errors="replace")
        yield site
    finally:
        process.kill()
        process.wait()


def _answers(site: Site) -> bool:
    with suppress(PacsError):
        open_archive(site).echo()
        return True
    return False
