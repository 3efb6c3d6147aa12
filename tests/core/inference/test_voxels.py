import numpy as np
import pytest

from core.inference.voxels import voxel_codes


@pytest.mark.parametrize(
    ("liver", "benign", "malignant", "code"),
    [
        (0.0, 0.0, 0.0, 0),  # outside the network's field
        (0.4, 0.05, 0.0, 0),
        (0.5, 0.0, 0.0, 1),
        (0.3, 0.1, 0.15, 1),
        (0.1, 0.1, 0.6, 3),
        (0.1, 0.6, 0.1, 2),
        (0.4, 0.3, 0.3, 2 + 1),  # lesion for sure, which one is a tie: the graver one
        (0.4, 0.35, 0.25, 2),
    ],
)
def test_organ_first_then_lesion_then_which(liver, benign, malignant, code):
    foreground = np.array([liver, benign, malignant], np.float32).reshape(1, 3, 1)
    assert voxel_codes(foreground).tolist() == [[code]]
