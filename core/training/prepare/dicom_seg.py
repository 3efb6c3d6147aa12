"""DICOM Segmentation objects as labels of a scan (`core.dicom.segmentation` reads them)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.dicom.items import FileItem
from core.dicom.limits import DEFAULT_LIMITS
from core.dicom.segment_names import BENIGN, LIVER, TUMOUR
from core.dicom.segmentation import read_segmentation, unreadable
from core.dicom.set_aside import SetAside
from core.errors import TrainingDataError
from core.labels import BENIGN_CODE, LIVER_CODE
from core.series import Series
from core.training.prepare import sentences
from core.training.prepare.scans import TUMOUR_CODE

CODES = {LIVER: LIVER_CODE, BENIGN: BENIGN_CODE, TUMOUR: TUMOUR_CODE}


def read_dicom_seg(path: Path, series: Series, ct_name: str) -> tuple[np.ndarray, list[str]]:
    """The liver and its lesions on the CT's voxels.

    Returns:
        (z, y, x) uint8 with mask codes and `TUMOUR_CODE`, and the names of segments not used.

    Raises:
        InputError: no DICOM Segmentation, or damaged.
        TrainingDataError: it doesn't lie on the CT, or holds no liver.
    """
    try:
        item = FileItem(path)
    except SetAside as error:
        raise unreadable(path.name) from error
    segmentation = read_segmentation(item, DEFAULT_LIMITS)
    kinds = segmentation.kinds
    if LIVER not in kinds.values():
        raise TrainingDataError(sentences.scans.no_liver_segment(path.name))
    rows, columns = segmentation.shape
    if (rows, columns) != series.volume.shape[1:]:
        raise TrainingDataError(
            sentences.scans.segmentation_size_differs(
                path.name, columns, rows, ct_name, series.volume.shape[2], series.volume.shape[1]
            )
        )
    slices = segmentation.slices_in(series)
    for frame, index in zip(segmentation.frames, slices, strict=True):
        if index is None and segmentation.shows(frame):
            raise TrainingDataError(sentences.scans.frame_off_the_ct(path.name, ct_name))
    codes = np.zeros(series.volume.shape, dtype=np.uint8)
    segmentation.draw(slices, CODES, codes)
    return codes, segmentation.unused
