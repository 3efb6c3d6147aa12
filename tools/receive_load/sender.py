"""One sender: pushes series by C-STORE or by STOW, and again what was not acknowledged, as archives
and scanners do."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field

import requests
from pydicom.dataset import Dataset
from pynetdicom import AE, build_context

from tools.receive_load.pushed import Pushed

#: Before what failed is sent again; and how long an answer may take, s.
_PAUSE_SECONDS, _ANSWER_SECONDS = 0.3, 120
_BOUNDARY = "liverlens-receive-load"
_KIND = f'multipart/related; type="application/dicom"; boundary={_BOUNDARY}'


@dataclass
class Ledger:
    """What all senders have done. (series, slice) name a file."""

    #: How often a file was sent or tried to, repeats included.
    n_sent: int = 0
    acknowledged: set[tuple[int, int]] = field(default_factory=set)
    #: Set to stop the senders.
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sends(self, n: int) -> None:
        with self._lock:
            self.n_sent += n

    def acknowledge(self, series: int, number: int) -> None:
        with self._lock:
            self.acknowledged.add((series, number))

    def so_far(self) -> set[tuple[int, int]]:
        """A copy of what is acknowledged."""
        with self._lock:
            return set(self.acknowledged)


@dataclass
class Sender:
    """Takes series from `todo` until none is left."""

    pushed: Pushed
    todo: queue.SimpleQueue[int]
    ledger: Ledger
    port: int
    #: Where STOW is listened for, and its token; 0 sends by C-STORE.
    stow_port: int = 0
    token: str = ""

    def run(self) -> None:
        """In a thread of its own."""
        while not self.ledger.over.is_set():
            try:
                series = self.todo.get_nowait()
            except queue.Empty:
                return
            while (missing := self._missing(series)) and not self.ledger.over.is_set():
                try:
                    send = self._by_stow if self.stow_port else self._by_c_store
                    send(series, missing)
                except (OSError, RuntimeError):
                    # The receiver was killed.
                    time.sleep(_PAUSE_SECONDS)

    def _missing(self, series: int) -> list[int]:
        known = self.ledger.so_far()
        return [one for one in range(len(self.pushed.slices)) if (series, one) not in known]

    def _by_c_store(self, series: int, missing: list[int]) -> None:
        first = self.pushed.slices[0]
        entity = AE("LOAD")
        entity.dimse_timeout = entity.network_timeout = entity.acse_timeout = _ANSWER_SECONDS
        context = build_context(first.SOPClassUID, first.file_meta.TransferSyntaxUID)
        peer = entity.associate("127.0.0.1", self.port, [context], ae_title="LIVERLENS")
        if not peer.is_established:
            raise ConnectionError
        for number in missing:
            self.ledger.sends(1)
            status: Dataset = peer.send_c_store(self.pushed.dataset(series, number))
            if "Status" not in status:
                # A release would wait for an answer.
                peer.abort()
                raise ConnectionError
            if status.Status == 0:
                self.ledger.acknowledge(series, number)
        peer.release()

    def _by_stow(self, series: int, missing: list[int]) -> None:
        by_uid = {self.pushed.uids(series, number)[2]: number for number in missing}
        head = f"--{_BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        parts = [head + self.pushed.file(series, number) for number in missing]
        self.ledger.sends(len(missing))
        # `requests` raises errors that are OSError.
        answer = requests.post(
            f"http://127.0.0.1:{self.stow_port}/studies",
            data=b"\r\n".join([*parts, f"--{_BOUNDARY}--\r\n".encode()]),
            headers={"Content-Type": _KIND, "Authorization": f"Bearer {self.token}"},
            timeout=_ANSWER_SECONDS,
        )
        answer.raise_for_status()
        for item in answer.json().get("00081199", {}).get("Value", []):
            self.ledger.acknowledge(series, by_uid[item["00081155"]["Value"][0]])
