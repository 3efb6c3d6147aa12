import pytest
import torch

from core.attribution import sentences
from core.attribution.baselines import BASELINES, baseline_tensor
from core.errors import UsageError


def test_air_is_zero_in_all_channels():
    assert not baseline_tensor("air", torch.rand(2, 3, 8, 8)).any()


def test_blurring_keeps_uniform_slices_and_smooths_others():
    even = torch.full((1, 3, 32, 32), 0.4)
    torch.testing.assert_close(baseline_tensor("blurred", even), even)
    dot = torch.zeros(1, 3, 64, 64)
    dot[0, 1, 32, 32] = 1.0
    blurred = baseline_tensor("blurred", dot)
    assert blurred[0, 1].sum() == pytest.approx(1.0, abs=1e-4)
    # A Gaussian of 3 pixels: its height is 1 / (2 pi 9), apart from the cut-off at three sigma.
    assert blurred[0, 1].max() == pytest.approx(1 / (2 * torch.pi * 9), rel=0.02)
    assert not blurred[0, 0].any()


def test_the_mean_liver_of_each_channel_everywhere():
    slices = torch.zeros(2, 3, 4, 4)
    slices[0, :, 0, :2] = torch.tensor([[0.2, 0.4], [0.6, 0.6], [1.0, 0.0]])
    slices[1] = 0.5
    liver = torch.zeros(2, 4, 4, dtype=torch.bool)
    liver[:, 0, :2] = True
    found = baseline_tensor("mean_liver", slices, liver)
    expected = torch.tensor([0.3, 0.6, 0.5])[:, None, None].expand(3, 4, 4)
    torch.testing.assert_close(found[0], expected)
    torch.testing.assert_close(found[1], slices[1])


def test_without_a_liver_there_is_no_mean_liver():
    slices = torch.rand(2, 3, 4, 4)
    liver = torch.zeros(2, 4, 4, dtype=torch.bool)
    liver[0] = True
    for given in (liver, None):
        with pytest.raises(UsageError) as refused:
            baseline_tensor("mean_liver", slices, given)
        assert refused.value.code == "no_mean_liver"


def test_an_unknown_baseline():
    with pytest.raises(UsageError) as refused:
        baseline_tensor("water", torch.rand(1, 3, 4, 4))
    assert refused.value.args == (sentences.unknown_baseline("water", BASELINES),)
