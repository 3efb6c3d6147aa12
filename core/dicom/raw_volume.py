"""The voxels of one volume as its file stores them, not yet along the axes of the patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.dicom import sentences
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside
from core.sentence import Sentence

#: Copies of a volume that exist while its file is read: unpacked, joined to its header, and as an
#: array.
COPIES = 3


@dataclass(frozen=True)
class RawVolume:
    """One volume in the order of its file."""

    #: "NIfTI", "NRRD" or "MetaImage"; for messages.
    kind: str
    #: (x, y, z), in whatever direction the affine says.
    values: np.ndarray
    #: (4, 4): (x, y, z, 1) index -> RAS mm.
    affine_ras: np.ndarray
    warnings: tuple[Sentence, ...] = ()
    #: Label -> name, where the file names what it outlines (3D Slicer's .seg.nrrd).
    names: Mapping[int, str] = field(default_factory=dict)


def bytes_needed(
    shape: Sequence[int], dtype: np.dtype, limits: Limits, kind: str, *, voxel_bytes: int = 0
) -> int:
    """How long the voxels of a volume are, by what its header announces; asks for room for them.

    Args:
        shape: as in the file; lengths of 1 after the third are no hindrance.
        voxel_bytes: of a voxel in memory, where that is more than in the file.

    Raises SetAside if this is no volume of numbers, or one over the limit; what `limits.room` does.
    """
    if dtype.kind not in "iuf":
        raise SetAside(sentences.nifti.nifti_colours(kind))
    if len(shape) < 3 or any(length != 1 for length in shape[3:]):
        raise SetAside(sentences.nifti.nifti_dimensions(len(shape), kind))
    if min(shape) < 1:
        raise SetAside(sentences.nifti.nifti_without_voxels(kind))
    voxels = int(np.prod(list(shape), dtype=object))
    needed = voxels * dtype.itemsize
    in_memory = max(needed, voxels * voxel_bytes)
    if in_memory > limits.volume_bytes or max(shape[:2]) > limits.matrix:
        raise SetAside(sentences.nifti.nifti_too_large(shape, kind))
    limits.room(COPIES * in_memory)
    return needed
