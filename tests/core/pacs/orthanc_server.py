"""An Orthanc for the tests alone, in a network of its own.

Debian's version listens on every address whatever its configuration says, so it gets a network
namespace with nothing but a loopback; tests reach it from a thread that enters that namespace.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

PROGRAM = Path("/usr/sbin/Orthanc")
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
HTTP_PORT, DICOM_PORT, MOVE_PORT, RECEIVE_PORT = 8042, 4242, 11113, 11112
START_SECONDS = 60.0
_CLONE_NEWNET = 0x40000000
T = TypeVar("T")


def why_not() -> str:
    """Why it can't be started here, "" if it can."""
    if not PROGRAM.exists() or not PLUGIN.exists():
        return "Orthanc with DICOMweb is not installed (Debian's orthanc and orthanc-dicomweb)"
    if not (shutil.which("unshare") and shutil.which("ip")):
        return "unshare and ip are not installed: Orthanc would listen on every address"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "no right to make a network namespace for Orthanc"


class Orthanc:
    """A running one."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def inside(self, step: Callable[[], T]) -> T:
        """What `step` returns, run in a thread within the server's network; its threads too."""
        made: list[T] = []
        failed: list[BaseException] = []

        def enter() -> None:
            libc = ctypes.CDLL(None, use_errno=True)
            with open(f"/proc/{self._pid}/ns/net", "rb") as namespace:
                if libc.setns(namespace.fileno(), _CLONE_NEWNET):
                    failed.append(OSError(ctypes.get_errno(), "setns"))
                    return
            try:
                made.append(step())
            except BaseException as error:  # noqa: BLE001
                failed.append(error)

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return made[0]


@contextmanager
def forwarded(server: Orthanc, port: int) -> Iterator[int]:
    """A port of this machine, for programs outside its network: what comes there goes to `port` of
    the server, and back."""
    entrance = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                outside, _ = entrance.accept()
            except OSError:  # closed: the test is over
                return
            inside = server.inside(lambda: socket.create_connection(("127.0.0.1", port)))
            for one, other in ((outside, inside), (inside, outside)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield entrance.getsockname()[1]
    finally:
        # `close` alone would leave the thread waiting.
        entrance.shutdown(socket.SHUT_RDWR)
        entrance.close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    # Closing would not end a connection on which the other thread waits.
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@contextmanager
def orthanc_server(folder: Path) -> Iterator[Orthanc]:
    """Started in `folder`, gone afterwards."""
    configuration = {
        "Name": "test",
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "HttpPort": HTTP_PORT,
        "DicomPort": DICOM_PORT,
        "DicomAet": "ORTHANC",
        "RemoteAccessAllowed": True,
        "AuthenticationEnabled": True,
        "RegisteredUsers": {"ada": "secret"},
        "DicomAlwaysAllowEcho": True,
        "DicomAlwaysAllowStore": True,
        "DicomAlwaysAllowFind": True,
        "DicomAlwaysAllowGet": True,
        "DicomAlwaysAllowMove": True,
        "DicomModalities": {
            "us": ["LIVERLENS", "127.0.0.1", MOVE_PORT],
            "receiver": ["RECEIVER", "127.0.0.1", RECEIVE_PORT],
        },
        "Plugins": [str(PLUGIN)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (folder / "conf.json").write_text(json.dumps(configuration))
    command = f"ip link set lo up && exec {PROGRAM} {folder / 'conf.json'}"
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    try:
        server = Orthanc(process.pid)
        until = time.monotonic() + START_SECONDS
        while not _answers(server):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "orthanc.log").read_text(errors="replace"))
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(server: Orthanc) -> bool:
    def ask() -> bool:
        for port in (HTTP_PORT, DICOM_PORT):
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                pass
        return True

    try:
        return server.inside(ask)
    except OSError:
        return False
