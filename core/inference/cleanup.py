"""Clean up the mask of a whole series in 3-D."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.bounding_box import Box, bounding_box
from core.inference.voxels import drop_uncertain_lesions
from core.labels import (
    BACKGROUND_CODE,
    BENIGN_CODE,
    LIVER_CODE,
    MALIGNANT_CODE,
)
from core.lesions import label_lesions
from core.modality import MR
from core.series import Series

#: Parts of the liver may touch only at an edge or a corner (thick slices).
_TOUCHING = ndimage.generate_binary_structure(3, 3)


@dataclass(frozen=True)
class CleanUpRules:
    """The settings of `clean_up` and of the smoothing before it."""

    #: Standard deviation along the slices over which mask probabilities are averaged, mm.
    smoothing_mm: float = 1.5
    #: Holes in the liver up to this area on a slice are liver; larger ones may be the vena cava.
    hole_mm2: float = 300.0
    #: A region below this area on every slice is not a liver, and is removed.
    liver_mm2: float = 1000.0
    #: Parts of the liver smaller than this share of the largest part are dropped.
    liver_share: float = 0.2
    #: Lesions must have at least this share of their surface against liver.
    liver_contact: float = 0.2
    #: Lesions of a CT with a lower mean are fat or gas: the network can't tell, its input is
    #: clipped near water. The signal of MR shows neither.
    lesion_hu: float = -20.0
    #: Lesions in which p(lesion) nowhere reaches this become liver (`models.outline`).
    certainty: float = 0.0
    #: Lesions smaller than a ball of this diameter are dropped, mm.
    lesion_diameter_mm: float = 3.0
    #: Lesions of fewer voxels are dropped, however large the voxels.
    lesion_voxels: int = 3


def clean_up(
    mask: np.ndarray,
    lesion_probability: np.ndarray,
    malignant_probability: np.ndarray,
    series: Series,
    rules: CleanUpRules,
) -> None:
    """Apply every rule, in place.

    Args:
        mask: (z, y, x) uint8 codes of `core.labels`; changed.
        lesion_probability, malignant_probability: (z, y, x) uint8, 255 = certain; the second is
            the malignant part of the first.
    """
    box = keep_the_liver(mask, series, rules)
    if box is None:
        return
    pixel_mm2 = series.pixel_area_mm2()
    inner, thickness = mask[box], series.slice_thicknesses_mm[box[0]]
    fill_holes(inner, rules.hole_mm2 / pixel_mm2)
    drop_uncertain_lesions(inner, lesion_probability[box], rules.certainty)
    drop_lesions_outside_liver(inner, rules.liver_contact)
    if series.tags.modality != MR:
        drop_fat_and_gas(inner, series.volume[box], rules.lesion_hu)
    one_class_per_lesion(inner, lesion_probability[box], malignant_probability[box])
    smallest_mm3 = np.pi / 6 * rules.lesion_diameter_mm**3
    drop_small_lesions(inner, thickness * pixel_mm2, smallest_mm3, rules.lesion_voxels)


def keep_the_liver(mask: np.ndarray, series: Series, rules: CleanUpRules) -> Box | None:
    """Keep only the main parts of the liver, in place; remove all if it is too small for a liver.

    Args:
        mask: (z, y, x) uint8 codes of `core.labels`; changed.

    Returns:
        The box around what is left, one voxel wider where the volume allows; None if nothing is.
    """
    box = bounding_box(mask, margin=1)
    if box is None:
        return None
    # The components are labelled in int32: in the liver's box that is a fraction of the CT.
    keep_main_parts(mask[box], series.slice_thicknesses_mm[box[0]], rules.liver_share)
    if max(map(np.count_nonzero, mask)) * series.pixel_area_mm2() < rules.liver_mm2:
        mask[box] = BACKGROUND_CODE
    return bounding_box(mask, margin=1)


def fill_holes(mask: np.ndarray, max_pixels: float) -> None:
    """Background enclosed on a slice becomes liver, in holes of up to `max_pixels`."""
    for plane in mask:
        organ = plane != BACKGROUND_CODE
        holes, count = ndimage.label(ndimage.binary_fill_holes(organ) & ~organ)
        if count:
            sizes = np.bincount(holes.ravel())
            sizes[0] = 0
            plane[(sizes > 0)[holes] & (sizes <= max_pixels)[holes]] = LIVER_CODE


def keep_main_parts(mask: np.ndarray, thickness_mm: np.ndarray, share: float) -> None:
    """Keep the largest connected part of the liver (lesions included) by volume, and every other
    part with at least `share` of its volume; the rest becomes background."""
    parts, count = ndimage.label(mask != BACKGROUND_CODE, structure=_TOUCHING)
    if count < 2:
        return
    volumes = _volumes(parts, count, thickness_mm)
    dropped = volumes < share * volumes.max()
    dropped[0] = False
    mask[dropped[parts]] = BACKGROUND_CODE


def drop_lesions_outside_liver(mask: np.ndarray, contact: float) -> None:
    """Lesions with less than `contact` of their surface against liver become background.

    The surface is counted in voxel faces that meet liver or background; the volume's outer border
    counts as neither. A large lesion at the capsule stays, since its inner side meets liver; a
    bowel loop that was outlined as a lesion and only touches the liver is removed.
    """
    lesions, count = label_lesions(mask)
    if not count:
        return
    to_liver = np.zeros(count + 1)
    to_background = np.zeros(count + 1)
    for axis in range(3):
        low, high = _neighbours(axis)
        for mine, other in ((low, high), (high, low)):
            inside, outside = lesions[mine], mask[other]
            for code, faces in ((LIVER_CODE, to_liver), (BACKGROUND_CODE, to_background)):
                faces += np.bincount(inside[(inside > 0) & (outside == code)], minlength=count + 1)
    surface = to_liver + to_background
    dropped = (surface > 0) & (to_liver < contact * surface)
    mask[dropped[lesions]] = BACKGROUND_CODE


def drop_fat_and_gas(mask: np.ndarray, hu: np.ndarray, lowest_hu: float) -> None:
    """Lesions whose mean HU lies below `lowest_hu` become background."""
    lesions, count = label_lesions(mask)
    if not count:
        return
    ids = np.arange(1, count + 1)
    dropped = np.concatenate([[False], ndimage.mean(hu, lesions, ids) < lowest_hu])
    mask[dropped[lesions]] = BACKGROUND_CODE


def one_class_per_lesion(
    mask: np.ndarray, lesion_probability: np.ndarray, malignant_probability: np.ndarray
) -> None:
    """Each 3-D lesion takes the class with the higher probability summed over its voxels."""
    lesions, count = label_lesions(mask)
    if not count:
        return
    ids = np.arange(count + 1)
    either = ndimage.sum_labels(lesion_probability, lesions, ids)
    malignant = ndimage.sum_labels(malignant_probability, lesions, ids)
    codes = np.where(2 * malignant >= either, MALIGNANT_CODE, BENIGN_CODE).astype(mask.dtype)
    inside = lesions > 0
    mask[inside] = codes[lesions[inside]]


def drop_small_lesions(
    mask: np.ndarray, voxel_mm3: np.ndarray, smallest_mm3: float, smallest_voxels: int
) -> None:
    """Lesions below either limit become liver. `voxel_mm3`: (z,) voxel volume on each slice."""
    lesions, count = label_lesions(mask)
    if not count:
        return
    volumes = _volumes(lesions, count, voxel_mm3)
    voxels = np.bincount(lesions.ravel(), minlength=count + 1)
    dropped = (volumes < smallest_mm3) | (voxels < smallest_voxels)
    dropped[0] = False
    mask[dropped[lesions]] = LIVER_CODE


def _volumes(labels: np.ndarray, count: int, weights: np.ndarray) -> np.ndarray:
    """(count + 1,) voxels of each component, those of slice z counting `weights[z]`; [0] is 0."""
    volumes = np.zeros(count + 1)
    for plane, weight in zip(labels, weights, strict=True):
        volumes += weight * np.bincount(plane.ravel(), minlength=count + 1)
    volumes[0] = 0.0
    return volumes


def _neighbours(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Index pairs of all voxels that have a neighbour along `axis`, and of that neighbour."""
    low = [slice(None)] * 3
    high = [slice(None)] * 3
    low[axis], high[axis] = slice(None, -1), slice(1, None)
    return tuple(low), tuple(high)
