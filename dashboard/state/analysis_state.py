"""What one model's weights made of one open series: the analysis and all that was made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.state.published import Publications, Published
from dashboard.state.recent import Recent
from dashboard.state.report_work import FORMS, Form, ReportWork
from dashboard.state.send_work import SendWork
from dashboard.state.series_heat import HeatWork

if TYPE_CHECKING:
    import numpy as np

    from core.follow_up import Scan
    from core.pipeline import Analysis
    from dashboard.state.jobs import Analysed, Job


@dataclass(frozen=True)
class Labelled:
    """An analysis, as the model made it or corrected, and what a scan of it is called."""

    label: str
    analysis: Analysis


@dataclass
class AnalysisState:
    """Of one series and one file of weights."""

    #: Where the viewers fetch its outlines, those that a reader corrected, and its lesion
    #: probability.
    outlines: Published
    corrected_outlines: Published
    lesion_probability: Published
    #: Grad-CAM of the whole series, beside other models.
    heat: HeatWork
    #: The finished analysis, and the one under way.
    analysis: Analysis | None = None
    job: Job[Analysed] | None = None
    #: Memory that the analysis took, where it was measured.
    memory_rise_bytes: int | None = None
    #: Whether the analysis came with the program (`services.sample_results`): nothing was computed
    #: here, and its times are those of another computer.
    is_stored: bool = False
    #: Number of the lesion that the last jump led to.
    marked_lesion: int | None = None
    #: The files that can be asked for.
    files: dict[Form, ReportWork] = field(
        default_factory=lambda: {form: ReportWork(form) for form in FORMS}
    )
    sending: SendWork = field(default_factory=SendWork)
    #: With a reader's outlines, by the revision of those.
    corrected: Recent[int, Analysis] = field(default_factory=Recent)
    #: As the viewers take them, of the model's own analysis and of the corrected one.
    findings: Recent[Analysis, dict[str, object]] = field(default_factory=lambda: Recent(most=2))
    numbered_mask: Recent[Analysis, np.ndarray] = field(default_factory=lambda: Recent(most=2))
    #: As the Follow-up page takes it.
    scan: Recent[Labelled, Scan] = field(default_factory=Recent)

    @classmethod
    def new(cls, publications: Publications) -> AnalysisState:
        return cls(
            outlines=publications.new("labels"),
            corrected_outlines=publications.new("labels"),
            lesion_probability=publications.new("heatmap"),
            heat=HeatWork(publications.new("heatmap")),
        )

    def keep(
        self, analysis: Analysis, memory_rise_bytes: int | None, *, is_stored: bool = False
    ) -> None:
        """Take in a finished analysis; what was made of the one before it is out of date."""
        self.analysis, self.memory_rise_bytes = analysis, memory_rise_bytes
        self.is_stored = is_stored
        for report in self.reports():
            report.cancel()
        self.corrected.clear()
        self.findings.clear()
        self.numbered_mask.clear()
        self.scan.clear()

    def reports(self) -> tuple[ReportWork, ...]:
        """All that can be asked for."""
        return tuple(self.files.values())
