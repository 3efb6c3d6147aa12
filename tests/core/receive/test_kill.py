"""SIGKILL in the middle of receiving from four senders."""

import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

from pydicom import dcmread
from pydicom.uid import CTImageStorage
from pynetdicom import AE

from core.pacs.instance import read_instance
from core.receive import Inbox, ReceiveSettings
from tests.core.pacs.made_files import ct_file
from tests.core.pacs.small_archive import free_port

SCRIPT = Path(__file__).with_name("receive_until_killed.py")
N_SENDERS, N_FILES = 4, 400
KILL_AFTER = 40


def begin(folder: Path, port: int) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "listening\n"
    return process


def test_what_was_acknowledged_is_there_after_kill_9(tmp_path):
    port = free_port()
    process = begin(tmp_path / "inbox", port)
    acknowledged: list[str] = []
    enough = threading.Event()

    def send(sender: int) -> None:
        entity = AE("SCANNER1")
        entity.add_requested_context(CTImageStorage, "1.2.840.10008.1.2.1")
        entity.dimse_timeout = entity.network_timeout = 10
        peer = entity.associate("127.0.0.1", port, ae_title="LIVERLENS")
        for number in range(1, N_FILES):
            if not peer.is_established:
                return
            dataset = dcmread(BytesIO(ct_file(number, series=f"1.2.{sender}")))
            try:
                status = peer.send_c_store(dataset)
            except (RuntimeError, OSError):
                return
            if status.get("Status") == 0:
                acknowledged.append(str(dataset.SOPInstanceUID))
            if len(acknowledged) >= KILL_AFTER:
                enough.set()

    threads = [threading.Thread(target=send, args=(n,), daemon=True) for n in range(N_SENDERS)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    process.kill()
    process.wait()
    for thread in threads:
        thread.join(60)
    assert KILL_AFTER <= len(acknowledged) < N_SENDERS * (N_FILES - 1)
    inbox = Inbox.open(ReceiveSettings(folder=str(tmp_path / "inbox")))
    paths = [path for one in inbox.series() for path in one.folder.iterdir()]
    kept = [read_instance(path.read_bytes()) for path in paths]
    uids = [one.sop_instance_uid for one in kept if one is not None]
    assert len(uids) == len(paths) == len(set(uids))
    assert set(acknowledged) <= set(uids)
