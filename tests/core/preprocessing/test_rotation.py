import pytest
import torch

from core.preprocessing.rotation import rotate_and_flip


@pytest.fixture
def plane():
    """One bright pixel above the middle and right of it: row 1, column 6 of 9."""
    plane = torch.zeros(1, 9, 9)
    plane[0, 1, 6] = 1
    return plane


def brightest(plane):
    return divmod(int(plane[0].argmax()), plane.shape[2])


def test_no_turn_is_no_change(plane):
    assert torch.allclose(rotate_and_flip(plane, 0.0), plane, atol=1e-6)


def test_a_quarter_turn_is_clockwise(plane):
    # 3 above and 2 right of the middle (4, 4) comes to 2 below and 3 right of it.
    turned = rotate_and_flip(plane, 90.0)
    assert brightest(turned) == (6, 7)
    assert turned.max().item() == pytest.approx(1, abs=1e-5)


def test_mirroring_changes_left_and_right_only(plane):
    assert brightest(rotate_and_flip(plane, 0.0, left_right=True)) == (1, 2)


def test_what_comes_in_from_outside_is_black():
    assert rotate_and_flip(torch.ones(1, 9, 9), 45.0)[0, 0, 0].item() == 0
