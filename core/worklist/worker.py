"""Work on the queue: read, analyse, save, one series after the other, until none waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from core.errors import Cancelled, ConsentError, LiverLensError, StoreError
from core.series import Series
from core.worklist import sentences
from core.worklist.corrections import as_corrected
from core.worklist.finding import Finder, Room, any_room
from core.worklist.kept import Kept
from core.worklist.queue import Claim
from core.worklist.queue_item import Item
from core.worklist.record import Record
from core.worklist.record_of import record_of
from core.worklist.store import Store

if TYPE_CHECKING:
    from core.pipeline import Analysis

#: How often a worker reports that it is alive, well below `recovery.LEASE`, and its progress.
HEARTBEAT_SECONDS = 15.0
PROGRESS_SECONDS = 0.5
#: How long to wait at the end of an analysis for a store that can't be written, with a pause after
#: each try: well below `recovery.LEASE`, since there is no heartbeat meanwhile.
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 1.0

Progress = Callable[[int, int], None]
#: (series, model name, progress, cancel) -> analysis
Analyse = Callable[[Series, str, Progress, threading.Event], "Analysis"]
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """How one item ended: with a record, or with a sentence that says why not."""

    item: Item
    record: Record | None
    error: str = ""
    #: What the operator's list of studies refused, for the audit trail; None for any other end.
    refusal: ConsentError | None = None


def work(
    store: Store,
    analyse: Analyse,
    *,
    cancel: threading.Event | None = None,
    limit: int | None = None,
    on_claim: Callable[[Item], None] = lambda _: None,
    progress: Callable[[Item, int, int], None] | None = None,
    reading: Callable[[Item], AbstractContextManager[object]] = lambda _: nullcontext(),
    room: Room = any_room,
) -> Iterator[Outcome]:
    """Take series from the queue until none waits, and yield how each ended.

    A series that can't be analysed is marked with the reason, and the next one is taken. Several
    processes may work on one store.

    Args:
        analyse: makes the analysis; it should stop with Cancelled when its event is set.
        cancel: set it, from any thread, to stop; the current series waits again.
        limit: at most so many series.
        on_claim: called with each item that is taken, before its files are read.
        progress: called with (item, slices done, slices in all).
        reading: entered with an item while its files are read; it may wait for its turn.
        room: entered within that for volume files; it may wait for memory.

    Raises:
        Cancelled: `cancel` was set.
        StoreError: the store can't be read or written; what was not saved waits again.
    """
    finder = Finder(store.key)
    count = 0
    while limit is None or count < limit:
        if cancel is not None and cancel.is_set():
            raise Cancelled(sentences.work_stopped())
        claim = store.queue.claim()
        if claim is None:
            return
        on_claim(claim.item)
        outcome = work_on(
            store,
            claim,
            finder,
            analyse,
            cancel=cancel,
            progress=progress,
            reading=partial(reading, claim.item),
            room=room,
        )
        if outcome is not None:
            count += 1
            yield outcome


def work_on(
    store: Store,
    claim: Claim,
    finder: Finder,
    analyse: Analyse,
    *,
    cancel: threading.Event | None = None,
    progress: Callable[[Item, int, int], None] | None = None,
    progress_seconds: float = PROGRESS_SECONDS,
    reading: Callable[[], AbstractContextManager[object]] = nullcontext,
    room: Room = any_room,
) -> Outcome | None:
    """Work on one claim; None if it was lost to another worker or taken out of the queue.

    Args:
        finder: keep it from one series to the next: it remembers the headers of a folder.
        progress_seconds: how often the store is told how far it is.
        reading: entered while files are read; it may wait for its turn.
        room: as for `work`.

    Raises:
        Cancelled, StoreError: as `work`.
    """
    item = claim.item
    stop = cancel or threading.Event()
    settled = True
    try:
        with _signs_of_life(store, claim) as alive:
            tell = _teller(store, claim, progress, progress_seconds)
            settled = False
            with reading():
                series = finder.read(item, room)
            analysis = as_corrected(store, analyse(series, item.model_name, tell, stop))
            record = record_of(analysis, store.key, pseudonym=item.pseudonym)
            kept = Kept.of(analysis, store.key, item.paths)
        done = partial(store.queue.done, claim, record, kept)
        saved = _patiently(done, stop) if alive() else None
        settled = True
        return None if saved is None else Outcome(item, saved)
    except (Cancelled, KeyboardInterrupt):
        # The user stopped the work and waits for the end: nothing is wrong with the series.
        settled = True
        with suppress(StoreError):
            store.queue.release(claim)
        raise
    except StoreError:
        settled = True
        with suppress(StoreError):
            _patiently(partial(store.queue.release, claim), stop)
        raise
    except LiverLensError as error:
        settled = True
        refusal = error if isinstance(error, ConsentError) else None
        return _failed(store, claim, str(error), stop, refusal)
    except OSError as error:
        settled = True
        return _failed(
            store, claim, sentences.file_unreadable(error.strerror or type(error).__name__), stop
        )
    except MemoryError:
        settled = True
        return _failed(store, claim, sentences.out_of_memory(item.n_slices), stop)
    finally:
        if not settled:
            # A fault in the program: its traceback propagates; the series is tried again later.
            with suppress(StoreError):
                _patiently(partial(store.queue.release, claim, counted=True), stop)


def _failed(
    store: Store,
    claim: Claim,
    reason: str,
    stop: threading.Event,
    refusal: ConsentError | None = None,
) -> Outcome | None:
    held = _patiently(partial(store.queue.failed, claim, reason), stop)
    return Outcome(claim.item, None, reason, refusal) if held else None


def _patiently(step: Callable[[], T], stop: threading.Event) -> T:
    """Try it until the store accepts it: an analysis of minutes must not be lost because another
    program holds the store for some seconds.

    Raises StoreError after `PATIENCE_SECONDS`, or when `stop` is set.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return step()
        except StoreError:
            if time.monotonic() >= until or stop.wait(PAUSE_SECONDS):
                raise


def _teller(
    store: Store,
    claim: Claim,
    progress: Callable[[Item, int, int], None] | None,
    progress_seconds: float,
) -> Progress:
    """Note the progress in the store, not at every slice, and pass it on."""
    last = time.monotonic() - progress_seconds

    def tell(done: int, total: int) -> None:
        nonlocal last
        if progress is not None:
            progress(claim.item, done, total)
        if time.monotonic() - last >= progress_seconds or done == total:
            last = time.monotonic()
            # A store that is busy for a moment must not cost the analysis.
            with suppress(StoreError):
                store.queue.progress(claim, done, total)

    return tell


@contextmanager
def _signs_of_life(store: Store, claim: Claim) -> Iterator[Callable[[], bool]]:
    """Heartbeats from a thread while the block runs; yields whether the claim is still held."""
    finished, lost = threading.Event(), threading.Event()

    def beat() -> None:
        while not finished.wait(HEARTBEAT_SECONDS):
            with suppress(StoreError):
                if not store.queue.heartbeat(claim):
                    lost.set()
                    return

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield lambda: not lost.is_set()
    finally:
        finished.set()
        thread.join()
