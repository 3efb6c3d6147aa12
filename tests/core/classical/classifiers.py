"""Small classifiers in files, written as training writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

from core.classical import FEATURE_NAMES, ClassicalSettings
from core.classical.classifier import classifier_bytes

#: More than this below the liver is a lesion; more than `WATER_HU` below, a benign one.
LESION_HU, WATER_HU = 30.0, 75.0


def threshold_classifier() -> LogisticRegression:
    """Uses one feature, how far the mean lies below the liver; certain away from the limits."""
    n = len(FEATURE_NAMES)
    column = FEATURE_NAMES.index("histogram.below_liver_hu")
    classifier = LogisticRegression()
    classifier.fit(np.zeros((3, n)), [0, 1, 2])
    # The scores are 0, (x - 30) + (x - 75) and x - 30: as x grows, normal, malignant and benign
    # win in turn.
    classifier.coef_ = np.zeros((3, n))
    classifier.coef_[:, column] = [0.0, 2.0, 1.0]
    classifier.intercept_ = np.array([0.0, -LESION_HU - WATER_HU, -LESION_HU])
    return classifier


def write_classifier(path: Path, *, name: str = "baseline", liver_model: str = "known") -> Path:
    """`threshold_classifier` as a weights file."""
    graph = to_onnx(
        threshold_classifier(),
        np.zeros((1, len(FEATURE_NAMES)), np.float32),
        options={"zipmap": False},
    )
    path.write_bytes(
        classifier_bytes(
            graph,
            name=name,
            settings=ClassicalSettings(pooling="max"),
            temperature=1.5,
            liver_model=liver_model,
            training={"config": {"seed": 0}},
        )
    )
    return path
