"""What a series was made by: the kinds of image that are opened, and the unit of their values."""

from __future__ import annotations

CT, MR = "CT", "MR"
#: Kinds of image that are opened.
MODALITIES = (CT, MR)


def unit_of(modality: str) -> str:
    """Of a voxel's value: HU in a CT. The signal of an MR image has no unit."""
    return "" if modality == MR else "HU"
