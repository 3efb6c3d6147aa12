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
#: Pixels that aren't square are legal, and measured as they are. Those of CT scanners are square,
#: though: written with two decimals, one rounded up and one down, the sides of a pixel of 0.5 mm
#: differ by 2 %, and those of larger ones by less. Beyond this factor the image was resampled, or
#: one of the two is wrong.
NOT_SQUARE = 1.02
#: The same in a piece that is smaller than a liver. Beyond this factor an axis was more likely
#: mixed up with another, which gives two or more.
PIECE_NOT_SQUARE = 1.5
#: Of the quotient of two sizes that were written in decimals.
_ROUNDING = 1e-6


def is_ordinary(sizes_mm: np.ndarray) -> bool:
    """Whether a CT may have voxels of these three sizes, in any order of the axes."""
    # The smallest size is that of a pixel or smaller.
    smallest, largest = sizes_mm.min(), sizes_mm.max()
    return bool(SMALLEST_MM <= smallest <= LARGEST_PIXEL_MM and largest <= LARGEST_MM)


def size_warnings(
    shape: tuple[int, int, int], spacing_mm: tuple[float, float, float], modality: str = CT
) -> list[Sentence]:
    """What `impossible_sizes` says, and a sentence for pixels of a CT that are not square.

    Args:
        shape: (slices, rows, columns).
        spacing_mm: in the same order; the distance of slices counts only where there are several.
    """
    warnings = impossible_sizes(shape, spacing_mm, modality)
    _, high, wide = spacing_mm
    holds_liver = max(shape[1] * high, shape[2] * wide) >= SHORTEST_FIELD_MM
    limit = NOT_SQUARE if holds_liver else PIECE_NOT_SQUARE
    # Planes cut out of an MR volume have its distance of slices on one side.
    if modality != MR and max(high, wide) / min(high, wide) > limit + _ROUNDING:
        warnings.append(sentences.sizes.pixels_not_square(high, wide))
    return warnings


def impossible_sizes(
    shape: tuple[int, int, int], spacing_mm: tuple[float, float, float], modality: str = CT
) -> list[Sentence]:
    """One sentence for each size that no image of a liver has; arguments as `size_warnings`."""
    modality = modality if modality in LONGEST_FIELD_MM else CT
    n_slices, rows, columns = shape
    apart, high, wide = spacing_mm
    field = (rows * high, columns * wide)
    found = []
    cut_out = min(rows, columns) < WHOLE_IMAGE
    if max(field) > LONGEST_FIELD_MM[modality] or (max(field) < SHORTEST_FIELD_MM and not cut_out):
        found.append(sentences.sizes.impossible_field(*field, modality))
    elif min(high, wide) < SMALLEST_MM or max(high, wide) > COARSEST_PIXEL_MM:
        found.append(sentences.sizes.impossible_pixels(high, wide, modality))
    farthest = min(FARTHEST_APART_MM, LONGEST_STACK_MM / n_slices)
    if n_slices > 1 and not SMALLEST_MM <= apart <= farthest:
        found.append(sentences.sizes.impossible_distance(apart, modality))
    return found
