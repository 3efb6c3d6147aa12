import numpy as np
import pytest

from core.inference.kind import name_kind_by_lesion


def test_the_whole_lesion_names_its_slices():
    # One lesion over slices 0 to 2: 2 of its 3 voxels' evidence is benign; slice 3 has none.
    mask = np.ones((4, 3, 3), np.uint8)
    mask[:3, 1, 1] = 2
    lesion = np.zeros((4, 3, 3), np.uint8)
    malignant = np.zeros((4, 3, 3), np.uint8)
    lesion[:3, 1, 1] = 200
    malignant[:3, 1, 1] = [200, 0, 100]  # 300 of 600: a half
    q = np.array([[0.2, 0.0, 0.8], [0.4, 0.6, 0.0], [1, 0, 0], [0.3, 0.3, 0.4]], np.float32)
    p = name_kind_by_lesion(q, mask, lesion, malignant)
    assert p[0].tolist() == pytest.approx([0.2, 0.4, 0.4])
    assert p[1].tolist() == pytest.approx([0.4, 0.3, 0.3])
    assert p[2].tolist() == pytest.approx([1, 0, 0])
    assert p[3].tolist() == pytest.approx([0.3, 0.3, 0.4])


def test_the_worst_lesion_on_a_slice_counts():
    mask = np.ones((1, 3, 9), np.uint8)
    mask[0, 1, 1], mask[0, 1, 7] = 2, 3
    lesion, malignant = np.zeros_like(mask), np.zeros_like(mask)
    lesion[0, 1, 1], malignant[0, 1, 1] = 250, 25
    lesion[0, 1, 7], malignant[0, 1, 7] = 100, 90
    p = name_kind_by_lesion(np.array([[0.0, 0.5, 0.5]]), mask, lesion, malignant)
    assert p[0].tolist() == pytest.approx([0.0, 0.1, 0.9])


def test_no_lesion_no_change():
    q = np.array([[0.1, 0.2, 0.7]], np.float32)
    empty = np.zeros((1, 3, 3), np.uint8)
    assert np.array_equal(name_kind_by_lesion(q, empty + 1, empty, empty), q)
