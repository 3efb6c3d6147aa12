"""Whether the sizes that a header gives can be those of a CT or MR that shows a liver.

The one rule for DICOM and for volumes in one file.
"""

from __future__ import annotations

import numpy as np

from core.dicom import sentences
from core.modality import CT, MR
from core.sentence import Sentence

#: Sizes of a voxel of a body's CT, mm: more than real ones have, and far less than the factor of a
#: thousand between two units.
SMALLEST_MM, LARGEST_MM = 0.04, 20.0
#: The pixels of a CT, which are never larger than this.
LARGEST_PIXEL_MM = 5.0
#: Modality -> how long a side of its images can be, mm. CT with an extended field ends at some
#: 850 mm; MR of the whole body, put together from several, shows a person from head to foot.
LONGEST_FIELD_MM = {CT: 1000.0, MR: 2500.0}
#: Nobody is longer, mm.
LONGEST_STACK_MM = 2500.0
#: Coarser than images and slices that were thinned out on purpose; slabs of MR are thick, mm.
COARSEST_PIXEL_MM, FARTHEST_APART_MM = 20.0, 100.0
#: No liver fits into less, mm. Images of fewer pixels are cut out of larger ones.
SHORTEST_FIELD_MM, WHOLE_IMAGE = 100.0, 256
#: Pixels that aren't square are legal, and measured as they are. Beyond this factor between their
#: sides, an axis was more likely resampled or mixed up with another, which gives two or more.
NOT_SQUARE = 1.5


def is_ordinary(sizes_mm: np.ndarray) -> bool:
    """Whether a CT may have voxels of these three sizes, in any order of the axes."""
    # The smallest size is that of a pixel or smaller.
    smallest, largest = sizes_mm.min(), sizes_mm.max()
    return bool(SMALLEST_MM <= smallest <= LARGEST_PIXEL_MM and largest <= LARGEST_MM)


def size_warnings(
    shape: tuple[int, int, int], spacing_mm: tuple[float, float, float], modality: str = CT
) -> list[Sentence]:
    """One sentence for each size that no image of a liver has, and for pixels of a CT that are
    clearly not square.

    Args:
        shape: (slices, rows, columns).
        spacing_mm: in the same order; the distance of slices counts only where there are several.
    """
    modality = modality if modality in LONGEST_FIELD_MM else CT
    n_slices, rows, columns = shape
    apart, high, wide = spacing_mm
    field = (rows * high, columns * wide)
    short, long = min(high, wide), max(high, wide)
    warnings = []
    cut_out = min(rows, columns) < WHOLE_IMAGE
    if max(field) > LONGEST_FIELD_MM[modality] or (max(field) < SHORTEST_FIELD_MM and not cut_out):
        warnings.append(sentences.sizes.impossible_field(*field, modality))
    elif short < SMALLEST_MM or long > COARSEST_PIXEL_MM:
        warnings.append(sentences.sizes.impossible_pixels(high, wide, modality))
    farthest = min(FARTHEST_APART_MM, LONGEST_STACK_MM / n_slices)
    if n_slices > 1 and not SMALLEST_MM <= apart <= farthest:
        warnings.append(sentences.sizes.impossible_distance(apart, modality))
    # Planes cut out of an MR volume have its distance of slices on one side.
    if modality == CT and long > NOT_SQUARE * short:
        warnings.append(sentences.sizes.pixels_not_square(high, wide))
    return warnings
