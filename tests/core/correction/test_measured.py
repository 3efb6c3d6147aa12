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


def test_a_ball_of_known_size_measures_within_two_percent():
    """Radius 15 mm: 14.14 mL and 30 mm, on voxels of 2.5 x 0.8 x 0.8 mm."""
    shape, spacing = (24, 64, 64), (2.5, 0.8, 0.8)
    middle = [(size - 1) / 2 * mm for size, mm in zip(shape, spacing, strict=True)]
    z, y, x = (
        np.arange(size) * mm - centre
        for size, mm, centre in zip(shape, spacing, middle, strict=True)
    )
    ball = z[:, None, None] ** 2 + y[None, :, None] ** 2 + x[None, None, :] ** 2 < 15.0**2
    voxels = np.where(ball, np.uint8(voxel_of(1)), np.uint8(LIVER))
    series = hu_series(np.full(shape, 100), spacing)
    (lesion,) = measured(series, Annotation(voxels, (Finding(1),)))
    assert lesion.volume_ml == pytest.approx(4 / 3 * np.pi * 1.5**3, rel=0.02)
    assert lesion.diameter_mm == pytest.approx(30.0, rel=0.04)
    assert lesion.craniocaudal_mm == pytest.approx(30.0, abs=2.5)
