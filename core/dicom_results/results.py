"""The objects of one analysis as a recipe: which, made of what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.attribution import series_grad_cam
from core.dicom.headers import quiet_pydicom
from core.dicom_results.pictures import key_pictures
from core.errors import Cancelled, UsageError
from core.export.dicom import (
    OfAnalysis,
    analysis_seg,
    analysis_sr,
    capture_files,
    heat_map_file,
    pdf_file,
    sentences,
    source_headers,
)
from core.export.dicom.equipment import second
from core.export.dicom.headers_of_ct import refuse_without_dicom
from core.labels import MALIGNANT
from core.measurements import Measurement
from core.models import Model
from core.pipeline import Analysis
from core.report import report_pdf
from core.sentence import Sentence

__all__ = ["KINDS", "DicomResults", "dicom_results", "refuse_without_dicom"]

#: Kind -> what it is, in the order in which they are made: what takes long comes last.
KINDS = {
    "seg": "outlines of liver and lesions",
    "sr": "measurements of the lesions",
    "sc": "key images",
    "pdf": "the report",
    "map": "heatmap of the malignant score",
}
#: What the heatmap explains.
_TARGET = MALIGNANT


@dataclass(frozen=True, eq=False)
class DicomResults:
    """Objects of the CT's own study."""

    #: Name of the file, which tells nothing of the patient -> its content.
    files: dict[str, bytes]
    #: For a person: which kinds are missing, and why.
    left_out: tuple[Sentence, ...] = ()


def dicom_results(
    analysis: Analysis,
    model: Model,
    *,
    kinds: Collection[str] = tuple(KINDS),
    include_name: bool = True,
    subject: str = "",
    measurements: Sequence[Measurement] = (),
    made_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> DicomResults:
    """Every object that was asked for and can be made. The same arguments give the same bytes, and
    at another time the same objects: their UIDs follow from what they say.

    Args:
        model: the one that made `analysis`, for the report and the heatmap.
        kinds: of `KINDS`.
        include_name: state patient and examination as the CT does: an archive files them by that.
            Otherwise neither name nor ID, dates of birth or numbers of the examination are in them.
        subject: a pseudonym on the report in their place.
        measurements: what a reader measured, for the report.
        made_at: stated in every object, aware of its zone (default: now).
        progress: called with (steps done, steps in all).

    Raises:
        UsageError: the series was not read from DICOM files of one frame each that state their
            UIDs. Cancelled: `cancel` was set.
    """
    when = second(made_at or datetime.now(UTC))
    of = OfAnalysis(analysis, source_headers(analysis.series, include_name=include_name), when)
    asked = _Asked(of, model, include_name, subject, tuple(measurements), cancel)
    files: dict[str, bytes] = {}
    left_out: list[Sentence] = []
    wanted = [kind for kind in KINDS if kind in kinds]
    for done, kind in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        if cancel is not None and cancel.is_set():
            raise Cancelled
        # Its warnings quote values of the headers.
        with quiet_pydicom():
            made = _MAKERS[kind](asked)
        if isinstance(made, Sentence):
            left_out.append(made)
        else:
            files |= made
    if progress is not None:
        progress(len(wanted), len(wanted))
    return DicomResults(files, tuple(left_out))


@dataclass(frozen=True, eq=False)
class _Asked:
    of: OfAnalysis
    model: Model
    include_name: bool
    subject: str
    measurements: tuple[Measurement, ...]
    cancel: threading.Event | None


def _seg(asked: _Asked) -> dict[str, bytes] | Sentence:
    if not asked.of.annotation.voxels.any():
        return sentences.nothing_for_seg()
    return {"liverlens-seg.dcm": analysis_seg(asked.of)}


def _sr(asked: _Asked) -> dict[str, bytes] | Sentence:
    content = analysis_sr(asked.of)
    return sentences.no_lesion_to_measure() if content is None else {"liverlens-sr.dcm": content}


def _sc(asked: _Asked) -> dict[str, bytes]:
    files = capture_files(asked.of, key_pictures(asked.of.analysis))
    return {f"liverlens-image-{number}.dcm": file for number, file in enumerate(files, start=1)}


def _pdf(asked: _Asked) -> dict[str, bytes]:
    content = report_pdf(
        asked.of.analysis,
        asked.model,
        include_name=asked.include_name,
        subject=asked.subject,
        measurements=asked.measurements,
        made_at=asked.of.when,
        cancel=asked.cancel,
    )
    file = pdf_file(
        asked.of,
        content,
        names_patient=asked.include_name,
        settings=(asked.subject, asked.measurements),
    )
    return {"liverlens-report.dcm": file}


def _map(asked: _Asked) -> dict[str, bytes] | Sentence:
    series = asked.of.analysis.series
    try:
        heat = series_grad_cam(asked.model, series, _TARGET, cancel=asked.cancel)
    except UsageError as error:  # a model without gradients
        return sentences.no_map(str(error))
    content = heat_map_file(asked.of, heat)
    return sentences.no_liver_for_map() if content is None else {"liverlens-map.dcm": content}


_MAKERS: dict[str, Callable[[_Asked], dict[str, bytes] | Sentence]] = {
    "seg": _seg,
    "sr": _sr,
    "sc": _sc,
    "pdf": _pdf,
    "map": _map,
}
