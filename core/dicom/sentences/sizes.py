"""Sizes that no image of a liver has."""

from __future__ import annotations

from core.sentence import sentence

#: What to do about sizes that may be wrong.
_CHECK = "Check a distance that you know."


@sentence
def impossible_field(height_mm: float, width_mm: float, modality: str) -> str:
    return (
        f"By its header, each image is {height_mm:,.0f} mm high and {width_mm:,.0f} mm wide, which "
        f"no {modality} of a liver is: lengths, areas and volumes can't be trusted. {_CHECK}"
    )


@sentence
def impossible_pixels(height_mm: float, width_mm: float, modality: str) -> str:
    return (
        f"By its header, pixels are {height_mm:.3g} mm high and {width_mm:.3g} mm wide, which none "
        f"of a {modality} are: lengths, areas and volumes can't be trusted. {_CHECK}"
    )


@sentence
def impossible_distance(apart_mm: float, modality: str) -> str:
    return (
        f"By their positions, slices are {apart_mm:,.3g} mm apart, which those of a {modality} of "
        f"a liver are not: slices are missing, or volumes can't be trusted. {_CHECK}"
    )


@sentence
def pixels_not_square(height_mm: float, width_mm: float) -> str:
    return (
        f"By its header, pixels are {height_mm:.3g} mm high and {width_mm:.3g} mm wide; those of "
        f"CT scanners are square. Lengths may be wrong. {_CHECK}"
    )
