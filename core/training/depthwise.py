"""Depthwise convolutions in float32 while the rest of a CPU run trains in bfloat16.

oneDNN has no fast bfloat16 backward for them: on 2 cores a 5x5 one of 144 channels took 0.34 s in
bfloat16 and 0.05 s in float32, together half of a training step of EfficientNet-Lite0.
"""

from __future__ import annotations

import types

import torch
from torch import nn


def run_depthwise_in_float32(network: nn.Module) -> None:
    """Make every grouped convolution of `network` leave CPU autocast; its output is bfloat16 again.

    Changes `network` in place; parameters and their names stay.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.groups > 1:
            # On the instance: a subclass would change the names of the parameters' owners.
            vars(module)["forward"] = types.MethodType(_float32_forward, module)


def _float32_forward(self: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
    if not torch.is_autocast_enabled("cpu"):
        return type(self).forward(self, x)
    with torch.autocast("cpu", enabled=False):
        return type(self).forward(self, x.float()).to(torch.bfloat16)
