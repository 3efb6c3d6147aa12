"""Why the contours of an RTSTRUCT can't be laid on the CT, and how they were."""

from __future__ import annotations

from core.dicom.sentences.words import counted
from core.sentence import sentence


@sentence
def damaged_contours(name: str) -> str:
    return f"{name}: can't be read as a DICOM RTSTRUCT: get it again."


@sentence
def contours_between_slices(name: str, count: int) -> str:
    lie = "1 contour lies" if count == 1 else f"{count} contours lie"
    return (
        f"{name}: {lie} on no slice of this series, and contours are not resampled: choose "
        "the RTSTRUCT that was drawn on this series."
    )


@sentence
def contours_outside(name: str) -> str:
    return (
        f"{name}: its contours lie outside the images: choose the RTSTRUCT that was drawn on "
        "this series."
    )


@sentence
def contours_not_areas(name: str, count: int) -> str:
    drawn = "1 contour is" if count == 1 else f"{count} contours are"
    return f"{name}: {drawn} left out, because they are points or open lines and enclose no area."


@sentence
def contours_moved(name: str, most_mm: float) -> str:
    return (
        f"{name}: its contours lie between the slices, by up to {most_mm:.1f} mm: each slice "
        "took the nearest ones."
    )


@sentence
def slices_skipped(name: str, region: str, count: int) -> str:
    return (
        f"{name}: {region} has no contour on {counted(count, 'slice')} between its first and its "
        "last: nothing is filled in there."
    )


@sentence
def no_liver_region(name: str, regions: str) -> str:
    found = f"but {regions}" if regions else "and no other"
    return (
        f"{name}: holds no region called liver or lesion that encloses an area, {found}: choose "
        "the RTSTRUCT with the liver."
    )


@sentence
def regions_unused(name: str, regions: str) -> str:
    return f"{name}: regions not used: {regions}."
