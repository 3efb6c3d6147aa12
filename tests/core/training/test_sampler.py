import numpy as np
import pytest
import torch

from core.preprocessing import PreprocessingConfig
from core.training.data import IGNORED_CLASS, SliceDataset
from core.training.sampler import BatchSampler, SamplingConfig

PREPROCESSING = PreprocessingConfig(size=64)


def slices(n=4, told=None, quality="ok"):
    image = np.full((n, 64, 64), 110, np.uint8)
    label = np.full((n, 64, 64), 255 if told else 1, np.uint8)
    return SliceDataset(
        image,
        label,
        np.arange(n),
        np.full(n, quality),
        np.array(told) if told else None,
    )


def sampler(data, liver_free=None, **changes):
    config = SamplingConfig(**({"batch_size": 8, "rows": 64, "liver_free_share": 0} | changes))
    return BatchSampler(data, liver_free, PREPROCESSING, config, steps=3, seed=0)


def test_a_step_can_be_drawn_again():
    first, second = sampler(slices())[1], sampler(slices())[1]
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(first[0], sampler(slices())[2][0])
    inputs, masks, classes = first
    assert inputs.shape == (8, 3, 64, 64) and masks.shape == (8, 64, 64) and classes.shape == (8,)
    assert inputs.min() >= 0 and inputs.max() <= 1


def test_no_step_beyond_the_last():
    with pytest.raises(IndexError):
        sampler(slices())[3]


def test_a_slice_without_a_mask_teaches_its_class_only():
    told = ["malignant", "malignant", "malignant", "uncertain"]
    _, masks, classes = sampler(slices(told=told), simulated_share=1.0)[0]
    assert set(classes.tolist()) <= {2, IGNORED_CLASS} and 2 in classes
    # What lies beyond the slice's edge after rotation is air for certain; the rest says nothing.
    assert set(masks.unique().tolist()) <= {0, 255}


def test_a_missed_lesion_silences_the_liver_and_the_class():
    _, masks, classes = sampler(slices(quality="missed"), simulated_share=0.0)[0]
    assert (classes == IGNORED_CLASS).all()
    assert set(masks.unique().tolist()) <= {0, 255}


def test_lesions_of_other_slices_are_drawn_in_their_share():
    data = slices()
    data.image[0, 20:30, 20:30], data.label[0, 20:30, 20:30] = 60, 3
    options = {"simulated_share": 0.0, "phase_share": 0.0, "lesion_weight": 0.0}
    _, without, _ = sampler(data, **options)[0]
    _, masks, classes = sampler(data, transplanted_share=1.0, **options)[0]
    assert not (without == 3).any()
    with_lesion = (masks == 3).any(dim=(1, 2))
    assert with_lesion.sum() >= 4  # of 8; others did not fit or were cut off
    assert (classes[with_lesion] == 2).any()


def test_only_liver_free_slices_are_mirrored():
    half = np.zeros((1, 64, 64), np.uint8)
    half[..., :32] = 200
    drawn = sampler(slices(), half, batch_size=40, liver_free_share=1.0, phase_share=0.0)[0]
    inputs, masks, classes = drawn
    left = inputs[:, 0, :, :20].mean((1, 2)) > inputs[:, 0, :, -20:].mean((1, 2))
    assert 8 < left.sum() < 32  # 40 draws at one half
    assert not masks.any() and not classes.any()
    never = sampler(slices(), half, liver_free_share=1.0, phase_share=0.0, mirrored_share=0.0)[0]
    assert (never[0][:, 0, :, :20].mean((1, 2)) > never[0][:, 0, :, -20:].mean((1, 2))).all()
