"""Opening series: uploads, the bundled samples, folders of the server, and reading the pixels.

Each function here ends in the session's shelf or in one sentence for the person; what was open
before stays open.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core import fault_log
from core.errors import LiverLensError
from core.labels import SLICE_CLASSES
from core.series import Series
from dashboard.state import brought, events, links, sentences, server_folders
from dashboard.state.hold import Hold, MemoryShortError
from dashboard.state.imports import have_reader
from dashboard.state.listed_series import ListedSeries
from dashboard.state.notice import Action, attempt
from dashboard.state.opening import Opening
from dashboard.state.origin import SAMPLES, Origin, Sample, ServerPath
from dashboard.state.server_memory import MEMORY
from dashboard.state.session import Session
from dashboard.state.volume_room import room_for_volumes

if TYPE_CHECKING:
    from core.dicom import SeriesCandidate

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Shows how far the opening is; each is called with (done, total), total 0 while unknown."""

    def looking(self, done: int, total: int) -> None:
        """Through the files."""

    def reading(self, done: int, total: int) -> None:
        """The slices of the series in view."""

    def waiting(self, said: str) -> None:
        """It can't begin yet: why, in a sentence."""


def sample_names() -> list[str]:
    """The bundled samples, as their folders are named, in the order of `labels.SLICE_CLASSES`."""
    return [name for name in SLICE_CLASSES if (SAMPLES / name).is_dir()]


def ask_for_sample(session: Session, name: str) -> None:
    """Open one of the bundled samples next, or show it again if it is open."""
    sample = Sample(name)
    session.pending = Opening((sample.path,), sample)


def ask_for_server_path(session: Session, path: Path) -> None:
    """Open a folder or file of the server next; only inside the listed folders."""
    with attempt(session.notices, Action.OPEN):
        session.pending = Opening(tuple(server_folders.files_in(path)), ServerPath(path))


def ask_for(
    session: Session,
    origin: Origin,
    is_wanted: Callable[[str], bool],
    link: str = "",
    index: int | None = None,
) -> None:
    """Open next, of what lies at `origin` on the server, the series that is wanted (`Opening`);
    a folder only inside the listed ones, as they are now."""
    with attempt(session.notices, Action.OPEN):
        session.pending = _opening(origin, is_wanted, link, index)


def ask_for_all(session: Session, wanted: Iterable[tuple[Origin, Callable[[str], bool]]]) -> None:
    """Open several series, one after another; the last one comes into view. What can't be opened
    is a notice, and the others are opened."""
    asked = []
    for origin, is_wanted in wanted:
        with attempt(session.notices, Action.OPEN):
            asked.append(_opening(origin, is_wanted))
    session.pending, session.pending_next = (asked[0] if asked else None), asked[1:]


def _opening(
    origin: Origin, is_wanted: Callable[[str], bool], link: str = "", index: int | None = None
) -> Opening:
    sources: tuple[Path, ...] = ()
    if isinstance(origin, ServerPath):
        sources = tuple(server_folders.files_in(origin.path))
    elif isinstance(origin, Sample):
        sources = (origin.path,)
    return Opening(sources, origin, is_wanted, link, index)


def open_pending(session: Session, progress: Progress) -> bool:
    """List the series in what was asked for, or has been uploaded, and read the one in view; True
    if there was anything.

    The bytes of an uploaded series stay until its pixels were read, those of anything else go at
    once.
    """
    with session.opening:
        if session.pending is None and (files := session.inbox.take()):
            session.pending = Opening(files, hold=files.hold)
        asked = session.pending
        if asked is None:
            return False
        with _without_faults(session, sentences.OPENING_FILES):
            _list_series(session, asked, progress)
        # Not before, so that a run which the person interrupts is repeated by the next.
        session.pending = session.pending_next.pop(0) if session.pending_next else None
        read_selected(session, progress)
        for opened in session.shelf.open():
            with _without_faults(session, sentences.READING_RESULTS):
                brought.take_in(session, opened)
        return True


def _list_series(session: Session, asked: Opening, progress: Progress) -> None:
    """Put the series in what was asked for on the shelf, or say why there are none."""
    have_reader()
    from core.dicom import OnlyResultsError, discover

    known = session.shelf.opened_from(asked.origin)
    if known:
        session.select_one_of(known, asked.is_wanted)
        return
    room = room_for_volumes(id(session), out_of=asked.hold)
    with attempt(session.notices, Action.OPEN), room as limits:
        progress.looking(0, 0)
        try:
            found = discover(asked.sources, progress=progress.looking, limits=limits)
        except OnlyResultsError as error:
            brought.without_ct(session, error)
        else:
            added = session.list_found(found, asked.origin, asked.is_wanted)
            _hold_files(asked, added)
            links.remember(added)
            brought.bring(session, found.results)
            _go_back_to(session, asked)


@contextmanager
def _without_faults(session: Session, name: str) -> Iterator[None]:
    """A fault in the program ends the block with a notice: else each later run of a page would try
    the same again, and end the same. A run that gives way to another one is no such fault."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  whatever it is, the person can go on
        _log_fault(name, error)
        session.notify(sentences.stopped_unexpectedly(name), "error", about=Action.OPEN)


def _log_fault(name: str, error: Exception) -> None:
    # Its message may quote a header.
    _log.error("%s failed\n%s", name, fault_log.told(error))


def _hold_files(asked: Opening, added: Sequence[ListedSeries]) -> None:
    """The bytes of an upload stay as long as a series that is to be read from them."""
    if asked.hold is None:
        return
    for entry in added:
        entry.place.hold = asked.hold
    asked.hold.until_gone(*(entry.place.candidate for entry in added if entry.place.candidate))


def _go_back_to(session: Session, asked: Opening) -> None:
    """Bring the slice of a link into view, and keep its name of the series."""
    entry = session.in_view
    if entry is not None and asked.link and asked.is_wanted(entry.uid):
        entry.place.link = asked.link
        if asked.slice is not None:
            entry.position.go_to(asked.slice)


def read_selected(session: Session, progress: Progress) -> bool:
    """Read the pixels of the series in view, unless they are in memory, or wait for memory.

    Returns:
        True if there was something to read. Where that failed, the series on the shelf says why.
    """
    with session.opening:
        entry = session.in_view
        if not isinstance(entry, ListedSeries) or not entry.can_open or entry.put_off:
            return False
        candidate = entry.place.candidate
        if candidate is None:
            return False
        try:
            series = read_in_turn(
                candidate,
                id(session),
                files=entry.place.hold,
                reading=progress.reading,
                waiting=progress.waiting,
            )
        except MemoryShortError as error:
            entry.put_off = sentences.said_by(error)
            return True
        except LiverLensError as error:
            entry.cannot_be_read(sentences.said_by(error))
            return True
        except Exception as error:  # noqa: BLE001  as in `_without_faults`
            _log_fault(sentences.READING_SERIES, error)
            entry.cannot_be_read(sentences.stopped_unexpectedly(sentences.READING_SERIES))
            return True
        # So that the files of an upload are gone before what comes next asks for memory.
        del candidate
        opened = session.open(entry, series)
        with _without_faults(session, sentences.READING_RESULTS):
            brought.take_in(session, opened)
    events.series_opened.announce(events.SeriesOpened(session, series))
    return True


def read_in_turn(
    candidate: SeriesCandidate,
    asker: Hashable,
    *,
    files: Hold | None = None,
    reading: Callable[[int, int], object] = lambda _done, _total: None,
    waiting: Callable[[str], object] = lambda _said: None,
    cancel: threading.Event | None = None,
) -> Series:
    """The pixels of a series, as soon as the server has memory for them.

    Args:
        asker: who waits, the same at each try.
        files: what is held for the files that it is read from.
        reading: called with (slices done, slices in all).
        waiting: called again and again with a sentence, while it waits.
        cancel: set it to stop waiting.

    Raises:
        MemoryShortError: it has waited long enough, or would never fit.
        InputError: as `read_series`.
        Cancelled: `cancel` was set.
    """
    have_reader()
    from core.dicom import read_series

    wanted = candidate.reading_bytes
    hold = MEMORY.wait_for("series", wanted, asker, out_of=files, on_wait=waiting, cancel=cancel)

    def progress(done: int, total: int) -> None:
        hold.coming = wanted - wanted * done // max(total, 1)
        reading(done, total)

    with hold:
        progress(0, candidate.n_slices)
        series = read_series(candidate, progress=progress)
        MEMORY.count("series", series.volume)
    return series
