import numpy as np
from scipy import ndimage

from core.training import lesion_simulation
from core.training.lesion_simulation import simulate_lesions


def healthy():
    label = np.zeros((128, 128), np.uint8)
    label[20:110, 10:80] = 1
    return np.where(label == 1, 110.0, 50.0).astype(np.float32), label


def test_lesions_stay_inside_the_liver_and_are_darker():
    seen = set()
    for seed in range(40):
        image, label = healthy()
        changed, codes = simulate_lesions(image, label, np.random.default_rng(seed), large_share=0)
        lesion = codes > 1
        assert not (lesion & (label == 0)).any()
        assert lesion.sum() <= 0.5 * 5 * (label == 1).sum()
        assert changed[lesion].mean() < 110
        assert (changed[label == 0] == 50).all()
        seen |= set(np.unique(codes))
    assert seen == {0, 1, 2, 3}


def only(monkeypatch, name):
    kinds = tuple(kind for kind in lesion_simulation.KINDS if kind.name == name)
    assert len(kinds) == 1
    monkeypatch.setattr(lesion_simulation, "KINDS", kinds)


def drawn(seed):
    image, label = healthy()
    changed, codes = simulate_lesions(image, label, np.random.default_rng(seed), large_share=0)
    return changed, codes, codes > 1


def test_cysts_are_near_water(monkeypatch):
    only(monkeypatch, "cyst")
    for seed in range(60):
        changed, codes, lesion = drawn(seed)
        assert set(np.unique(codes)) <= {0, 1, 2}
        core = ndimage.binary_erosion(lesion, iterations=2)
        if core.any():
            assert np.median(changed[core]) <= 20


def test_haemangiomas_are_benign_with_bright_lumps_at_a_dark_pool(monkeypatch):
    only(monkeypatch, "haemangioma")
    lumps = 0
    for seed in range(40):
        changed, codes, lesion = drawn(seed)
        assert set(np.unique(codes)) <= {0, 1, 2}
        # The smallest whose nodules show has a radius of 5 pixels, less what lies off the liver.
        assert lesion.sum() > 15
        core = ndimage.binary_erosion(lesion, iterations=4)
        if core.any():
            # The pool is 25 to 55 HU below the liver's 110, give or take its texture.
            assert 45 < np.median(changed[core]) < 100
        lumps += (changed[lesion] > 118).sum() > 3
    assert lumps > 20


def test_metastases_and_hcc_are_malignant(monkeypatch):
    for name in ("metastasis", "hcc"):
        with monkeypatch.context() as patch:
            only(patch, name)
            assert all(set(np.unique(drawn(seed)[1])) <= {0, 1, 3} for seed in range(10))


def test_the_input_is_not_changed_and_the_seed_decides():
    image, label = healthy()
    first = simulate_lesions(image, label, np.random.default_rng(5))
    assert np.array_equal(image, healthy()[0])
    second = simulate_lesions(image, label, np.random.default_rng(5))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_too_little_liver_is_left_alone():
    image, label = np.zeros((32, 32), np.float32), np.zeros((32, 32), np.uint8)
    label[:3, :3] = 1
    assert simulate_lesions(image, label, np.random.default_rng(0))[1] is label


def test_a_large_mass_fills_a_part_of_the_liver_and_may_bulge_over_its_edge(monkeypatch):
    image, label = healthy()
    label[:, 80:90] = 255
    sizes, bulged = [], 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        _, codes = simulate_lesions(image, label, rng, max_lesions=0, large_share=1)
        lesion = codes > 1
        lesion &= codes != 255
        sizes.append(lesion.sum())
        outside = lesion & (label == 0)
        bulged += outside.any()
        # At most 6 pixels over the edge at row 20 or column 10, never over uncertain pixels.
        assert not outside[:14].any() and not outside[:, :4].any()
        assert (codes[label == 255] == 255).all()
    # The smallest has a radius of 10 pixels: half of it may lie off the liver.
    assert min(sizes) > 100
    # pi r^2 is 0.75 of the liver's 90 x 70 pixels at most, drawn up to 1.6 times as wide.
    assert max(sizes) > 1500
    assert bulged > 5
