"""What one browser session holds: the only module that touches `st.session_state`.

Pages ask `current()` for the `Session`; widgets that need a key of their own take it from here.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
import streamlit as st

from dashboard.security import arrival
from dashboard.services import worklist
from dashboard.state import volumes
from dashboard.state.explain_choice import Choice
from dashboard.state.jobs import AnalysisJob
from dashboard.state.notice import Notice
from dashboard.state.open_series import Entry, Shelf
from dashboard.state.opening import Opening
from dashboard.state.slice_position import Places
from dashboard.state.task import Progress, Task
from dashboard.state.volumes import Kind
from dashboard.state.worklist_view import Listing

if TYPE_CHECKING:
    from core.dicom import Discovery
    from core.dicom.reference_mask import ReferenceMask
    from core.models import Model, ModelCard
    from core.pipeline import Analysis
    from core.series import Series

_KEY = "liverlens"
NAME_TOGGLE = "show-names"
T = TypeVar("T")


@dataclass(eq=False)
class Session:
    shelf: Shelf = field(default_factory=Shelf)
    #: Key of the series in view, None before any is open.
    selected: str | None = None
    #: The slice in view of each series.
    places: Places = field(default_factory=Places)
    #: By (content digest, weights SHA-256): number of the lesion that the last jump led to.
    marked: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Name -> card of the models there are, and the one in use; None without any.
    cards: dict[str, ModelCard] = field(default_factory=dict)
    card: ModelCard | None = None
    #: Names of the models that the Models page compares; None before the person chose.
    compared: tuple[str, ...] | None = None
    #: Names of the models on the Compare page, in the order of `cards`; None before the choice.
    side_by_side: tuple[str, ...] | None = None
    #: Weights SHA-256 -> what `core.inference.timing` measured on this machine.
    speeds: dict[str, dict] = field(default_factory=dict)
    show_names: bool = False
    notices: list[Notice] = field(default_factory=list)
    pending: Opening | None = None
    #: Part of the uploaders' keys: raising it empties them, which frees the uploaded bytes.
    uploader_generation: int = 0
    #: By (content digest, weights SHA-256).
    analyses: dict[tuple[str, str], Analysis] = field(default_factory=dict)
    jobs: dict[tuple[str, str], AnalysisJob] = field(default_factory=dict)
    #: The analyses that the worklist has.
    kept: weakref.WeakSet[Analysis] = field(default_factory=weakref.WeakSet)
    #: What the Worklist page shows.
    listing: Listing = field(default_factory=Listing)
    #: Stands for the person in the audit trail; "" before the first run.
    who: str = ""
    #: What memory the analysis of that key took, bytes, where it was measured.
    memory_rises: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Content digest -> the reference mask that was loaded for that series.
    references: dict[str, ReferenceMask] = field(default_factory=dict)
    #: Other work under way or just ended, by (content digest, ...).
    tasks: dict[tuple, Task] = field(default_factory=dict)
    #: What the Explain page is asked.
    explaining: Choice = field(default_factory=Choice)
    #: What was computed from an analysis for showing it, by (content digest, ...).
    shown: dict[tuple, object] = field(default_factory=dict)
    #: URLs of what was published, by (content digest, ...), to let go of them with the volume.
    urls: dict[tuple, str] = field(default_factory=dict)

    def derived(self, key: tuple, compute: Callable[[], T]) -> T:
        """`compute()` once per key; `key` starts with the content digest of the series."""
        if key not in self.shown:
            self.shown[key] = compute()
        return self.shown[key]

    def publish(self, key: tuple, array: np.ndarray, affine_ras: np.ndarray, kind: Kind) -> str:
        """URL path of a volume for the viewer; the same array keeps its URL.

        `key` starts with the content digest of the series and says what the array is: a new array
        under an old key replaces the old one.
        """
        url = volumes.publish(array, affine_ras, kind=kind)
        if self.urls.get(key, url) != url:
            volumes.release(self.urls[key])
        self.urls[key] = url
        return url

    def widget(self, key: str):
        """The value of the widget with that key, None before it was drawn."""
        return st.session_state.get(key)

    def set_widget(self, key: str, value: object) -> None:
        """Give a widget another value, from a callback: before it is drawn."""
        st.session_state[key] = value

    def begin(
        self,
        key: tuple,
        work: Callable[[Progress, threading.Event], object],
        *,
        name: str,
        turn: threading.Lock | None = None,
    ) -> Task:
        """Start `work` beside the page (see `Task`), unless it is under way.

        `key` starts with the content digest of the series, with which the work is called off.
        """
        if key not in self.tasks:
            task = Task(work, name=name, turn=turn)
            # Nobody waits for it once the session is gone.
            weakref.finalize(self, task.off.set)
            self.tasks[key] = task.start()
        return self.tasks[key]

    # -- series ---------------------------------------------------------------------------------

    @property
    def entry(self) -> Entry | None:
        """The series in view."""
        return self.shelf.get(self.selected)

    def select(self, key: str) -> None:
        self.selected = key
        self.shelf.touch(key)

    def close(self, key: str) -> None:
        """Take a series off the list and let go of all that was kept of it; work on it ends.

        The one viewed before it comes into view, if there is any.
        """
        entry = self.shelf.get(key)
        if entry is None:
            return
        self.shelf.remove(key)
        self.places.forget(key)
        # Work that began before its pixels were read goes by the entry's key.
        for name in filter(None, (entry.key, entry.digest)):
            self._forget(name)
        if self.selected == key:
            self.selected = None
            if (last := self.shelf.last_viewed()) is not None:
                self.select(last.key)

    def end(self) -> None:
        """The person has gone: call off all work and let go of everything."""
        for work in (*self.jobs.values(), *self.tasks.values()):
            work.cancel()
        for url in self.urls.values():
            volumes.release(url)
        vars(self).update(vars(Session()))

    def remember_name_choice(self) -> None:
        """The toggle `NAME_TOGGLE` was flipped."""
        self.show_names = bool(self.widget(NAME_TOGGLE))

    def opened(self, discovery: Discovery, origin: str) -> list[Entry]:
        """Put what was found on the shelf and bring its longest series into view."""
        added = self.shelf.add(discovery, origin)
        if added:
            self.select(max(added, key=lambda e: e.n_slices).key)
        return added

    def loaded(self, key: str, series: Series) -> Entry:
        """Keep the pixels of `key`; let go of the oldest volumes if there are too many."""
        was_selected = self.selected == key
        entry = self.shelf.fill(key, series)
        if entry.key != key:
            self.notify("This series was already open: its earlier entry is shown.")
        if was_selected:
            self.selected = entry.key
        for old in self.shelf.evict():
            self._forget(old.digest)
            if not old.can_open:
                self.notify(
                    "An uploaded series viewed long ago was let go to free memory: "
                    "open its files again to see it.",
                    "warning",
                )
        return entry

    def _forget(self, digest: str) -> None:
        """Drop everything derived from a volume; a running analysis of it is stopped."""
        self.references.pop(digest, None)
        for held in (self.analyses, self.memory_rises, self.shown, self.marked):
            for key in [k for k in held if k[0] == digest]:
                del held[key]
        for work in (self.jobs, self.tasks):
            for key in [k for k in work if k[0] == digest]:
                work.pop(key).cancel()
        for key in [k for k in self.urls if k[0] == digest]:
            volumes.release(self.urls.pop(key))

    # -- the slice in view ----------------------------------------------------------------------

    def jump(self, entry: Entry, index: int, lesion: int | None = None) -> None:
        """Bring a slice into view, here and on the other pages; `lesion` is marked on it."""
        self.places.jump(entry, index)
        key = (entry.digest, self.card.sha256 if self.card else "")
        self.marked.pop(key, None)
        if lesion is not None:
            self.marked[key] = lesion

    def _show_what_was_found(self, analysis: Analysis, digest: str) -> None:
        """A series opens on its middle slice, often far from the liver: whoever is still there is
        brought to the most suspicious one."""
        at = analysis.most_suspicious()
        for entry in self.shelf:
            if entry.digest == digest and at is not None:
                self.places.offer(entry, at, in_view=entry.key == self.selected)

    # -- analyses -------------------------------------------------------------------------------

    def analysis(self, entry: Entry | None, card: ModelCard | None) -> Analysis | None:
        """The finished analysis of that series by that model, or None."""
        if entry is None or card is None:
            return None
        return self.analyses.get((entry.digest, card.sha256))

    def job(self, entry: Entry | None, card: ModelCard | None) -> AnalysisJob | None:
        """The analysis under way, or None."""
        if entry is None or card is None:
            return None
        return self.jobs.get((entry.digest, card.sha256))

    def start_analysis(
        self, entry: Entry, model: Model, after: AnalysisJob | None = None, *, views: int = 0
    ) -> AnalysisJob | None:
        """Begin, unless that very analysis is done (None) or under way (the running one); not
        before the job `after` has ended.

        With `views` (`core.pipeline.analyze`) an analysis without intervals is made anew; until
        then, and if that is cancelled, the one that is there stays.
        """
        key = (entry.digest, model.weights_sha256)
        done = self.analyses.get(key)
        enough = done is not None and not (views and done.slice_interval is None)
        if enough or entry.series is None:
            return None
        if key not in self.jobs:
            keep = worklist.keeper(self)
            job = AnalysisJob(
                entry.series, model, after=after, views=views, owner=id(self), on_result=keep
            )
            # Only the sign: the job itself holds the CT and the answer.
            weakref.finalize(self, job.off.set)
            self.jobs[key] = job.start()
        return self.jobs[key]

    def collect(self) -> bool:
        """Take in the jobs that ended; True if there were any. The worklist has them already."""
        ended = [key for key, job in self.jobs.items() if job.finished]
        for key in ended:
            job = self.jobs.pop(key)
            if job.result is not None:
                # Out of date: what an earlier answer of these weights led to, other findings too.
                for shown in list(self.shown):
                    if shown[:2] == key or (shown[0] == key[0] and "findings" in shown):
                        del self.shown[shown]
                self.analyses[key] = job.result
                self._show_what_was_found(job.result, digest=key[0])
                if job.memory_rise_bytes is not None:
                    self.memory_rises[key] = job.memory_rise_bytes
            elif job.error:
                self.notify(job.error, "error")
        return bool(ended)

    # -- notices --------------------------------------------------------------------------------

    def notify(self, text: str, kind: Literal["error", "warning", "info"] = "info") -> None:
        notice = Notice(text, kind)
        if notice not in self.notices:
            self.notices.append(notice)

    def dismiss(self, notices: Sequence[Notice] | None = None) -> None:
        """Take away those notices, or all."""
        self.notices = [n for n in self.notices if notices is not None and n not in notices]


def current() -> Session:
    """The session of the person whose script run this is."""
    mine = st.session_state.setdefault(_KEY, Session())
    arrival.of_this_run(mine)
    return mine
