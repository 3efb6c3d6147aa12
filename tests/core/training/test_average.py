from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from core.models import Model
from core.preprocessing import PreprocessingConfig
from core.training.average import average_weights


def model(value):
    network = nn.BatchNorm1d(1)
    nn.init.constant_(network.weight, value)
    return Model("m", "b", network, PreprocessingConfig(), 1.0, "", Path("m.pth"))


def test_a_quarter_of_the_second():
    mixed = average_weights(model(1.0), model(3.0), 0.25)
    assert mixed["weight"].item() == 1.5
    assert mixed["num_batches_tracked"].dtype == torch.int64


def test_other_backbones_do_not_mix():
    with pytest.raises(ValueError, match="can't be averaged"):
        average_weights(model(1.0), replace(model(1.0), backbone="c"), 0.5)
