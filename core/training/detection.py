"""Lesions one by one: which of those in a slice were found, and what was outlined for nothing.

A lesion here is a connected region of a slice: the labels are of single slices, so the same
metastasis counts once on each slice that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from core.labels import LESION_CODES, UNCERTAIN_CODE
from core.training.data import MIN_LESION_PIXELS

#: Of the true and the predicted area together. Coarse on purpose: the question is whether a reader
#: is led to the lesion; how well it is outlined is told by Dice.
MIN_OVERLAP = 0.1
#: The spacing of the labelled slices is lost; about this many mm a pixel (the data's README).
ASSUMED_PIXEL_MM = 1.5
#: What `SIZES` measures. Cards of before have none of it: theirs were longest diameters.
SIZE_MEASURE = "equivalent diameter"
#: Name -> diameter of a disc of the lesion's area in mm, from (included) and to (not included;
#: None: any).
SIZES: dict[str, tuple[float, float | None]] = {
    "under 10 mm": (0.0, 10.0),
    "10 to 20 mm": (10.0, 20.0),
    "20 to 50 mm": (20.0, 50.0),
    "50 mm and more": (50.0, None),
}
#: Lesion probabilities at which the mask is cut for the FROC curve.
FROC_THRESHOLDS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.15,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.85,
    0.9,
    0.95,
    0.98,
)
RULE = (
    "A lesion is a side-connected region of lesion pixels in one slice, of at least "
    f"{MIN_LESION_PIXELS} pixels. It is found when it and the outlined regions that touch it share "
    f"at least {MIN_OVERLAP:.0%} of their joint area (intersection over union of 0.1, after "
    "Baumgartner et al., nnDetection, MICCAI 2021). An outlined region that found nothing is a "
    "false positive, unless at least half of it is uncertain; uncertain pixels count for neither "
    "side. A lesion's size is its equivalent diameter, that of a disc of its area, assuming "
    f"{ASSUMED_PIXEL_MM} mm a pixel."
)
FROC_RULE = (
    "The mask of lesions is cut at each threshold: a pixel is outlined where p(benign) plus "
    f"p(malignant) reaches it, from {FROC_THRESHOLDS[0]} to {FROC_THRESHOLDS[-1]}. What is "
    "outlined is then compared with the labels by the same rule. False lesions are counted per "
    "slice, because only some slices of a series are labelled. Those per series stand under "
    "lesion_free_series, where whole series without lesions were at hand."
)


class TrueLesions:
    """The lesions that a slice's label holds, and what may not be held against a prediction."""

    def __init__(self, label: np.ndarray) -> None:
        """`label`: (s, s) codes of `core.labels`, 255 uncertain."""
        regions, count = ndimage.label(np.isin(label, LESION_CODES))
        areas = np.bincount(regions.ravel(), minlength=count + 1)[1:]
        kept = np.flatnonzero(areas >= MIN_LESION_PIXELS)
        #: (k,) pixels of each lesion.
        self.areas = areas[kept]
        #: (k,) of a disc of the same area, mm.
        self.diameters_mm = 2 * np.sqrt(self.areas / np.pi) * ASSUMED_PIXEL_MM
        # 0 no lesion, 1..k the lesions, k + 1 left out: uncertain, or too small to be one.
        new_number = np.full(count + 1, len(kept) + 1)
        new_number[0] = 0
        new_number[kept + 1] = np.arange(1, len(kept) + 1)
        self._zones = new_number[regions]
        self._zones[label == UNCERTAIN_CODE] = len(kept) + 1

    def match(self, predicted: np.ndarray) -> tuple[np.ndarray, int]:
        """Hold an outlined mask (s, s) bool against the lesions, by `RULE`.

        Returns:
            (k,) bool, which lesions were found, and the number of false positives.
        """
        regions, count = ndimage.label(predicted)
        n_zones = len(self.areas) + 2
        # Rows: outlined regions; columns: how many of their pixels lie in which zone.
        cells = np.bincount(
            (regions * n_zones + self._zones).ravel(), minlength=(count + 1) * n_zones
        )
        pixels = cells.reshape(count + 1, n_zones)[1:]
        pixels = pixels[pixels.sum(axis=1) >= MIN_LESION_PIXELS]
        inside = pixels[:, 1:-1]
        touches = inside > 0
        area = pixels[:, :-1].sum(axis=1)
        shared = inside.sum(axis=0)
        joint = self.areas + (touches * area[:, None]).sum(axis=0) - shared
        found = shared / joint >= MIN_OVERLAP
        useful = (touches & found).any(axis=1)
        excused = 2 * pixels[:, -1] >= pixels.sum(axis=1)
        return found, int((~useful & ~excused).sum())


def size_index(diameters_mm: np.ndarray) -> np.ndarray:
    """(k,) index into `SIZES` of each diameter."""
    return np.digitize(diameters_mm, [low for low, _ in SIZES.values()][1:])


def detection_sums(truths: Sequence[TrueLesions], predicted: np.ndarray) -> np.ndarray:
    """What was found in each slice.

    Args:
        predicted: (n, s, s) bool, the outlined lesions.

    Returns:
        (n, 2 + 2 len(SIZES)) int: slices (1), false positives, then the number of lesions of each
        size, then how many of those were found.
    """
    sums = np.zeros((len(truths), 2 + 2 * len(SIZES)), dtype=int)
    sums[:, 0] = 1
    for row, truth, mask in zip(sums, truths, predicted, strict=True):
        found, row[1] = truth.match(mask)
        size = size_index(truth.diameters_mm)
        row[2:] = [
            *np.bincount(size, minlength=len(SIZES)),
            *np.bincount(size[found], minlength=len(SIZES)),
        ]
    return sums


def froc_points(
    truths: Sequence[TrueLesions],
    lesion_probability: np.ndarray,
    thresholds: Sequence[float] = FROC_THRESHOLDS,
) -> list[dict[str, float]]:
    """Sensitivity against false positives, the lesion probability cut at each threshold.

    The free-response curve (Bunch et al., SPIE 1977); not monotone everywhere, since a lower
    threshold also joins regions and makes them too large to match.

    Args:
        lesion_probability: (n, s, s) uint8, 255 = certain.

    Returns:
        [{"threshold", "sensitivity", "false_positives_per_slice"}, ...]; none without a lesion.
    """
    n_lesions = sum(len(truth.areas) for truth in truths)
    if not n_lesions:
        return []
    points = []
    for threshold in thresholds:
        outcomes = [
            truth.match(probability >= threshold * 255)
            for truth, probability in zip(truths, lesion_probability, strict=True)
        ]
        points.append(
            {
                "threshold": threshold,
                "sensitivity": sum(int(found.sum()) for found, _ in outcomes) / n_lesions,
                "false_positives_per_slice": sum(false for _, false in outcomes) / len(truths),
            }
        )
    return points
