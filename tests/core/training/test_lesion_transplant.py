import numpy as np
import pytest
from scipy import ndimage

from core.training import lesion_transplant
from core.training.lesion_transplant import cut_lesions, transplant_lesions


def _donor(code=3):
    """A liver of 100 HU in fat of 0 HU, with a lesion of 60 HU and 12 x 8 pixels."""
    image, label = np.zeros((96, 96), np.uint8), np.zeros((96, 96), np.uint8)
    image[20:70, 20:70], label[20:70, 20:70] = 100, 1
    image[40:52, 40:48], label[40:52, 40:48] = 60, code
    return image, label


def _host():
    """A liver of 140 HU and 60 x 60 pixels, without a lesion."""
    image, label = np.zeros((96, 96), np.float32), np.zeros((96, 96), np.uint8)
    image[15:75, 15:75], label[15:75, 15:75] = 140, 1
    return image, label


@pytest.fixture
def as_it_is(monkeypatch):
    monkeypatch.setattr(lesion_transplant, "RESIZED", (1.0, 1.0))
    monkeypatch.setattr(lesion_transplant, "STRENGTH", (1.0, 1.0))


def _cut(image, label):
    return cut_lesions(image[None], label[None])


def test_a_lesion_is_cut_out_with_its_contrast_to_the_liver():
    (lesion,) = _cut(*_donor())
    assert (lesion.code, lesion.origin, lesion.level) == (3, 0, 100.0)
    assert lesion.mask.shape == (12 + 8, 8 + 8) and lesion.mask.sum() == 96
    assert (lesion.contrast[lesion.mask] == -40).all()
    assert (lesion.contrast[~lesion.mask] == 0).all()


@pytest.mark.parametrize("change", ["small", "no liver around it"])
def test_what_can_not_be_compared_stays_where_it_is(change):
    image, label = _donor()
    if change == "small":
        label[label == 3] = 1
        label[40:43, 40:43] = 3
    else:
        label[label == 1] = 255
    assert _cut(image, label) == []


def test_one_lesion_of_each_kind_and_slice_is_kept_apart():
    first, second = _donor(2), _donor(3)
    second[1][60:66, 30:36] = 2
    lesions = cut_lesions(*(np.stack(pair) for pair in zip(first, second, strict=True)))
    assert [(one.code, one.origin) for one in lesions] == [(2, 0), (2, 1), (3, 1)]


def test_it_lies_in_the_liver_as_dark_as_it_was(as_it_is):
    lesions = _cut(*_donor())
    found = 0
    for seed in range(30):
        image, label = _host()
        drawn, codes = transplant_lesions(
            image, label, lesions, np.random.default_rng(seed), most=1
        )
        lesion = codes == 3
        assert set(np.unique(codes)) <= {0, 1, 3} and not (lesion & (label != 1)).any()
        assert (drawn[label == 0] == 0).all() and (label == _host()[1]).all()
        if not lesion.any():
            continue
        found += 1
        # At least half of 12 x 8 pixels lies in the liver; turning them changes few.
        assert 45 <= lesion.sum() <= 105
        # 40 HU under the liver it is from, at the highest factor for one of 140 HU: 140 - 48.
        deep = ndimage.binary_erosion(lesion, iterations=3)
        assert drawn[deep] == pytest.approx(92, abs=1)
        far = ndimage.distance_transform_edt(~lesion) > 5
        assert (drawn[far] == image[far]).all()
    assert found >= 20


def test_a_liver_with_little_contrast_medium_shows_it_less(as_it_is):
    image, label = _host()
    image[image == 140] = 50
    drawn, _ = transplant_lesions(image, label, _cut(*_donor()), np.random.default_rng(0), most=1)
    # Half of 40 HU under 50.
    assert drawn[label == 1].min() == pytest.approx(30, abs=1)


def test_its_size_and_contrast_vary_within_their_ranges():
    lesions = _cut(*_donor())
    pixels, darkest = [], []
    for seed in range(60):
        image, label = _host()
        image[image == 140] = 100
        drawn, codes = transplant_lesions(
            image, label, lesions, np.random.default_rng(seed), most=1
        )
        if (codes == 3).any():
            pixels.append((codes == 3).sum())
            darkest.append(100 - drawn[label == 1].min())
    assert min(pixels) < 60 and 96 < max(pixels) <= 96 * 1.5**2 * 1.1
    assert 24 - 1 <= min(darkest) < 30 and 40 < max(darkest) <= 46 + 1


def test_lesions_of_one_slice_come_together():
    several = cut_lesions(*(np.stack(pair) for pair in zip(_donor(2), _donor(3), strict=True)))
    for seed in range(20):
        image, label = _host()
        _, codes = transplant_lesions(image, label, several, np.random.default_rng(seed))
        assert len({2, 3} & set(np.unique(codes))) <= 1


def test_the_same_seed_draws_the_same():
    lesions, (image, label) = _cut(*_donor()), _host()
    first, again = (
        transplant_lesions(image, label, lesions, np.random.default_rng(4)) for _ in range(2)
    )
    assert (first[0] == again[0]).all() and (first[1] == again[1]).all()
    assert (first[1] == 3).any()


def test_where_nothing_fits_the_slice_stays_as_it_is(as_it_is):
    lesions, (image, label) = _cut(*_donor()), _host()
    small = np.where((label == 1) & (np.arange(96) > 16), 0, label).astype(np.uint8)
    thin = np.where((label == 1) & (np.arange(96) > 17), 0, label).astype(np.uint8)
    for codes in (small, thin):  # under 150 pixels of liver; under twice the lesion's 96
        drawn = transplant_lesions(image, codes, lesions, np.random.default_rng(0))
        assert drawn[0] is image and drawn[1] is codes
