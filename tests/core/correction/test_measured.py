"""Outlines on a series that no model has seen."""

from __future__ import annotations

import numpy as np
import pytest

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.correction import measured
from core.errors import InputError
from tests.coded import raises
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series


def test_each_finding_with_voxels_is_one_lesion():
    volume = block_volume(4)
    volume[2, 20:24, 20:30] = MALIGNANT_HU
    voxels = np.full(volume.shape, LIVER, np.uint8)
    voxels[2, 20:24, 20:30] = voxel_of(3)
    voxels[2, 20:24, 30:32] = voxel_of(4)
    voxels[1, 40:50, 40:50] = voxel_of(5)
    findings = (Finding(3, kind="cyst"), Finding(4), Finding(5, rejected="fat"), Finding(6))
    first, second = measured(hu_series(volume), Annotation(voxels, findings))
    assert (first.id, first.label, second.id, second.label) == (3, "benign", 4, "malignant")
    # 40 voxels of 5 x 1.5 x 1.5 mm
    assert first.volume_ml == pytest.approx(0.45)
    assert (first.mean_hu, first.probability, first.p_malignant) == (MALIGNANT_HU, None, None)


def test_nothing_outlined_is_no_lesion():
    volume = block_volume(2)
    assert measured(hu_series(volume), Annotation(np.zeros(volume.shape, np.uint8))) == ()


def test_outlines_of_another_grid_are_refused():
    with raises(InputError, "other_grid"):
        measured(hu_series(block_volume(2)), Annotation(np.zeros((3, 64, 64), np.uint8)))
