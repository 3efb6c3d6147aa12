import torch
from captum.attr import FeatureAblation

from core.attribution.methods.feature_ablation import FEATURE_ABLATION
from core.attribution.superpixels import superpixels
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_a_region_gets_the_contribution_of_its_pixels():
    network, slices = Weighted(), some_slices()
    found = FEATURE_ABLATION.attribute(network, slices, 0, parameters={"superpixels": 4})
    by_hand = network.by_hand(slices)
    for values, hand, tensor in zip(found.values, by_hand, slices, strict=True):
        regions = superpixels(tensor[None], 4)
        assert regions.max() >= 1
        for region in regions.unique():
            inside = regions == region
            torch.testing.assert_close(
                values[inside].sum(), hand[inside].sum(), atol=1e-5, rtol=1e-5
            )
            assert values[inside].unique().numel() == 1


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices(1)
    regions = superpixels(slices, 6)
    expected = FeatureAblation(network).attribute(
        slices, target=1, baselines=0, feature_mask=regions.expand(1, 3, 8, 8)
    )
    found = FEATURE_ABLATION.attribute(network, slices, 1, parameters={"superpixels": 6})
    torch.testing.assert_close(
        found.values[0] * regions.flatten().bincount()[regions], expected[0, 0]
    )
    assert found.details == {"regions": int(regions.max()) + 1}
