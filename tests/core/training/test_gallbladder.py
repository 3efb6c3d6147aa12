import numpy as np
from scipy import ndimage

from core.training import gallbladder
from core.training.gallbladder import draw_gallbladder


def _slice():
    """A body of 160 x 160 pixels of 60 HU in air, with a liver of 110 HU and a lesion in it."""
    image, label = np.zeros((192, 192), np.float32), np.zeros((192, 192), np.uint8)
    image[16:176, 16:176] = 60
    image[50:120, 40:100], label[50:120, 40:100] = 110, 1
    image[80:90, 60:70], label[80:90, 60:70] = 40, 3
    return image, label


def test_it_is_fluid_beside_the_liver_and_background_in_the_label(monkeypatch):
    monkeypatch.setattr(gallbladder, "DENSE_SHARE", 0.0)
    monkeypatch.setattr(gallbladder, "WALL_SHARE", 0.0)
    pressed = 0
    for seed in range(30):
        image, label = _slice()
        drawn, codes = draw_gallbladder(image, label, np.random.default_rng(seed))
        fluid = image - drawn > 20
        assert (codes[label == 3] == 3).all() and (drawn[label == 3] == 40).all()
        lost = (label == 1) & (codes == 0)
        # Its centre lies outside, so less than half of it is in the liver.
        assert lost.sum() <= 0.5 * fluid.sum()
        assert np.median(drawn[ndimage.binary_erosion(fluid)]) <= 20.5
        # 20 pixels from the skin, less the half axis of 15 and the edge.
        rows, columns = np.nonzero(fluid)
        assert min(rows.min(), columns.min()) >= 16 + 20 - 16
        pressed += bool(lost.any())
        assert image[100, 45] == 110 and label[100, 45] == 1
    assert pressed > 20


def test_sludge_and_wall_are_brighter_than_bile(monkeypatch):
    image, label = _slice()
    brightest = []
    for share in (0.0, 1.0):
        monkeypatch.setattr(gallbladder, "DENSE_SHARE", share)
        monkeypatch.setattr(gallbladder, "WALL_SHARE", share)
        drawn, _ = draw_gallbladder(image, label, np.random.default_rng(1))
        brightest.append(drawn[(label == 0) & (np.abs(drawn - image) > 10)].max())
    assert brightest[0] < 60 < brightest[1]


def test_the_same_seed_draws_the_same():
    image, label = _slice()
    first, again = (draw_gallbladder(image, label, np.random.default_rng(4)) for _ in range(2))
    assert (first[0] == again[0]).all() and (first[1] == again[1]).all()


def test_without_a_place_the_slice_stays_as_it_is():
    image, label = _slice()
    small = np.where((label == 1) & (np.arange(192) > 41), 0, label).astype(np.uint8)
    assert draw_gallbladder(image, small, np.random.default_rng(0))[0] is image
    thin = np.where(label == 0, 0, image)  # the liver fills the body: no room from the skin
    assert draw_gallbladder(thin, label, np.random.default_rng(0))[1] is label
