"""The slices that explanation_study.py looks at, and the known lesions on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from core.labels import BACKGROUND_CODE, LESION_CODES, MALIGNANT, SLICE_CLASSES, UNCERTAIN_CODE
from core.phantom import make_phantom
from core.preprocessing import PreprocessingConfig, SliceGrid
from core.preprocessing.body import SOFT_TISSUE_HU
from core.training.data import SliceDataset, load_slices
from core.training.split import members

#: Of the phantom in sample_scans/malignant, and of real subjects.
N_PHANTOM, N_REAL = 5, 20
PHANTOM_SEED = 24
#: As many as a lesion's score is the mean of (`models.evidence.TOP_PIXELS`).
LEAST_LESION_PIXELS = 16


@dataclass(frozen=True, eq=False)
class StudySlice:
    """One slice on the network's grid; every network is shown the same."""

    #: "phantom/24", "val/10021/0": part, subject, number.
    name: str
    #: (s, s) float32 HU.
    hu: np.ndarray
    #: (s, s) uint8 codes of `core.labels`, 255 where nobody knows.
    label: np.ndarray
    #: (s, s) bool: the patient.
    body: np.ndarray
    #: The class that the label tells, and that is explained.
    target: str

    @property
    def lesion(self) -> np.ndarray:
        return np.isin(self.label, LESION_CODES)

    @property
    def known(self) -> np.ndarray:
        """Heat elsewhere is not counted, neither as inside nor as outside."""
        return self.label != UNCERTAIN_CODE

    @property
    def lesion_share_of_liver(self) -> float:
        liver = self.known & (self.label != BACKGROUND_CODE)
        return float(self.lesion.sum() / liver.sum())

    @property
    def lesion_share_of_body(self) -> float:
        return float(self.lesion.sum() / (self.known & self.body).sum())


def phantom_slices(config: PreprocessingConfig) -> list[StudySlice]:
    """Slices with lesion of the malignant sample, evenly spread from its lowest to its highest;
    the one with most lesion first."""
    phantom = make_phantom("malignant", seed=PHANTOM_SEED)
    grid = SliceGrid.for_series(phantom.series, config)
    found = []
    for index in range(phantom.series.n_slices):
        one = slice(index, index + 1)
        label = np.zeros((grid.size, grid.size), np.uint8)
        # Each code by itself: half of the network's pixel or more.
        for code in np.unique(phantom.mask[one])[1:]:
            label[grid.to_model((phantom.mask[one] == code).astype(np.float32))[0] >= 0.5] = code
        if np.isin(label, LESION_CODES).sum() >= LEAST_LESION_PIXELS:
            hu = grid.to_model(phantom.series.volume[one])[0]
            body = hu > SOFT_TISSUE_HU
            found.append(StudySlice(f"phantom/{index}", hu, label, body, MALIGNANT))
    places = np.linspace(0, len(found) - 1, N_PHANTOM).round().astype(int)
    return sorted((found[i] for i in places), key=lambda one: -int(one.lesion.sum()))


def real_slices(data: Path, split: dict[str, list[int]]) -> list[StudySlice]:
    """`N_REAL` lesion slices that no network was trained on.

    All there are of the validation subjects; those are fewer than 20, so test subjects fill up,
    the largest lesion of each subject first, then the second largest, and so on.
    """
    slices = load_slices(data)
    chosen = _by_subject(slices, split["val"], "val")
    return (chosen + _by_subject(slices, split["test"], "test"))[:N_REAL]


def _by_subject(slices: SliceDataset, subjects: list[int], part: str) -> list[StudySlice]:
    """Round by round over the subjects, from the largest lesion of each to the smallest."""
    ranked = []
    for subject in sorted(subjects):
        mine = members(slices, [subject])
        pixels = np.isin(mine.label, LESION_CODES).sum(axis=(1, 2))
        order = np.argsort(-pixels, kind="stable")
        for place, i in enumerate(order[pixels[order] >= LEAST_LESION_PIXELS]):
            one = _real(f"{part}/{subject}/{i}", mine.image[i], mine.label[i])
            ranked.append((place, subject, one))
    return [one for _, _, one in sorted(ranked, key=lambda row: row[:2])]


def _real(name: str, image: np.ndarray, label: np.ndarray) -> StudySlice:
    # Fat is clipped to 0 as air is: the body is what its muscles and bones enclose.
    tissue = ndimage.binary_opening(image > 0, iterations=2)
    body = ndimage.binary_fill_holes(ndimage.binary_closing(tissue, iterations=4))
    lesions = np.bincount(label.ravel(), minlength=256)[list(LESION_CODES)]
    target = SLICE_CLASSES[1:][int(lesions.argmax())]
    return StudySlice(name, image.astype(np.float32), label, body, target)
