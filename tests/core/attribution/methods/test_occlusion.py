import pytest
import torch
from captum.attr import Occlusion

from core.attribution.methods.occlusion import OCCLUSION
from core.errors import UsageError
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_a_square_gets_the_contribution_of_its_pixels():
    network, slices = Weighted(), some_slices()
    found = OCCLUSION.attribute(network, slices, 0, parameters={"window": 4, "stride": 4})
    held = network.by_hand(slices)
    for top in (0, 4):
        for left in (0, 4):
            square = (slice(None), slice(top, top + 4), slice(left, left + 4))
            expected = held[square].sum(dim=(1, 2))[:, None, None].expand(-1, 4, 4)
            torch.testing.assert_close(found.values[square], expected, atol=1e-5, rtol=1e-5)
    assert found.details == {"places": 4}


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    expected = Occlusion(network).attribute(
        slices, sliding_window_shapes=(3, 3, 3), strides=(3, 2, 2), target=2, baselines=0
    )
    found = OCCLUSION.attribute(network, slices, 2, parameters={"window": 3, "stride": 2})
    torch.testing.assert_close(found.values, expected[:, 0])


@pytest.mark.parametrize("parameters", [{"window": 9}, {"window": 4, "stride": 5}])
def test_a_window_that_does_not_cover_the_slice(parameters):
    with pytest.raises(UsageError) as refused:
        OCCLUSION.attribute(Weighted(), some_slices(), 0, parameters=parameters)
    assert refused.value.code == "window_does_not_cover"
