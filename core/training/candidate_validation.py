"""Candidates of the validation slices, measured once, judged by one classifier after another."""

from __future__ import annotations

import numpy as np
from sklearn.base import ClassifierMixin

from core.classical import ClassicalSettings, judge, measure_slice
from core.inference import voxel_codes
from core.labels import LIVER_CODE, SLICE_CLASSES
from core.models.classical import MIN_PROBABILITY
from core.training.counts import Countable
from core.training.data import SliceDataset
from core.training.evaluate import score
from core.training.metrics import fit_temperature

#: What is chosen by: the mean of these, as for the networks. An absent figure counts as 0.
CHOSEN_BY = ("liver_dice", "lesion_dice", "auc_lesion", "auc_malignant", "macro_f1")


class ValidationCandidates:
    """What a classifier makes of the validation slices."""

    def __init__(
        self, slices: SliceDataset, livers: np.ndarray, settings: ClassicalSettings
    ) -> None:
        """`livers`: (n, s, s) probability of liver, lesions included."""
        self._slices, self._livers = slices, livers
        self._found = [
            measure_slice(image.astype(np.float32), liver, settings)
            for image, liver in zip(slices.image, livers, strict=True)
        ]

    def figures(self, classifier: ClassifierMixin, pooling: str) -> dict:
        """The figures of `CHOSEN_BY` and "score", their mean."""
        masks, classes = self._judge(classifier, pooling)
        figures = score(self._slices, masks, classes, intervals=False)
        chosen_by = {name: figures[name] for name in CHOSEN_BY}
        return {**chosen_by, "score": float(np.mean([v or 0.0 for v in chosen_by.values()]))}

    def temperature(self, classifier: ClassifierMixin, pooling: str) -> float:
        """Fitted to the slices of known class."""
        _, classes = self._judge(classifier, pooling)
        known = Countable.of(self._slices).classified
        truth = self._slices.slice_class[known]
        return fit_temperature(np.log(classes[known].clip(MIN_PROBABILITY)), truth)

    def _judge(self, classifier: ClassifierMixin, pooling: str) -> tuple[np.ndarray, np.ndarray]:
        """(masks (n, s, s) uint8, class probabilities (n, 3))."""
        features = np.concatenate([found.features for found in self._found])
        stops = np.cumsum([len(found.candidates) for found in self._found])
        said = classifier.predict_proba(features) if len(features) else np.zeros((0, 3))
        masks = np.zeros(self._livers.shape, np.uint8)
        classes = np.zeros((len(masks), len(SLICE_CLASSES)))
        parts = np.split(said, stops[:-1])
        for i, (found, part) in enumerate(zip(self._found, parts, strict=True)):
            reading = judge(found, self._livers[i], part, pooling)
            masks[i] = voxel_codes(reading.mask[None, LIVER_CODE:])[0]
            classes[i] = reading.classes
        return masks, classes
