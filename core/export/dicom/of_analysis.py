"""An analysis on its way out as DICOM: its UIDs, its algorithm, and its outlines as a SEG."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydicom import Dataset

from core import DISCLAIMER, __version__
from core.annotation import Annotation, Finding
from core.correction import from_analysis
from core.export.dicom.equipment import MODEL, RESEARCH, Algorithm
from core.export.dicom.seg import Origin, outlines_seg
from core.export.dicom.uids import derived_uid
from core.export.report import analysis_report, to_json
from core.labels import DISPLAY_NAMES, NOT_ASSESSABLE
from core.lesions import Lesion
from core.pipeline import Analysis
from core.vocabulary.patient import is_outside

#: Where the series is outside what the model was measured on.
OUTSIDE_WORDS = DISPLAY_NAMES[NOT_ASSESSABLE]
#: Kind -> the number of its series: above those of scanners, below those of annotations.
SERIES_NUMBERS = {"seg": 9001, "sr": 9002, "map": 9003, "sc": 9004, "pdf": 9005}


@dataclass(frozen=True, eq=False)
class OfAnalysis:
    """What all objects of one export share."""

    analysis: Analysis
    #: Of the CT's slices, of `source_headers`.
    headers: Sequence[Dataset]
    #: As of `equipment.second`.
    when: datetime

    @cached_property
    def digest(self) -> str:
        """Of all that the analysis says, and of whom the headers name; not of how long it took."""
        said = analysis_report(self.analysis)
        del said["seconds"]
        found = hashlib.sha256(to_json(said).encode())
        found.update(self.analysis.mask.tobytes())
        found.update(self.headers[0].to_json().encode())
        return found.hexdigest()

    def series_uid(self, kind: str, *settings: object) -> str:
        """The same for the same CT, weights, kind, settings and content; any change gives a new
        one, since an archive keeps the first object that it got under a UID."""
        analysis = self.analysis
        ct, weights = analysis.series.uid, analysis.weights_sha256
        return derived_uid("result", ct, weights, kind, self.digest, *settings)

    def sop_uid(self, kind: str, *settings: object, instance: int = 1) -> str:
        return derived_uid(self.series_uid(kind, *settings), instance)

    @property
    def use(self) -> str:
        """Ends the description of every series."""
        outside = is_outside(self.analysis.patient.category)
        return f"{OUTSIDE_WORDS}. {RESEARCH}" if outside else RESEARCH

    @cached_property
    def algorithm(self) -> Algorithm:
        analysis = self.analysis
        return Algorithm(
            analysis.model_name[:64],
            # As many letters as a version may have.
            analysis.weights_sha256[:64],
            (DISCLAIMER, f"{MODEL} {__version__}", f"Backbone {analysis.backbone}"),
        )

    @cached_property
    def annotation(self) -> Annotation:
        """The reader's outlines, or the model's own."""
        correction = self.analysis.correction
        return from_analysis(self.analysis) if correction is None else correction.annotation

    def finding(self, lesion: Lesion) -> Finding:
        """What the outline of a lesion is said to be."""
        known = {one.number: one for one in self.annotation.findings}
        return known.get(lesion.id) or Finding(
            number=lesion.id, looks=lesion.label, is_from_model=True
        )

    def tracking_uid(self, finding: Finding | None) -> str:
        """The same in every object, and, of what the model outlined first, in every correction;
        None is the liver."""
        series, weights = self.analysis.series, self.analysis.weights_sha256
        if finding is None:
            return derived_uid("liver", series.uid)
        if finding.is_from_model:
            return derived_uid("lesion", series.uid, weights, finding.number)
        # Readers number their findings alike: whose it is, only all that was outlined tells.
        return derived_uid("finding", series.uid, self.digest, finding.number)


def analysis_seg(of: OfAnalysis) -> bytes:
    """Liver and lesions as a DICOM SEG, as `seg.outlines_seg`.

    Raises:
        UsageError: nothing is outlined.
    """
    origin = Origin(
        series_uid=of.series_uid("seg"),
        sop_uid=of.sop_uid("seg"),
        series_number=SERIES_NUMBERS["seg"],
        instance_number=1,
        when=of.when,
        by_reader=of.analysis.is_corrected,
        algorithm=of.algorithm,
        tracking_uid=of.tracking_uid,
        use=of.use,
    )
    return outlines_seg(of.annotation, of.headers, origin)
