"""STAPLE against SimpleITK, and where the answer is plain."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK

from core.consensus.estimate import staple
from core.errors import UsageError


def ball(centre: tuple[float, float, float], radius: float, shape=(20, 24, 28)) -> np.ndarray:
    at = np.indices(shape, dtype=float)
    away = sum((axis - middle) ** 2 for axis, middle in zip(at, centre, strict=True))
    return away <= radius**2


def readers(n: int) -> list[np.ndarray]:
    """Balls around nearly the same place, one far too large, with specks at random."""
    rng = np.random.default_rng(7)
    drawn = [
        ball((10 + shift, 12, 14 - shift), 6 + 0.7 * k)
        for k, shift in enumerate(rng.uniform(-1.5, 1.5, n))
    ]
    return [mask ^ (rng.random(mask.shape) < 0.01) for mask in drawn]


def simple_itk(masks: list[np.ndarray]) -> tuple[np.ndarray, list[float], list[float]]:
    filter_ = SimpleITK.STAPLEImageFilter()
    filter_.SetForegroundValue(1)
    images = [SimpleITK.GetImageFromArray(mask.astype(np.uint8)) for mask in masks]
    made = filter_.Execute(images)
    return (
        SimpleITK.GetArrayFromImage(made),
        list(filter_.GetSensitivity()),
        list(filter_.GetSpecificity()),
    )


@pytest.mark.parametrize("n", [3, 4, 6])
def test_it_equals_simple_itk(n):
    masks = readers(n)
    found = staple(masks)
    probability, sensitivity, specificity = simple_itk(masks)
    assert np.abs(found.probability - probability).max() < 1e-3
    assert found.sensitivity == pytest.approx(sensitivity, abs=1e-3)
    assert found.specificity == pytest.approx(specificity, abs=1e-3)
    # The comparison says something: there are voxels of many probabilities, and both outcomes.
    assert len(np.unique(probability.round(3))) > 3
    assert 0 < (found.probability >= 0.5).mean() < 0.5


def test_readers_who_agree_are_right():
    mask = ball((10, 12, 14), 6)
    found = staple([mask, mask, mask])
    assert np.array_equal(found.probability > 0.5, mask)
    assert found.probability == pytest.approx(mask.astype(float), abs=1e-9)
    assert found.sensitivity == pytest.approx((1.0,) * 3)
    assert found.specificity == pytest.approx((1.0,) * 3)


def test_one_reader_who_sees_nothing_has_no_sensitivity():
    """Two agree, one outlined nothing: the two are believed, since a third that never calls
    anything has a sensitivity of 0 and a specificity of 1, and says nothing."""
    mask = ball((10, 12, 14), 6)
    found = staple([mask, mask, np.zeros_like(mask)])
    assert np.array_equal(found.probability >= 0.5, mask)
    assert found.sensitivity == pytest.approx((1.0, 1.0, 0.0), abs=1e-6)
    assert found.specificity == pytest.approx((1.0, 1.0, 1.0), abs=1e-6)


def test_the_whole_field_outlined_by_all_is_certain():
    full = np.ones((2, 3, 4), bool)
    assert staple([full] * 3).probability.tolist() == np.ones((2, 3, 4)).tolist()


@pytest.mark.parametrize("n", [1, 2, 17])
def test_it_takes_three_to_sixteen_readers(n):
    with pytest.raises(UsageError) as refused:
        staple([np.ones((1, 2, 2), bool)] * n)
    assert refused.value.code == "number_of_readers"
