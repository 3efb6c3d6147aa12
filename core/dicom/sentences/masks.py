"""Why a reference mask can't be laid on the CT, and how it was."""

from __future__ import annotations

from collections.abc import Sequence

from core.dicom.sentences.words import first_of, listed
from core.sentence import around_reason, sentence

#: Names listed in one sentence.
MAX_NAMES = 5

_FORMATS = "a DICOM SEG or RTSTRUCT, a NIfTI, NRRD or MetaImage file"

Shape = tuple[int, ...]


@around_reason
def no_mask_because(reason: str, name: str) -> str:
    return f"No reference mask there ({name}: {reason}): choose {_FORMATS}."


@sentence
def no_mask_files() -> str:
    return f"No reference mask there (no files were given): choose {_FORMATS}."


@sentence
def other_files_unused(names: Sequence[str]) -> str:
    return f"Not used because no segmentation: {listed(names, MAX_NAMES)}."


# -- does it belong to these images? -----------------------------------------------------------


@sentence
def other_patient(name: str) -> str:
    return (
        f"{name}: belongs to another patient than the images, according to the patient IDs in "
        "their headers: choose the one of this series."
    )


@sentence
def other_frame_of_reference(name: str) -> str:
    return (
        f"{name}: lies in another frame of reference than the images, so that their positions "
        "can't be compared: choose the one that was drawn on this series."
    )


@sentence
def other_shape(name: str, shape: Shape, ct_name: str, ct_shape: Shape) -> str:
    """The shapes are (z, y, x), and read as x, y and z."""
    return (
        f"{name} has {_voxels(shape)} voxels and {ct_name} has {_voxels(ct_shape)}: check that "
        "they belong together."
    )


@sentence
def elsewhere(name: str, ct_name: str, apart_mm: float) -> str:
    return (
        f"{name} lies elsewhere than {ct_name}, by up to {apart_mm:.1f} mm according to their "
        "headers: check that they belong together."
    )


@sentence
def outside_the_ct(name: str, share: float) -> str:
    return (
        f"{name} lies elsewhere than the images: {share:.0%} of what it outlines is outside: check "
        "that they belong together."
    )


@sentence
def nearest_voxels_used(name: str) -> str:
    return (
        f"{name} lies on another grid than the images: each of their voxels took the nearest label."
    )


@sentence
def impossible_mask_position(name: str) -> str:
    return f"{name}: its position in the patient makes no sense: export it again."


@sentence
def ct_position_unreadable(name: str) -> str:
    return f"{name}: the position of its images in the patient can't be read: check their file."


def _voxels(shape: Shape) -> str:
    return " x ".join(map(str, shape[::-1]))


# -- labels ------------------------------------------------------------------------------------


@sentence
def not_whole_numbers(name: str) -> str:
    return (
        f"{name}: holds values other than whole numbers from 0 to 255, so it is no segmentation: "
        "check that the right file was chosen."
    )


@sentence
def unknown_labels(name: str, labels: Sequence[str]) -> str:
    return (
        f"{name}: holds the labels {listed(labels, MAX_NAMES)} besides 0 background, 1 liver, "
        "2 and 3 lesions: recode them."
    )


@sentence
def no_liver(name: str, files: int, has_lesions: bool) -> str:
    what = "lesions but no liver" if has_lesions else "no liver"
    return (
        f"{first_of(name, files)}: marks {what} on this series: add the outline of the liver "
        "(label 1, or a segment called liver)."
    )


@sentence
def files_unused(names: Sequence[str]) -> str:
    return (
        "Not used because neither liver nor a liver lesion by their names: "
        f"{listed(names, MAX_NAMES)}."
    )


@sentence
def no_liver_by_name(names: Sequence[str]) -> str:
    return (
        f"{listed(names, MAX_NAMES)}: its name is not that of an outline of the liver: add one "
        "that is called liver, or rename the file if it is one."
    )


@sentence
def no_lesions_outlined(name: str, files: int) -> str:
    return (
        f"{first_of(name, files)}: outlines no lesions on this series, so that lesions found or "
        "missed are not scored."
    )


@sentence
def lesion_kind_unknown(name: str) -> str:
    return f"{name}: doesn't say what kind its lesions are; they are shown as malignant-looking."


# -- DICOM SEG ---------------------------------------------------------------------------------


@sentence
def not_a_mask(name: str) -> str:
    return f"{name}: is no segmentation: choose {_FORMATS}."


@sentence
def damaged_segmentation(name: str) -> str:
    return f"{name}: can't be read as a DICOM SEG: get it again."


@sentence
def frame_of_no_segment() -> str:
    return "a frame that doesn't say which segment it shows"


@sentence
def segmentation_too_large(name: str, frames: int, columns: int, rows: int) -> str:
    return (
        f"{name}: has {frames} frames of {columns} x {rows} pixels, over the limit: keep only the "
        "segments of the liver and its lesions."
    )


@sentence
def no_liver_segment(name: str, segments: Sequence[str]) -> str:
    found = f"but {listed(segments, MAX_NAMES)}" if segments else "and no other"
    return (
        f"{name}: holds no segment called liver or lesion, {found}: choose the SEG with the liver."
    )


@sentence
def segments_unused(name: str, segments: Sequence[str]) -> str:
    return f"{name}: segments not used: {listed(segments, MAX_NAMES)}."


@sentence
def frames_not_placed(name: str) -> str:
    return (
        f"{name}: doesn't say where its frames lie or how large their pixels are: export it again."
    )


@sentence
def frames_uneven(name: str) -> str:
    return (
        f"{name}: its frames lie on no slice of the series and are no even stack of their own: "
        "check that they belong together."
    )


@sentence
def too_many_planes(name: str, count: int) -> str:
    return (
        f"{name}: its frames are spread over {count} planes, over the limit: check that it belongs "
        "to the series."
    )
