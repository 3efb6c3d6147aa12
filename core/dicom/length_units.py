"""The unit in which a volume's header gives lengths, and whether it can be true."""

from __future__ import annotations

import numpy as np

from core.dicom import sentences
from core.dicom.sizes import is_ordinary
from core.sentence import Sentence

#: Unit -> mm. A header that names none means mm.
MM = {"mm": 1.0, "cm": 10.0, "meter": 1e3, "micron": 1e-3, "unknown": 1.0}
#: What programs confuse.
_CONFUSED = ("mm", "meter", "micron")


def in_mm(affine: np.ndarray, unit: str, kind: str) -> tuple[np.ndarray, list[Sentence]]:
    """An affine in mm, from one in `unit` (a key of `MM`); warnings where it can't be believed.

    Voxels of the stated unit that no CT has, and that another unit makes ordinary, are read in
    that other unit: programs have been seen to write metres and say mm, and the converse. Nothing
    is changed where no unit makes them ordinary.

    Args:
        affine: (4, 4) voxel to patient.
        kind: of the file, for the warning.
    """
    stated = MM.get(unit, 1.0)
    if _is_ordinary(affine, stated):
        return _scaled(affine, stated), []
    for name in _CONFUSED:
        if MM[name] != stated and _is_ordinary(affine, MM[name]):
            return _scaled(affine, MM[name]), [sentences.nifti.unit_not_believed(kind, unit, name)]
    return _scaled(affine, stated), []


def _is_ordinary(affine: np.ndarray, factor: float) -> bool:
    return is_ordinary(np.linalg.norm(affine[:3, :3], axis=0) * factor)


def _scaled(affine: np.ndarray, factor: float) -> np.ndarray:
    if factor == 1.0:
        return affine
    scaled = np.array(affine, dtype=np.float64)
    scaled[:3] *= factor
    return scaled
