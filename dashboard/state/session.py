"""What one browser session holds: the open series, what is selected, and choices.

Pages ask `current()` for the `Session`; widgets that need a key of their own take it from here.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from dashboard.security import arrival
from dashboard.state import events, heatmap_costs, jobs, sentences
from dashboard.state.events import AnalysisFinished
from dashboard.state.explain_choice import Choice
from dashboard.state.heatmap_costs import HeatmapCosts
from dashboard.state.inbox import Inbox
from dashboard.state.jobs import Analysed, Job, JobService, Work
from dashboard.state.model_facts import FactsWork
from dashboard.state.notice import Action, Kind, Notices
from dashboard.state.open_series import OpenSeries
from dashboard.state.opening import Opening, no_one
from dashboard.state.recent import Recent
from dashboard.state.shelf import Entry, Shelf
from dashboard.state.slice_position import Jumps
from dashboard.state.study_view import StudyView
from dashboard.state.tour import Tour
from dashboard.state.widgets import Widgets
from dashboard.state.worklist_view import Criteria, Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from core.dicom import Discovery
    from core.follow_up import FollowUp
    from core.models import Model, ModelCard
    from core.pipeline import Analysis
    from core.series import Series
    from dashboard.state.listed_series import ListedSeries
    from dashboard.state.origin import Origin

_KEY = "liverlens"
T = TypeVar("T")


@dataclass(eq=False)
class Session(Widgets):
    #: What runs its heavy work.
    jobs: JobService = field(default_factory=lambda: jobs.SERVICE)
    shelf: Shelf = field(default_factory=Shelf)
    #: Key of the series in view, None before any is on the shelf.
    selected: str | None = None
    #: Where the viewers are sent.
    jumps: Jumps = field(default_factory=Jumps)
    #: Name -> card of the models there are, and the one in use; None without any.
    cards: dict[str, ModelCard] = field(default_factory=dict)
    card: ModelCard | None = None
    #: Names of the models that the Models page compares; None before the person chose.
    compared: tuple[str, ...] | None = None
    #: Names of the models on the Compare page, in the order of `cards`; None before the choice.
    side_by_side: tuple[str, ...] | None = None
    #: The measuring of how fast the models are.
    stopwatch: Job[Any] | None = None
    #: Weights SHA-256 -> what the Explain page has to know of the model.
    model_facts: dict[str, FactsWork] = field(default_factory=dict)
    #: Of scans whose series are not open.
    follow_up: Recent[Hashable, FollowUp] = field(default_factory=Recent)
    show_names: bool = False
    notices: Notices = field(default_factory=Notices)
    pending: Opening | None = None
    #: What is opened after that, one in each run.
    pending_next: list[Opening] = field(default_factory=list)
    #: Held while series are listed and read: after a reload, two runs may have the same session.
    opening: threading.RLock = field(default_factory=threading.RLock)
    #: What its browser has sent.
    inbox: Inbox = field(default_factory=Inbox)
    #: Numbers of the records whose outlines are to be shown when their series are open.
    reopening: frozenset[int] = frozenset()
    #: Pseudonym of the patient whom the Follow-up page is to show next; "" for no change.
    follow_up_patient: str = ""
    #: How often a lesion was picked on the Follow-up or the Phases page.
    lesion_picks: int = 0
    #: Name of the model to use from the next run on, if any.
    use_model: str = ""
    #: What the Worklist and the Readers page show.
    listing: Listing = field(default_factory=Listing)
    studying: StudyView = field(default_factory=StudyView)
    #: Which records the Cohort page counts, and whether it counts those that are not assessable.
    cohort: Criteria = field(default_factory=Criteria)
    cohort_with_outside: bool = False
    #: Stands for the person in the audit trail and as a reader; "" before the first run.
    who: str = ""
    #: How long heatmaps take here.
    heatmap_costs: HeatmapCosts = field(default_factory=lambda: heatmap_costs.SHARED)
    #: What the Explain page is asked.
    explaining: Choice = field(default_factory=Choice)
    #: The guided tour, while the person is on it.
    tour: Tour | None = None
    #: Whether text is large, for a projector; None before the browser was asked.
    large_type: bool | None = None
    #: Work that belongs to no series.
    _jobs: weakref.WeakSet[Job[Any]] = field(default_factory=weakref.WeakSet)

    # -- work -----------------------------------------------------------------------------------

    def begin(
        self,
        work: Work[T],
        *,
        name: str,
        on: OpenSeries | None = None,
        total: int = 0,
        light: bool = False,
        expected_seconds: float | None = None,
    ) -> Job[T]:
        """Start `work` in the background, in this session's turns (`JobService.start`).

        It ends with the session, and with the series `on`; `work` must keep neither of the two.
        """
        job = self.jobs.start(
            work,
            name=name,
            owner=id(self),
            who=self.who,
            total=total,
            light=light,
            expected_seconds=expected_seconds,
        )
        self.own(job, on)
        return job

    def own(self, job: Job[Any], on: OpenSeries | None = None) -> None:
        """`job` ends with this session, and with the series `on`: only its sign is kept."""
        weakref.finalize(self, job.off.set)
        if on is None:
            self._jobs.add(job)
        else:
            on.own(job)

    def copy(self) -> Session:
        """Another session with the same series and finished analyses, on the same slices."""
        other = Session(jobs=self.jobs)
        other.shelf, other.selected, other.card = self.shelf.copy(), self.selected, self.card
        other.large_type = self.large_type
        return other

    def end(self) -> None:
        """The person has gone: cancel all work and free everything."""
        self.inbox.close()
        for entry in self.shelf:
            entry.close()
        for job in list(self._jobs):
            job.cancel()
        vars(self).update(vars(Session(jobs=self.jobs)))

    # -- series ---------------------------------------------------------------------------------

    @property
    def in_view(self) -> Entry | None:
        """The series in view."""
        return self.shelf.get(self.selected)

    @property
    def opened(self) -> OpenSeries | None:
        """The series in view, if its pixels are in memory."""
        return entry if isinstance(entry := self.in_view, OpenSeries) else None

    def select(self, key: str) -> None:
        """Bring a series into view; one that was closed meanwhile changes nothing."""
        if self.shelf.touch(key):
            self.selected = key

    def select_one_of(self, entries: Sequence[Entry], is_wanted: Callable[[str], bool]) -> None:
        """Bring the longest of the wanted series into view, or of all where none is wanted."""
        if entries:
            wanted = [entry for entry in entries if is_wanted(entry.uid)]
            self.select(max(wanted or entries, key=lambda entry: entry.n_slices).key)

    def close(self, key: str) -> None:
        """Take a series off the shelf with all that was kept of it; work on it ends.

        The one viewed before it comes into view, if there is any.
        """
        self.shelf.close(key)
        if self.selected == key:
            self.selected = None
            if (last := self.shelf.last_viewed()) is not None:
                self.select(last.key)

    def list_found(
        self, discovery: Discovery, origin: Origin, is_wanted: Callable[[str], bool] = no_one
    ) -> list[ListedSeries]:
        """Put what was found on the shelf and bring one of it into view (`select_one_of`)."""
        added = self.shelf.add(discovery, origin)
        self.select_one_of(added, is_wanted)
        return added

    def open(self, entry: ListedSeries, series: Series) -> OpenSeries:
        """Keep the pixels of `entry`; drop the oldest volumes if there are too many."""
        was_selected, opened = self.selected == entry.key, self.shelf.fill(entry, series)
        if opened.key != entry.key:
            self.notify(sentences.already_open(), about=Action.OPEN)
        if was_selected:
            self.selected = opened.key
        if any(not old.can_open for old in self.shelf.evict()):
            self.notify(sentences.upload_removed_from_memory(), "warning", about=Action.OPEN)
        return opened

    # -- the slice in view ----------------------------------------------------------------------

    def jump(self, opened: OpenSeries, index: int, lesion: int | None = None) -> None:
        """Bring a slice into view, here and on the other pages; `lesion` is marked on it."""
        self.jumps.jump(opened.position, index)
        if self.card is not None:
            opened.by(self.card.sha256).marked_lesion = lesion

    def _show_what_was_found(self, opened: OpenSeries, analysis: Analysis) -> None:
        """A series opens on its middle slice, often far from the liver: a reader who is still
        there is brought to the most suspicious one."""
        at = analysis.most_suspicious()
        if at is not None and not opened.hides_model:
            self.jumps.offer(opened.position, at, in_view=opened.key == self.selected)

    # -- analyses -------------------------------------------------------------------------------

    def start_analysis(
        self, opened: OpenSeries, model: Model, *, views: int = 0
    ) -> Job[Analysed] | None:
        """Begin, unless that very analysis is done (None) or under way (the running one).

        With `views` (`core.pipeline.analyze`) an analysis without intervals is made again, and one
        that came with the program always; until then, and if that is cancelled, the one that is
        there stays.
        """
        state = opened.by(model.weights_sha256)
        done = None if state.is_stored else state.analysis
        if done is not None and not (views and done.slice_interval is None):
            return None
        if state.job is None:
            # The session is not kept alive by its work, and what it finds counts without it.
            mine, who = weakref.ref(self), self.who

            def announce(made: Analysed) -> None:
                events.analysis_finished.announce(AnalysisFinished(made.analysis, who, mine()))

            state.job = self.jobs.start_analysis(
                opened.series, model, owner=id(self), who=who, views=views, on_result=announce
            )
            self.own(state.job, opened)
        return state.job

    def restore(self, opened: OpenSeries, analysis: Analysis, *, is_stored: bool = False) -> None:
        """Take in an analysis that was kept; `is_stored` where it came with the program."""
        opened.keep(analysis, is_stored=is_stored)
        self._show_what_was_found(opened, analysis)

    def collect(self) -> bool:
        """Take in the analyses that ended; True if there were any."""
        ended = False
        for opened in self.shelf.open():
            for state in opened.states():
                if state.job is not None and state.job.finished:
                    job, state.job, ended = state.job, None, True
                    self._take_in(opened, job)
        return ended

    def _take_in(self, opened: OpenSeries, job: Job[Analysed]) -> None:
        if job.result is not None:
            opened.keep(job.result.analysis, job.result.memory_rise_bytes)
            self._show_what_was_found(opened, job.result.analysis)
        elif job.error:
            self.notify(job.error, "error", about=Action.ANALYSE)

    # -- notices --------------------------------------------------------------------------------

    def notify(
        self, text: str, kind: Kind = "info", *, about: Action | None = None, stays: bool = False
    ) -> None:
        """Show a sentence above the page (`Notices.add`)."""
        self.notices.add(text, kind, about=about, stays=stays)


def is_new() -> bool:
    """Whether the script runs for the first time for this person's page."""
    return not Widgets().has_widget(_KEY)


def begin_with(session: Session) -> None:
    """Give a new page a session that is there already."""
    Widgets().set_widget(_KEY, session)


def current() -> Session:
    """The session of the person whose script run this is."""
    if is_new():
        begin_with(Session())
    mine: Session = Widgets().widget(_KEY)
    arrival.of_this_run(mine)
    return mine
