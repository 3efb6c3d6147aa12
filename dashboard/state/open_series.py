"""A series whose pixels are in memory, with everything that belongs to it.

Closing it is `close()`: it cancels its work and releases its addresses; the memory goes with the
object.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.cautions.sizes import sizes_mark
from core.series import Series
from dashboard.state.analysis_state import AnalysisState
from dashboard.state.edited import Edited
from dashboard.state.explanations import Explanations
from dashboard.state.measured import Measured
from dashboard.state.others_results import OthersResults
from dashboard.state.phase_work import PhaseWork
from dashboard.state.place import OnShelf, Place
from dashboard.state.published import Publications
from dashboard.state.recent import Once, Recent
from dashboard.state.series_heat import HeatWork
from dashboard.state.server_memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Hashable

    from core.comparison import Comparison
    from core.dicom.reference_mask import ReferenceMask
    from core.follow_up import FollowUp
    from core.models import ModelCard
    from core.pipeline import Analysis
    from dashboard.state.jobs import Analysed, Job
    from dashboard.state.reading import Reading


class HeatComparison:
    """How alike the heatmaps of several models are: being made, or made."""

    def __init__(self, weights: tuple[str, ...], job: Job[Comparison]) -> None:
        #: Weights SHA-256 of each.
        self.weights = weights
        self.job = job


class OpenSeries(OnShelf):
    """The owner of all that was read, computed and published of one series."""

    def __init__(self, place: Place, series: Series, digest: str) -> None:
        super().__init__(place)
        self.series = series
        MEMORY.count("series", series.volume)
        #: Hash of the pixels and geometry.
        self.digest = digest
        #: `dashboard.components.viewer.facts.SeriesFacts`.
        self.viewer_facts: Once[Any] = Once()
        if place.measured is None:
            place.measured = Measured(
                series.uid, series.n_slices, series.unit, series.plane, sizes_mark(series)
            )
        #: The same in all copies.
        self.measured = place.measured
        if place.edited is None:
            slices, rows, columns = series.volume.shape
            place.edited = Edited(series.uid, (slices, rows, columns))
        #: The same in all copies.
        self.edited = place.edited
        #: Its revision when the page around the viewer was drawn.
        self.drawn_revision = self.edited.revision
        #: The study for which its reader reads it; None outside of any.
        self.reading: Reading | None = None
        self.reference: ReferenceMask | None = None
        #: What other systems found in it.
        self.brought = OthersResults()
        self.publications = Publications()
        self.ct = self.publications.new("ct")
        self.reference_outlines = self.publications.new("labels")
        self.explanations = Explanations(self.publications)
        #: Grad-CAM of every slice, on the Explain page.
        self.heat = HeatWork(self.publications.new("heatmap"))
        self.comparisons: Recent[Hashable, Comparison] = Recent(most=4)
        self.heat_comparison: HeatComparison | None = None
        #: HTML of what the network sees on the slice in view.
        self.stages: Recent[Hashable, str] = Recent()
        #: With this series among the scans.
        self.follow_up: Recent[Hashable, FollowUp] = Recent()
        #: With its outlines carried over to the other phases of its study.
        self.phases = PhaseWork()
        #: Outlines carried over to it from another phase.
        self.carried_outlines = self.publications.new("labels")
        #: Weights SHA-256 -> what those made of it.
        self._by_weights: dict[str, AnalysisState] = {}
        self._jobs: weakref.WeakSet[Job[Any]] = weakref.WeakSet()

    @property
    def can_open(self) -> bool:
        return True

    def by(self, weights_sha256: str) -> AnalysisState:
        """What those weights made of it."""
        if weights_sha256 not in self._by_weights:
            self._by_weights[weights_sha256] = AnalysisState.new(self.publications)
        return self._by_weights[weights_sha256]

    def states(self) -> Iterator[AnalysisState]:
        """Of all weights that were asked."""
        return iter(list(self._by_weights.values()))

    @property
    def hides_model(self) -> bool:
        """Whether it is read blind: nothing that a model says of it may be shown."""
        return self.reading is not None and self.reading.hides_model

    def analysis(self, card: ModelCard | None) -> Analysis | None:
        """The finished analysis by that model, as the model made it; None for a blind reader."""
        return None if card is None or self.hides_model else self.by(card.sha256).analysis

    def analyses(self) -> list[Analysis]:
        """All that have finished, as the models made them; none for a blind reader."""
        if self.hides_model:
            return []
        return [state.analysis for state in self.states() if state.analysis is not None]

    def shown(self, card: ModelCard | None) -> Analysis | None:
        """The finished analysis by that model, with the outlines that a reader corrected."""
        return None if card is None else self.shown_by(card.sha256)

    def shown_by(self, weights_sha256: str) -> Analysis | None:
        """The same, by the hash of the weights; None for a blind reader."""
        state = self.by(weights_sha256)
        own = None if self.hides_model else state.analysis
        if own is None or not self.edited.is_edited:
            return own
        # Late: PyTorch is behind it, and is there once anything was analysed.
        from core.correction import corrected

        revision, annotation = self.edited.now()
        return state.corrected.of(revision, lambda: corrected(own, annotation))

    def all_shown(self) -> list[Analysis]:
        """All that have finished, with the outlines that a reader corrected."""
        found = (
            self.shown_by(state.analysis.weights_sha256)
            for state in self.states()
            if state.analysis
        )
        return [analysis for analysis in found if analysis is not None]

    @property
    def outlines_of_others(self) -> ReferenceMask | None:
        """Drawn elsewhere: the reference mask, else outlines without a liver."""
        return self.reference or self.brought.outlines

    def job(self, card: ModelCard | None) -> Job[Analysed] | None:
        """The analysis by that model that is under way."""
        return None if card is None else self.by(card.sha256).job

    def keep(
        self,
        analysis: Analysis,
        memory_rise_bytes: int | None = None,
        *,
        is_stored: bool = False,
    ) -> None:
        """Take in a finished analysis; what rests on the one before it is out of date, what is
        said in the light of other models too."""
        MEMORY.count("results", analysis.mask, analysis.lesion_probability)
        state = self.by(analysis.weights_sha256)
        state.keep(analysis, memory_rise_bytes, is_stored=is_stored)
        for state in self.states():
            state.findings.clear()
        self.comparisons.clear()

    def drop_old_reports(self) -> bool:
        """Forget the reports made before the latest measurement or the latest change of the
        outlines; whether there were any."""
        measured, revision = self.measured.all(), self.edited.revision
        reports = [one for state in self.states() for one in state.reports()]
        dropped = [report.drop_if_before(measured, revision) for report in reports]
        return any(dropped)

    def copy(self) -> OpenSeries:
        """The same series for another session, with its finished analyses; pixels, masks,
        measurements and outlines are shared. What is under way stays with this one."""
        other = OpenSeries(self.place.copy(), self.series, self.digest)
        other.reference = self.reference
        other.brought = self.brought.copy()
        other.reading = self.reading
        for state in self.states():
            if state.analysis is not None:
                other.keep(state.analysis, state.memory_rise_bytes, is_stored=state.is_stored)
        return other

    def own(self, job: Job[Any]) -> None:
        """That job works on this series, and ends with it."""
        self._jobs.add(job)

    def close(self) -> None:
        super().close()
        self.release()

    def release(self) -> None:
        """Cancel the work on its pixels and let nobody fetch them any more."""
        for job in list(self._jobs):
            job.cancel()
        self.publications.release()
        self.edited.forget_start()
