"""A series whose pixels are in memory, with everything that belongs to it.

Closing it is `close()`: it cancels its work and releases its addresses; the memory goes with the
object.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.series import Series
from dashboard.state.analysis_state import AnalysisState
from dashboard.state.explanations import Explanations
from dashboard.state.measured import Measured
from dashboard.state.place import OnShelf, Place
from dashboard.state.published import Publications
from dashboard.state.recent import Once, Recent
from dashboard.state.series_heat import HeatWork

if TYPE_CHECKING:
    from collections.abc import Hashable

    from core.comparison import Comparison
    from core.dicom.reference_mask import ReferenceMask
    from core.follow_up import FollowUp
    from core.models import ModelCard
    from core.pipeline import Analysis
    from dashboard.state.jobs import Analysed, Job


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
        #: Hash of the pixels and geometry.
        self.digest = digest
        #: `dashboard.components.viewer.facts.SeriesFacts`.
        self.viewer_facts: Once[Any] = Once()
        if place.measured is None:
            place.measured = Measured(series.uid, series.n_slices)
        #: The same in all copies.
        self.measured = place.measured
        self.reference: ReferenceMask | None = None
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

    def analysis(self, card: ModelCard | None) -> Analysis | None:
        """The finished analysis by that model."""
        return None if card is None else self.by(card.sha256).analysis

    def analyses(self) -> list[Analysis]:
        """All that have finished."""
        return [state.analysis for state in self.states() if state.analysis is not None]

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
        state = self.by(analysis.weights_sha256)
        state.keep(analysis, memory_rise_bytes, is_stored=is_stored)
        for state in self.states():
            state.findings.clear()
        self.comparisons.clear()

    def drop_old_reports(self) -> bool:
        """Forget the reports made before the latest measurement; whether there were any."""
        measured = self.measured.all()
        reports = [one for state in self.states() for one in state.reports()]
        dropped = [report.drop_if_before(measured) for report in reports]
        return any(dropped)

    def copy(self) -> OpenSeries:
        """The same series for another session, with its finished analyses; pixels, masks and
        measurements are shared. What is under way stays with this one."""
        other = OpenSeries(self.place.copy(), self.series, self.digest)
        other.reference = self.reference
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
