import torch

from core.preprocessing.normalise import clip_hu, normalise


def test_what_is_outside_the_range_becomes_its_nearer_end():
    hu = torch.tensor([-1000.0, 0.0, 255.0, 3000.0])
    assert clip_hu(hu, (0.0, 255.0)).tolist() == [0.0, 0.0, 255.0, 255.0]


def test_the_range_becomes_zero_to_one():
    assert normalise(torch.tensor([-100.0, 0.0, 300.0]), (-100.0, 300.0)).tolist() == [0, 0.25, 1]
