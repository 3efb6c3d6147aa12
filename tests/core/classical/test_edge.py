import numpy as np
import pytest

from core.classical import edge
from tests.core.classical.squares import disc, plain_view, whole


def measured(hu, region, liver=None):
    values = edge.measure(plain_view(hu, liver), [whole(region)])
    return dict(zip(edge.NAMES, values[0], strict=True))


@pytest.fixture
def band():
    """A dark band of 6 columns across a liver of 40 x 40 pixels, in an array of 44 x 44."""
    liver, region = np.zeros((44, 44), bool), np.zeros((44, 44), bool)
    liver[2:42, 2:42] = True
    region[2:42, 19:25] = True
    return np.where(region, 40.0, 100.0), region, liver


def test_a_step_of_60_hu_by_hand(band):
    found = measured(*band)
    # Central differences give half of the step on each side of it: 30 HU over a pixel of 1.5 mm.
    assert found["gradient"] == pytest.approx(30 / 1.5)
    assert found["contrast"] == pytest.approx(60)
    assert found["sharpness"] == pytest.approx(20 / 60)
    assert found["unevenness"] == pytest.approx(0, abs=1e-6)


def test_the_share_of_the_outline_on_the_livers_edge_by_hand(band):
    # The band's rim has 88 pixels; 6 at each end lie on the liver's edge.
    assert measured(*band)["share_on_liver_edge"] == pytest.approx(12 / 88)


def test_a_soft_edge_is_less_sharp_than_a_hard_one_of_the_same_contrast():
    rows, columns = np.mgrid[:64, :64]
    radius = np.hypot(rows - 32, columns - 32)
    region = disc((32, 32), 10)
    hard = measured(40 + 60 * np.clip((radius - 10) + 0.5, 0, 1), region)
    soft = measured(40 + 60 * np.clip((radius - 10) / 6 + 0.5, 0, 1), region)
    assert soft["sharpness"] < 0.7 * hard["sharpness"]


def test_without_contrast_there_is_no_sharpness():
    found = measured(np.full((20, 20), 100.0), disc((10, 10), 4, size=20))
    assert (found["gradient"], found["contrast"], found["sharpness"]) == (0, 0, 0)
    assert found["unevenness"] == 0


def test_a_region_that_fills_the_liver_has_nothing_around_it():
    region = np.zeros((12, 12), bool)
    region[4:8, 4:8] = True
    found = measured(np.full((12, 12), 40.0), region, liver=region)
    assert found["contrast"] == 0
    assert found["share_on_liver_edge"] == 1


def test_no_candidates_no_rows():
    assert edge.measure(plain_view(np.zeros((4, 4))), []).shape == (0, len(edge.NAMES))
