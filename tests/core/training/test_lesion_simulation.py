import numpy as np

from core.training.lesion_simulation import simulate_lesions


def healthy():
    label = np.zeros((128, 128), np.uint8)
    label[20:110, 10:80] = 1
    return np.where(label == 1, 110.0, 50.0).astype(np.float32), label


def test_lesions_stay_inside_the_liver_and_are_darker():
    seen = set()
    for seed in range(40):
        image, label = healthy()
        changed, codes = simulate_lesions(image, label, np.random.default_rng(seed))
        lesion = codes > 1
        assert not (lesion & (label == 0)).any()
        assert lesion.sum() <= 0.5 * 5 * (label == 1).sum()
        assert changed[lesion].mean() < 110
        assert (changed[label == 0] == 50).all()
        seen |= set(np.unique(codes))
    assert seen == {0, 1, 2, 3}


def test_cysts_are_near_water():
    for seed in range(60):
        image, label = healthy()
        changed, codes = simulate_lesions(image, label, np.random.default_rng(seed))
        core = codes == 2
        if core.sum() > 60 and not (codes == 3).any():
            assert np.median(changed[core]) <= 20


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
