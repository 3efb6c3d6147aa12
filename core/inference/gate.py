"""No liver lesion without liver: the classification is scaled by the mask's liver area."""

from __future__ import annotations

import numpy as np

#: Liver area (mm²) from which a slice's classification counts in full: about 1.7 x 1.7 cm.
FULL_EVIDENCE_MM2 = 300.0


def gate_by_liver(probabilities: np.ndarray, liver_area_mm2: np.ndarray) -> np.ndarray:
    """Scale each slice's lesion evidence by how much liver it shows.

        g = min(1, area / FULL_EVIDENCE_MM2)
        p(benign) = g q(benign)    p(malignant) = g q(malignant)    p(normal) = the rest

    with q the network's probabilities. A slice without liver comes out as normal (it has no
    lesion *of the liver*), one with enough liver is untouched, and each row still sums to 1.

    Args:
        probabilities: (z, 3) rows that sum to 1, in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2: (z,) lesions included.

    Returns:
        (z, 3) float32.
    """
    gate = np.clip(liver_area_mm2 / FULL_EVIDENCE_MM2, 0.0, 1.0)
    gated = probabilities * gate[:, None]
    # Add what the gate removes instead of taking 1 minus the rest, which rounding could make
    # negative.
    gated[:, 0] = probabilities[:, 0] + (1.0 - gate) * probabilities[:, 1:].sum(axis=1)
    return gated.astype(np.float32)
