"""Sizes that no image of a liver has."""

from __future__ import annotations

from core.sentence import sentence

#: What to do about sizes that may be wrong.
_CHECK = "Check a distance that you know."


@sentence
def impossible_field(height_mm: float, width_mm: float, modality: str) -> str:
    return (
        f"By its header, each image is {height_mm:,.0f} mm high and {width_mm:,.0f} mm wide. No "
        f"{modality} of a liver has such a field: lengths, areas and volumes can't be trusted. "
        f"{_CHECK}"
    )


@sentence
def impossible_pixels(height_mm: float, width_mm: float, modality: str) -> str:
    return (
        f"By its header, pixels are {height_mm:.3g} mm high and {width_mm:.3g} mm wide. No "
        f"{modality} has such pixels: lengths, areas and volumes can't be trusted. {_CHECK}"
    )


@sentence
def impossible_distance(apart_mm: float, modality: str) -> str:
    return (
        f"By their positions, slices are {apart_mm:,.3g} mm apart. No {modality} of a liver has "
        f"such a distance: slices are missing, or volumes can't be trusted. {_CHECK}"
    )


@sentence
def pixels_not_square(height_mm: float, width_mm: float) -> str:
    return (
        f"By its header, pixels are {height_mm:.3g} mm high and {width_mm:.3g} mm wide; those of "
        f"CT scanners are square. Lengths may be wrong. {_CHECK}"
    )
