import numpy as np

from core.training.augmentation import (
    change_contrast,
    change_sharpness_and_noise,
    crop_to_body,
    crop_to_patch,
    warp,
)


def block():
    image, label = np.zeros((96, 96), np.float32), np.zeros((96, 96), np.uint8)
    image[30:60, 20:60], label[30:60, 20:60] = 100, 1
    return image, label


def test_warp_moves_image_and_label_together_and_never_mirrors():
    for seed in range(20):
        image, label = block()
        image[30:60, 20:30] = 200  # the right flank is brighter
        moved, codes = warp(image, label, np.random.default_rng(seed))
        assert set(np.unique(codes)) <= {0, 1}
        inside = codes == 1
        if inside.sum() < 200:
            continue
        assert moved[inside].mean() > 80
        bright = np.nonzero(moved > 150)[1].mean()
        assert bright < np.nonzero(inside)[1].mean()


def test_crop_keeps_the_body_in_the_middle():
    image, label = block()
    cut, codes = crop_to_body(image, label, 64, np.random.default_rng(0))
    assert cut.shape == codes.shape == (64, 96)
    assert (codes == 1).sum() == 30 * 40


def test_intensities_stay_in_range_and_air_stays_air():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        image, label = block()
        out = change_sharpness_and_noise(change_contrast(image, label, rng), rng)
        assert out.min() >= 0
        assert out.max() <= 255
        assert out[90, 90] < 1


def test_a_patch_lies_on_a_lesion_the_liver_or_anywhere():
    image, label = np.zeros((128, 128), np.float32), np.zeros((128, 128), np.uint8)
    label[10:60, 10:60] = 1
    label[20:24, 20:24] = 3
    image[label > 0] = 110
    lesions = livers = 0
    for seed in range(200):
        cut, codes = crop_to_patch(image, label, 32, 64, np.random.default_rng(seed))
        assert cut.shape == codes.shape == (32, 64)
        assert ((cut == 110) == (codes > 0)).all()
        lesions += (codes == 3).any()
        livers += (codes > 0).any()
    # Half on the lesion, and some of the patches on the liver hold it too; nine in ten on either,
    # and some of the rest.
    assert 100 < lesions < 190
    assert 180 < livers < 200
    empty = crop_to_patch(image, np.zeros_like(label), 32, 64, np.random.default_rng(0))
    assert empty[0].shape == (32, 64)
