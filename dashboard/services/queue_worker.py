"""Works on the durable queue in the background: one thread per store, one series at a time.

It takes turns with the work that people start on a page. What it has not finished when the server
ends waits for the next start (`core.worklist.Queue`).
"""

from __future__ import annotations

import logging
import math
import threading
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Literal

from core.errors import Cancelled, StoreError
from core.worklist import Item, Store, work
from core.worklist.recovery import MOST_ATTEMPTS
from dashboard.services import analyses, audit, worklist_store
from dashboard.state import sentences
from dashboard.state.hold import Hold
from dashboard.state.server_memory import MEMORY
from dashboard.state.volume_room import room_for_volumes

if TYPE_CHECKING:
    from core.dicom import Limits
    from core.worklist.worker import Analyse

State = Literal["idle", "busy", "paused"]

#: So many faults of the program in a row are not the fault of a few series.
MOST_FAULTS = 3 * MOST_ATTEMPTS

#: How long a volume file waits for memory: while another one of its folder is read, it waits for
#: that too, and must not do so for good.
_VOLUME_SECONDS = 600.0
#: Of a slice of 512 x 512 in HU: the queue does not know the size of those of an item.
_SLICE_BYTES = 2**19

_log = logging.getLogger(__name__)


class QueueWorker:
    """Works on the queue of one store whenever it is woken. Safe to use from any thread."""

    def __init__(self, store: Store, analyse: Analyse | None = None) -> None:
        #: One sentence for a person: why it stopped; "" while nothing is wrong. Where the store
        #: was at fault, it is tried again every `worklist_store.RETRY_SECONDS`.
        self.error = ""
        self._store = store
        self._analyse = analyse or analyses.for_queue
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        #: Set while there is nothing to do.
        self._idle = threading.Event()
        self._idle.set()
        self._paused = False
        #: Number of the item in progress here: the store knows those of other processes too.
        self._in_progress: int | None = None
        #: Set to stop the series in progress.
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        #: For the images of the series in progress.
        self._hold: Hold | None = None
        #: How often in a row a fault in the program ended the thread.
        self._faults = 0

    @property
    def state(self) -> State:
        if self._paused:
            return "paused"
        return "busy" if self.is_working else "idle"

    @property
    def is_working(self) -> bool:
        """Whether it works on a series; after a pause it may take a moment to stop."""
        return not self._idle.is_set()

    def wake(self) -> None:
        """Look at the queue; there may be something new. Nothing happens while paused."""
        with self._lock:
            if self._paused:
                return
            self._start()

    def pause(self) -> None:
        """Stop; the series in progress waits again."""
        with self._lock:
            self._paused = True
            self._cancel.set()

    def resume(self) -> None:
        with self._lock:
            self._paused = False
            self._faults = 0
        self.wake()

    def take_out(self, number: int) -> None:
        """Remove an item, and stop working on it.

        Raises UnknownRecordError if it is not in the queue, StoreError as the store does.
        """
        self._store.queue.remove(number)
        with self._lock:
            if number == self._in_progress:
                self._cancel.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Until there is nothing left to do, or it was paused; False if that took longer."""
        return self._idle.wait(timeout)

    def _start(self) -> None:
        """Call it with the lock held."""
        self._idle.clear()
        self._wanted.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="queue", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            while True:
                is_asked = self._wanted.wait(worklist_store.RETRY_SECONDS if self.error else None)
                if not is_asked and not worklist_store.exists():
                    # A store that was removed is not created again by itself, as an empty file.
                    continue
                with self._lock:
                    self._wanted.clear()
                    self._cancel = threading.Event()
                    paused = self._paused
                    if not paused:
                        self._idle.clear()
                if not paused:
                    self._work(self._cancel)
                with self._lock:
                    if self._paused or not self._wanted.is_set():
                        self._idle.set()
        finally:
            # Only a fault in the program leads here; the server's log says where. The
            # series in progress waits again, or is set aside after the last attempt; the others
            # must not wait for a person.
            with self._lock:
                self._thread = None
                self._faults += 1
                if self._faults < MOST_FAULTS and not self._paused:
                    self._start()
                else:
                    self._idle.set()

    def _work(self, cancel: threading.Event) -> None:
        self.error = ""
        # Stands if nothing below is reached.
        ended: str = sentences.stopped_unexpectedly(sentences.THE_ANALYSIS)
        try:
            for outcome in work(
                self._store,
                self._analyse,
                cancel=cancel,
                on_claim=self._take,
                reading=partial(self._room, cancel),
                room=partial(self._room_for_volumes, cancel),
            ):
                self._faults = 0
                if outcome.refusal is not None:
                    audit.refused(audit.QUEUE, outcome.refusal)
            ended = ""
        except Cancelled:
            ended = ""
            # One series was cancelled, not the work.
            self._wanted.set()
        except StoreError as error:
            ended = sentences.said_by(error)
        finally:
            self.error = ended
            with self._lock:
                self._in_progress = None

    def _room(self, cancel: threading.Event, item: Item) -> Hold:
        """Memory for the images of an item, as soon as there is any; until they are read."""
        nbytes = item.n_slices * _SLICE_BYTES
        self._hold = MEMORY.wait_for("series", nbytes, id(self), cancel=cancel, patience=math.inf)
        return self._hold

    def _room_for_volumes(self, cancel: threading.Event) -> AbstractContextManager[Limits]:
        """Of an item that is a volume file, in the place of what its slices would take."""
        return room_for_volumes(
            id(self), instead_of=self._hold, cancel=cancel, patience=_VOLUME_SECONDS
        )

    def _take(self, item: Item) -> None:
        with self._lock:
            self._in_progress = item.id


def worker_of(store: Store) -> QueueWorker:
    """The one worker of that store in this process."""
    with _making:
        if store not in _workers:
            _workers[store] = QueueWorker(store)
        return _workers[store]


def resume() -> None:
    """Resume what waited when the server ended; call it when the server starts.

    A store that can't be used is left alone: the pages say why.
    """
    try:
        if worklist_store.exists():
            store = worklist_store.required()
            store.queue.recover()
            if store.queue.counts().get("waiting"):
                worker_of(store).wake()
    except StoreError as error:
        _log.warning("The queue is not resumed: %s", error)


_making = threading.Lock()
_workers: dict[Store, QueueWorker] = {}
