"""NIfTI files that are CT, and others."""

from __future__ import annotations

from collections.abc import Callable

import nibabel
import numpy as np

from core.dicom import MemoryFile
from tools.conditions.condition import READ, REFUSED, WARNED, Condition
from tools.conditions.slices import COUNT

#: HU of air to bone.
_CT = np.linspace(-1000, 1200, 6 * 4 * COUNT).reshape(6, 4, COUNT)


def image(
    voxels: np.ndarray,
    kind: type = np.int16,
    *,
    placed: bool = True,
    scale: float = 1.0,
    unit: str = "mm",
) -> Callable[[], list[MemoryFile]]:
    """One file with these voxels, (x, y, z), and a position in the patient unless told."""

    def made() -> list[MemoryFile]:
        nifti = nibabel.Nifti1Image(
            voxels.astype(kind), np.diag([0.75 * scale, 0.5 * scale, scale, 1])
        )
        nifti.header.set_xyzt_units(unit)
        if not placed:
            nifti.set_sform(None, 0)
            nifti.set_qform(None, 0)
        return [MemoryFile("ct.nii", nifti.to_bytes())]

    return made


def cut() -> list[MemoryFile]:
    (whole,) = image(_CT)()
    return [MemoryFile("ct.nii", whole.data[:-200])]


_LABELS = np.zeros((6, 4, COUNT))
_LABELS[2:4] = 1
_HOLE = np.where(_CT > 1100, np.nan, _CT)

CONDITIONS = (
    Condition("A CT", image(_CT), READ, (), (COUNT,)),
    Condition(
        "A CT that doesn't say how the patient lies",
        image(_CT, placed=False),
        WARNED,
        ("nifti_orientation_unknown",),
        (COUNT,),
    ),
    Condition("Lengths in metres", image(_CT, scale=1e-3, unit="meter"), READ, (), (COUNT,)),
    Condition("Lengths in microns", image(_CT, scale=1e3, unit="micron"), READ, (), (COUNT,)),
    Condition(
        "Lengths in metres that are called mm",
        image(_CT, scale=1e-3),
        WARNED,
        ("unit_not_believed",),
        (COUNT,),
    ),
    Condition("A label map", image(_LABELS, np.uint8), REFUSED, ("nifti_labels",)),
    Condition("Several volumes", image(np.stack([_CT] * 3, -1)), REFUSED, ("nifti_dimensions",)),
    Condition(
        "Voxels that are no numbers", image(_HOLE, np.float32), REFUSED, ("nifti_not_numbers",)
    ),
    Condition("Values that are no HU", image(_CT + 1000), REFUSED, ("nifti_not_hu",)),
    Condition("A file that ends early", cut, REFUSED, ("damaged_nifti",)),
)
