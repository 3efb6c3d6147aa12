"""Why a NIfTI file is no CT, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence


@sentence
def damaged_nifti() -> str:
    return "damaged or truncated NIfTI file"


@sentence
def nifti_impossible_affine() -> str:
    return "NIfTI whose position in the patient (affine) makes no sense"


@sentence
def nifti_colours() -> str:
    return "NIfTI of colours or complex numbers, not CT"


@sentence
def nifti_dimensions(count: int) -> str:
    return f"NIfTI with {count} dimensions; CT is one volume of 3"


@sentence
def nifti_without_voxels() -> str:
    return "NIfTI without voxels"


@sentence
def nifti_too_large(shape: Sequence[int]) -> str:
    return f"NIfTI of {' x '.join(map(str, shape))} voxels, over the limit"


@sentence
def nifti_skewed() -> str:
    return "NIfTI whose rows and columns are not at right angles"


@sentence
def nifti_not_axial() -> str:
    return "NIfTI whose volume lies oblique in the patient, not axial"


@sentence
def nifti_not_numbers() -> str:
    return "NIfTI with values that are not numbers (NaN), not HU"


@sentence
def nifti_labels() -> str:
    return "NIfTI of labels (a segmentation), not CT"


@sentence
def nifti_not_hu(low: float, high: float) -> str:
    return f"NIfTI with values from {low:g} to {high:g}, not HU, in which air is near -1000"


@sentence
def nifti_orientation_unknown() -> str:
    return "The NIfTI file doesn't say how the patient lies: left and right may be swapped."
