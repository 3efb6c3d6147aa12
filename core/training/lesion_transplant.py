"""Lesions of other training slices, transplanted into healthy liver.

After Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for Instance
Segmentation" (CVPR 2021). A simulated lesion (`lesion_simulation`) has any shape and size, but its
texture and edge are formulas; a transplanted one has those of a real lesion. What is moved is its
contrast to the liver around it, turned, mirrored and resized, so that it fits a liver of any
attenuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.labels import LESION_CODES, LIVER_CODE
from core.training.lesion_simulation import LEAST_LIVER

#: Lesions of fewer pixels (about 1.5 mm) show no texture.
LEAST_PIXELS = 12
#: Pixels of liver around a lesion that are moved with it: its edge is softer than its mask.
MARGIN = 4
#: Fewer pixels of liver around it give no level to compare with.
LEAST_AROUND = 60
#: Size as a share of the original, and contrast as one.
RESIZED, STRENGTH = (0.55, 1.5), (0.6, 1.15)
#: A transplanted lesion takes no more than this part of the liver that it is drawn into.
LARGEST_PART = 0.5
#: Gaussian (pixels) over which it passes into the liver outside its mask.
EDGE = 1.0


@dataclass(frozen=True, eq=False)
class Transplant:
    """One lesion, cut out with `MARGIN` pixels around it."""

    #: (rows, columns) float32, HU above the liver around the lesion; 0 outside liver and lesion.
    contrast: np.ndarray
    #: HU of that liver.
    level: float
    #: (rows, columns) bool.
    mask: np.ndarray
    #: One of `labels.LESION_CODES`.
    code: int
    #: Index of the slice that it is from.
    origin: int


def cut_lesions(images: np.ndarray, labels: np.ndarray) -> list[Transplant]:
    """All lesions that can be moved.

    Args:
        images: (n, s, s) uint8, HU clipped to 0..255. labels: (n, s, s) uint8 codes.
    """
    found = []
    for index, (image, label) in enumerate(zip(images, labels, strict=True)):
        for code in LESION_CODES:
            parts, _ = ndimage.label(label == code)
            for number, box in enumerate(ndimage.find_objects(parts), start=1):
                grown = tuple(
                    slice(max(0, side.start - MARGIN), side.stop + MARGIN) for side in box
                )
                mask = parts[grown] == number
                cut = _cut(image[grown], label[grown], mask)
                if cut is not None:
                    found.append(Transplant(*cut, mask, code, index))
    return found


def _cut(image: np.ndarray, label: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, float] | None:
    liver = (label == LIVER_CODE) & ndimage.binary_dilation(mask, iterations=MARGIN)
    if mask.sum() < LEAST_PIXELS or liver.sum() < LEAST_AROUND:
        return None
    level = float(np.median(image[liver]))
    return np.where(liver | mask, image.astype(np.float32) - np.float32(level), 0), level


def transplant_lesions(
    image: np.ndarray,
    label: np.ndarray,
    lesions: Sequence[Transplant],
    rng: np.random.Generator,
    *,
    most: int = 4,
) -> tuple[np.ndarray, np.ndarray]:
    """Put one to `most` lesions of one slice, any of them more than once, into the liver.

    Args:
        image: (s, s) float32, HU clipped to 0..255. label: (s, s) uint8 codes.
        lesions: at least one.

    Returns:
        New (image, label); the same objects where nothing fitted.
    """
    liver = label == LIVER_CODE
    if liver.sum() < LEAST_LIVER:
        return image, label
    image, label, before = image.copy(), label.copy(), (image, label)
    usual = float(np.median(image[liver]))
    origin = lesions[int(rng.integers(len(lesions)))].origin
    together = [one for one in lesions if one.origin == origin]
    fitted = [
        _put(image, label, liver, usual, together[int(rng.integers(len(together)))], rng)
        for _ in range(min(most, int(rng.geometric(0.5))))
    ]
    return (image, label) if any(fitted) else before


def _put(
    image: np.ndarray,
    label: np.ndarray,
    liver: np.ndarray,
    usual: float,
    lesion: Transplant,
    rng: np.random.Generator,
) -> bool:
    """Draw one lesion into `image` and `label` in place; whether it fitted."""
    contrast, mask = _changed(lesion, rng)
    # A liver with less contrast medium shows a lesion less.
    contrast *= np.clip(usual / lesion.level, 0.5, 1.2)
    if not LEAST_PIXELS <= mask.sum() <= LARGEST_PART * liver.sum():
        return False
    rows, columns = np.nonzero(liver)
    pick = rng.integers(len(rows))
    top, left = rows[pick] - mask.shape[0] // 2, columns[pick] - mask.shape[1] // 2
    # What lies outside the slice is cut off.
    cut = max(0, -top), max(0, -left)
    box = tuple(
        slice(max(0, start), min(start + length, whole))
        for start, length, whole in zip((top, left), mask.shape, image.shape, strict=True)
    )
    inner = tuple(
        slice(start, start + side.stop - side.start) for start, side in zip(cut, box, strict=True)
    )
    contrast, mask = contrast[inner], mask[inner]
    inside = np.isin(label[box], (LIVER_CODE, *LESION_CODES))
    drawn = mask & inside
    # Half of it at least lies in the liver, and enough to be labelled.
    if drawn.sum() < max(LEAST_PIXELS, mask.sum() / 2):
        return False
    outside = ndimage.distance_transform_edt(~mask)
    blend = np.exp(-0.5 * (outside / EDGE) ** 2) * ndimage.gaussian_filter(
        inside.astype(np.float32), 0.5
    )
    blend *= inside
    image[box] = np.clip(image[box] * (1 - blend) + (usual + contrast) * blend, 0, 255)
    label[box] = np.where(drawn, np.uint8(lesion.code), label[box])
    return True


def _changed(lesion: Transplant, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(contrast, mask) turned, mirrored, resized, and fainter or stronger."""
    size = rng.uniform(*RESIZED)
    turn = rng.uniform(0, 360)
    contrast, mask = lesion.contrast * rng.uniform(*STRENGTH), lesion.mask.astype(np.float32)
    if rng.random() < 0.5:
        contrast, mask = contrast[:, ::-1], mask[:, ::-1]
    contrast, mask = (
        ndimage.rotate(ndimage.zoom(one, size, order=1), turn, order=1) for one in (contrast, mask)
    )
    return contrast.astype(np.float32), mask > 0.5
