"""Why a volume in one file is no CT, and what it leaves unsaid.

`kind` is the format: NIfTI, NRRD or MetaImage.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence

NIFTI = "NIfTI"


@sentence
def damaged_nifti(kind: str = NIFTI) -> str:
    return f"damaged or truncated {kind} file"


@sentence
def nifti_impossible_affine(kind: str = NIFTI) -> str:
    return f"{kind} whose position in the patient (affine) makes no sense"


@sentence
def nifti_colours(kind: str = NIFTI) -> str:
    return f"{kind} of colours or complex numbers, not CT"


@sentence
def nifti_dimensions(count: int, kind: str = NIFTI) -> str:
    return f"{kind} with {count} dimensions; CT is one volume of 3"


@sentence
def nifti_without_voxels(kind: str = NIFTI) -> str:
    return f"{kind} without voxels"


@sentence
def nifti_too_large(shape: Sequence[int], kind: str = NIFTI) -> str:
    return f"{kind} of {' x '.join(map(str, shape))} voxels, over the limit"


@sentence
def nifti_skewed(kind: str = NIFTI) -> str:
    return f"{kind} whose rows and columns are not at right angles"


@sentence
def nifti_not_axial(kind: str = NIFTI) -> str:
    return f"{kind} whose volume lies oblique in the patient, not axial"


@sentence
def nifti_not_numbers(kind: str = NIFTI) -> str:
    return f"{kind} with values that are not numbers (NaN), not HU"


@sentence
def nifti_labels(kind: str = NIFTI) -> str:
    return f"{kind} of labels (a segmentation), not CT"


@sentence
def nifti_not_hu(low: float, high: float, kind: str = NIFTI) -> str:
    return f"{kind} with values from {low:g} to {high:g}, not HU, in which air is near -1000"


@sentence
def nifti_orientation_unknown(kind: str = NIFTI) -> str:
    return f"The {kind} file doesn't say how the patient lies: left and right may be swapped."


@sentence
def unit_not_believed(kind: str, unit: str, used: str) -> str:
    told = (
        f"The {kind} file names no unit of length, and in mm its voxels would have a size"
        if unit == "unknown"
        else f"The {kind} file gives lengths in {unit}, in which its voxels have a size"
    )
    return f"{told} that no CT has: they were read in {used}. Check a distance that you know."


@sentence
def voxels_packed_otherwise(encoding: str, kind: str) -> str:
    return f"{kind} whose voxels are packed as {encoding}; save it as raw or gzip"


# -- header and voxels in two files ------------------------------------------------------------


@sentence
def voxels_elsewhere(kind: str) -> str:
    return f"{kind} header without its voxels, which are in another file; add that file"


@sentence
def voxels_missing(kind: str, name: str) -> str:
    return f"{kind} header whose voxels are in {name}, which is not beside it; add that file"


@sentence
def voxels_outside(kind: str) -> str:
    return (
        f"{kind} header that names voxels in another folder or in several files; save it as one "
        "file"
    )
