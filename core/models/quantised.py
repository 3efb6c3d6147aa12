"""Weights in eight bits: files of a quarter of the size for mostly convolutional networks."""

from __future__ import annotations

import torch


def quantise(
    state: dict[str, torch.Tensor],
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Symmetric int8 with one scale per output channel (Jacob et al., CVPR 2018, section 2.1, zero
    point 0), for tensors of two axes or more; biases and normalisation stay unchanged.

    Returns:
        The state with int8 tensors, and their scales: name -> (output channels,) float32, so that
        value = int8 x scale along axis 0, with an error of at most half a scale.
    """
    stored, scales = {}, {}
    for name, value in state.items():
        if value.ndim < 2 or not value.is_floating_point():
            stored[name] = value
            continue
        value = value.float()
        scale = value.flatten(1).abs().amax(dim=1) / 127
        scale = torch.where(scale > 0, scale, torch.ones_like(scale))
        stored[name] = (value / _along_first(scale, value)).round().to(torch.int8)
        scales[name] = scale
    return stored, scales


def restore(
    stored: dict[str, torch.Tensor], scales: dict[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """The inverse of `quantise`; every floating-point tensor becomes float32."""
    state = {}
    for name, value in stored.items():
        if name in scales:
            value = value.float() * _along_first(scales[name], value)
        state[name] = value.float() if value.is_floating_point() else value
    return state


def _along_first(scale: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return scale.view(-1, *[1] * (like.ndim - 1))
