import torch

from core.attribution.superpixels import spread, superpixels


def test_regions_follow_an_edge_and_exclude_the_air():
    # A body of 24 x 24 pixels in 32 x 32, its right half brighter.
    slices = torch.zeros(1, 3, 32, 32)
    slices[:, :, 4:28, 4:16] = 0.3
    slices[:, :, 4:28, 16:28] = 0.9
    regions = superpixels(slices, 8)
    outside = slices[0, 0] == 0
    assert (regions[outside] == 0).all()
    # The body's corners don't count: they are removed as specks.
    assert (regions[5:27, 5:27] > 0).all()
    left, right = set(regions[5:27, 5:16].unique().tolist()), regions[5:27, 16:27].unique()
    assert left.isdisjoint(right.tolist())
    assert regions.unique().tolist() == list(range(int(regions.max()) + 1))
    assert 4 <= int(regions.max()) <= 16


def test_a_slice_that_is_all_body_or_none_is_divided_as_a_whole():
    for slices in (torch.rand(1, 3, 16, 16) + 0.1, torch.zeros(1, 3, 16, 16)):
        regions = superpixels(slices, 4)
        assert regions.min() == 0
        assert regions.shape == (16, 16)
        assert regions.unique().tolist() == list(range(int(regions.max()) + 1))


def test_a_regions_value_is_divided_among_its_pixels():
    regions = torch.tensor([[0, 0], [0, 1]])
    values = torch.tensor([[6.0, 6.0], [6.0, 5.0]])
    assert spread(values, regions).tolist() == [[2, 2], [2, 5]]
