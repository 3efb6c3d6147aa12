"""An image and its segmentation as two NIfTI files: 0 background, 1 liver, 2 tumour."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.dicom.label_map import on_grid_of, read_label_map, read_nifti_ct
from core.errors import TrainingDataError
from core.labels import BACKGROUND_CODE, LIVER_CODE
from core.modality import CT
from core.series import Series
from core.training.prepare import sentences
from core.training.prepare.cut import cut_slices
from core.training.prepare.scans import TUMOUR_CODE, LabelledScan, PreparedSlices, Scan
from core.training.prepare.settings import PrepareSettings

LITS_TUMOUR = 2
LITS_CODES = {0: BACKGROUND_CODE, 1: LIVER_CODE, LITS_TUMOUR: TUMOUR_CODE}
#: What LiTS 28 to 47 (which are 3D-IRCADb-01) have in their headers.
NOT_PLACED = "its header gives no pixel size (1 x 1 x 1 mm stands there): areas in mm² are off"


def pair_scan(
    name: str,
    number: int,
    ct: Path | None,
    mask: Path | None,
    settings: PrepareSettings,
    *,
    modality: str = CT,
) -> Scan:
    """A scan of two files; one of them may be missing, which is the scan's problem."""
    problem = ""
    if ct is None or mask is None:
        lacking = "segmentation" if mask is None else f"{modality} volume"
        there = ct or mask
        problem = (
            f"{there.name if there else name}: has no {lacking}: add the missing file or leave "
            "this one out."
        )

    def prepare(settings: PrepareSettings) -> PreparedSlices:
        if ct is None or mask is None:
            raise TrainingDataError(problem)
        scan = read_pair(
            ct, mask, ignore_geometry=settings.ignore_label_geometry, modality=modality
        )
        return cut_slices(scan, name, number, settings)

    subject = settings.subject_of(name) or name
    return Scan(name, number, subject, prepare, problem)


def read_pair(
    ct: Path, mask: Path, *, ignore_geometry: bool = False, modality: str = CT
) -> LabelledScan:
    """Both files, voxel by voxel.

    Args:
        ignore_geometry: believe the image's header for the segmentation too.
        modality: of the image; NIfTI does not say.

    Raises:
        InputError: a file is missing or damaged, or they lie in different places.
        TrainingDataError: other labels than 0, 1 and 2, or no liver.
    """
    series = read_nifti_ct(ct, modality=modality)
    codes = lits_codes(nifti_codes(mask, series, ct, ignore_geometry), mask.name)
    return LabelledScan(series, codes, cautions=(*series.warnings, *_unplaced(series)))


def nifti_codes(mask: Path, series: Series, ct: Path, ignore_geometry: bool) -> np.ndarray:
    """The segmentation's own codes on the CT's voxels."""
    labels = read_label_map(mask, geometry_from=ct if ignore_geometry else None)
    return on_grid_of(labels, series, ct.name)


def lits_codes(codes: np.ndarray, name: str) -> np.ndarray:
    """0, 1, 2 -> this project's codes, with `TUMOUR_CODE` for a lesion of unknown kind.

    Raises:
        TrainingDataError: other codes, or no liver.
    """
    found = np.flatnonzero(np.bincount(codes.ravel(), minlength=256)).tolist()
    unknown = [code for code in found if code not in LITS_CODES]
    if unknown:
        raise TrainingDataError(sentences.scans.mask_labels_unknown(name, unknown))
    if not {1, LITS_TUMOUR} & set(found):
        raise TrainingDataError(sentences.scans.mask_without_liver(name))
    recode = np.zeros(256, dtype=np.uint8)
    recode[list(LITS_CODES)] = list(LITS_CODES.values())
    return recode[codes]


def _unplaced(series: Series) -> list[str]:
    return [NOT_PLACED] if np.allclose(series.spacing_mm, 1.0, atol=1e-6) else []
