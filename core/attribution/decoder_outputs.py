"""A network up to its heads, run without gradients as fast as the machine can."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from core.inference import network_lock
from core.inference.onnx_runtime import (
    EXPORT_ERRORS,
    Session,
    SessionCache,
    export_module,
    run_one_by_one,
)
from core.models import Model

logger = logging.getLogger(__name__)

#: (n, 3, s, s) -> the decoder's features (n, c, h, w), mask logits (n, 4, h, w), the encoder's
#: class logits (n, 3); h and w are s where the decoder ends at the slice's own pixels.
DecoderOutputs = Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor, torch.Tensor]]

_OUTPUTS = ("features", "mask_logits", "encoder_logits")
_sessions = SessionCache(2)


class UpToTheHeads(nn.Module):
    """The parts of a `SliceNetwork` before `slice_head`; forward as in `DecoderOutputs`."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.encoder = network.get_submodule("encoder")
        self.decoder = network.get_submodule("decoder")
        self.segmentation_head = network.get_submodule("segmentation_head")
        self.classification_head = network.get_submodule("classification_head")
        self.eval()

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        encoded = self.encoder(slices)
        decoded = self.decoder(encoded)
        return decoded, self.segmentation_head(decoded), self.classification_head(encoded[-1])


def decoder_outputs(model: Model) -> DecoderOutputs:
    """The model's `UpToTheHeads`, run by ONNX Runtime, or by PyTorch if it can't be exported."""
    try:
        session = _session_for(model)
    except EXPORT_ERRORS as error:
        logger.warning("%s: Grad-CAM without ONNX Runtime: %s", model.name, str(error).strip()[:99])
        return _eager(model.network)

    def run(slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        inputs = slices.numpy().astype(np.float32, copy=False)
        features, mask_logits, encoder_logits = run_one_by_one(session, inputs)
        return features, mask_logits, encoder_logits

    return run


def _eager(network: nn.Module) -> DecoderOutputs:
    module = UpToTheHeads(network)

    def run(slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        with network_lock(network), torch.no_grad():
            features, mask_logits, encoder_logits = module(
                slices.contiguous(memory_format=torch.channels_last)
            )
        return features.contiguous(), mask_logits.contiguous(), encoder_logits.contiguous()

    return run


def _session_for(model: Model) -> Session:
    return _sessions.get(model, _export)


def _export(model: Model) -> bytes:
    with network_lock(model.network):
        return export_module(UpToTheHeads(model.network), model.preprocessing.size, _OUTPUTS)
