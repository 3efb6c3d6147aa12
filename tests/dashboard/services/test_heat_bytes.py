from dashboard.services.heat_bytes import as_bytes
from tests.dashboard.screens.explain.made import explanation


def test_the_colour_scale_does_not_follow_the_slices_own_maximum():
    one = explanation([[0.0, 0.5, 1.0, 9.0]])  # the scale is 2
    assert as_bytes(one).tolist() == [[[0, 64, 128, 255]]]


def test_a_signed_map_has_its_zero_in_the_middle():
    one = explanation([[-9.0, -2.0, -1.0, 0.0, 1.0, 2.0]], signed=True)
    assert as_bytes(one).tolist() == [[[1, 1, 64, 128, 192, 255]]]
