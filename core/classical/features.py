"""The features of a candidate: four families, one module per family."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from core.classical import edge, histogram, shape, texture
from core.classical.candidates import Candidate
from core.classical.liver_view import LiverView

#: Name -> module with `NAMES` and `measure(view, candidates)` -> (n, len(NAMES)).
FAMILIES: dict[str, ModuleType] = {
    "texture": texture,
    "shape": shape,
    "edge": edge,
    "histogram": histogram,
}
#: `family.name` of each column of `measure_candidates`.
FEATURE_NAMES: tuple[str, ...] = tuple(
    f"{family}.{name}" for family, module in FAMILIES.items() for name in module.NAMES
)


def measure_candidates(view: LiverView, candidates: list[Candidate]) -> np.ndarray:
    """(n, 24) float32 in the order of `FEATURE_NAMES`."""
    parts = [module.measure(view, candidates) for module in FAMILIES.values()]
    return np.concatenate(parts, axis=1).astype(np.float32)
