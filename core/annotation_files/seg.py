"""An annotation as a DICOM SEG."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from core import __version__
from core.annotation import Finding
from core.annotation_files.made import Made
from core.annotation_files.table import FILE_NAME as TABLE
from core.annotation_files.table import annotation_json
from core.atomic_write import atomic_folder
from core.export.dicom.equipment import MODEL, Algorithm, second
from core.export.dicom.headers_of_ct import source_headers
from core.export.dicom.seg import Origin, outlines_seg
from core.export.dicom.uids import derived_uid
from core.series import Series

FILE_NAME = "annotation.dcm"
#: Above those of scanners, and apart from other results.
SERIES_NUMBER = 9010
#: Which model outlined first is not known any more.
_ALGORITHM = Algorithm(MODEL, __version__)


def write_seg(
    made: Made, series: Series, out_dir: Path, *, include_name: bool = False
) -> list[Path]:
    """Write `annotation.dcm` and `annotation.json` into `out_dir`, both or none; arguments and
    errors as of `seg_file`.

    Raises:
        UsageError: the folder can't be written to.
    """
    content = seg_file(made, series, include_name=include_name)
    with atomic_folder(out_dir) as folder:
        (folder / FILE_NAME).write_bytes(content)
        (folder / TABLE).write_text(annotation_json(made, series), encoding="utf-8")
    return [Path(out_dir) / FILE_NAME, Path(out_dir) / TABLE]


def seg_file(made: Made, series: Series, *, include_name: bool = False) -> bytes:
    """The SEG as a DICOM file; equal content gives equal bytes and the same UIDs.

    Args:
        include_name: state the patient's name and ID as the CT does; otherwise neither is in it.

    Raises:
        UsageError: the series was not read from DICOM files of one frame each, or nothing is
            outlined.
    """
    headers = source_headers(series, include_name=include_name)
    origin = Origin(
        series_uid=derived_uid("seg series", series.uid, made.reader, made.study),
        sop_uid=derived_uid("seg", series.uid, made.digest(), include_name),
        series_number=SERIES_NUMBER,
        instance_number=made.version or 1,
        # What was never saved is made now.
        when=second(made.created_at or datetime.now(UTC)),
        by_reader=True,
        algorithm=_ALGORITHM,
        tracking_uid=partial(_tracking_uid, made=made, series=series),
    )
    return outlines_seg(made.annotation, headers, origin)


def _tracking_uid(finding: Finding | None, made: Made, series: Series) -> str:
    """The same for the same finding of the same reader, in every version; what the model outlined
    first is the same for all readers."""
    if finding is None:
        return derived_uid("liver", series.uid)
    if finding.is_from_model:
        return derived_uid("model", series.uid, finding.number)
    return derived_uid("finding", series.uid, made.reader, made.study, finding.number)
