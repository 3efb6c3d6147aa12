import torch

from core.preprocessing.window import apply_window


def test_window_is_linear_between_its_edges():
    hu = torch.tensor([0.0, 20.0, 100.0, 180.0, 400.0])
    assert apply_window(hu, (160.0, 100.0)).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
