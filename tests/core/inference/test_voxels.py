import numpy as np
import pytest

from core.inference.voxels import drop_uncertain_lesions, slice_masks, voxel_codes
from core.models.outline import OutlineRule


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


@pytest.mark.parametrize(("share", "code"), [(0.5, 1), (0.4, 1), (0.3, 3)])
def test_a_low_share_lets_a_lesion_reach_its_faint_edge(share, code):
    foreground = np.array([0.6, 0.1, 0.3], np.float32).reshape(1, 3, 1)  # a share of 0.4
    assert voxel_codes(foreground, share).tolist() == [[code]]


def _two_lesions():
    """Liver with a lesion of 0.8 at its surest and one of 0.6, on one slice."""
    mask = np.full((1, 3, 7), 1, np.uint8)
    mask[0, 1, 1:3], mask[0, 1, 5] = 3, 2
    probability = np.zeros(mask.shape, np.uint8)
    probability[0, 1, 1:3], probability[0, 1, 5] = (140, 204), 153
    return mask, probability


@pytest.mark.parametrize(
    ("certainty", "kept"), [(0.0, [3, 3, 2]), (0.6, [3, 3, 2]), (0.7, [3, 3, 1]), (0.9, [1, 1, 1])]
)
def test_a_lesion_needs_one_certain_voxel(certainty, kept):
    mask, probability = _two_lesions()
    drop_uncertain_lesions(mask, probability, certainty)
    assert mask[0, 1, [1, 2, 5]].tolist() == kept
    assert (mask[0, 0] == 1).all()


def test_slices_do_not_help_each_other():
    foreground = np.zeros((2, 3, 1, 1), np.float32)
    foreground[:, 0], foreground[:, 2] = 0.1, 0.9
    foreground[1, 0], foreground[1, 2] = 0.4, 0.6
    # Stacked, the two would be one lesion with a certain voxel.
    assert slice_masks(foreground, OutlineRule(0.5, 0.8)).ravel().tolist() == [3, 1]
