"""CLAHE on slices whose histograms are known."""

import pytest
import torch

from core.preprocessing.clahe import clahe


@pytest.mark.parametrize("level", [0.0, 0.3, 1.0])
def test_a_flat_slice_stays_as_it_is(level):
    flat = torch.full((1, 32, 32), level)
    assert torch.equal(clahe(flat, 0.01, 8), flat)


def test_without_a_limit_it_is_histogram_equalisation():
    # In each 2 x 2 block one pixel is 0.2, two are 0.3, one is 0.8, so the cumulative shares are
    # 1/4, 3/4 and 1. Between the slice's own ends 0.2 and 0.8 the middle level moves to
    # (3/4 - 1/4) / (1 - 1/4) = 2/3 of the way: 0.6.
    block = torch.tensor([[0.2, 0.3], [0.3, 0.8]])
    equalised = clahe(block.repeat(16, 16)[None], 1.0, 1)
    assert equalised[0, 10, 10].item() == pytest.approx(0.2, abs=1e-3)
    assert equalised[0, 10, 11].item() == pytest.approx(0.6, abs=5e-3)
    assert equalised[0, 11, 11].item() == pytest.approx(0.8, abs=1e-3)


def test_a_faint_spot_stands_out_and_more_so_with_a_higher_limit():
    grain = 0.02 * torch.rand(1, 64, 64, generator=torch.Generator().manual_seed(0))
    plane = 0.5 + grain
    plane[0, 28:36, 28:36] -= 0.06
    plane[0, 0, :2] = torch.tensor([0.0, 1.0])

    def contrast(of):
        return (of[0, 16:24, 16:24].mean() - of[0, 29:35, 29:35].mean()).item()

    low, high = clahe(plane, 0.01, 4), clahe(plane, 0.05, 4)
    assert contrast(plane) < contrast(low) < contrast(high)


def test_each_slice_is_equalised_by_itself():
    generator = torch.Generator().manual_seed(0)
    dark, bright = 0.3 * torch.rand(32, 32, generator=generator), torch.rand(32, 32)
    both = clahe(torch.stack([dark, bright]), 0.02, 4)
    assert torch.equal(both[0], clahe(dark[None], 0.02, 4)[0])
    assert both[0].min() >= dark.min()
    assert both[0].max() <= dark.max() + 1e-6
    assert both.dtype == torch.float32
