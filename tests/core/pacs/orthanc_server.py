"""An Orthanc for the tests alone, in a network of its own (`tools.orthanc`); tests reach it from a
thread that enters that network."""

from __future__ import annotations

import ctypes
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tools.orthanc import HTTP_PORT as HTTP_PORT
from tools.orthanc import PROGRAM, is_installed, orthanc

DICOM_PORT, MOVE_PORT, RECEIVE_PORT = 4242, 11113, 11112
_CLONE_NEWNET = 0x40000000
T = TypeVar("T")


def why_not() -> str:
    """Why it can't be started here, "" if it can."""
    if not is_installed():
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
    settings = {
        "Name": "test",
        "DicomPort": DICOM_PORT,
        "DicomAet": "ORTHANC",
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
    }
    with orthanc(folder, settings, lambda pid: _answers(Orthanc(pid)), _in_a_network) as pid:
        yield Orthanc(pid)


def _in_a_network(file: Path) -> list[str]:
    command = f"ip link set lo up && exec {PROGRAM} {file}"
    return ["unshare", "--net", "sh", "-c", command]


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
