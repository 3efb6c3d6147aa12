"""A network up to its decoder's last block, run without gradients as fast as the machine can."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from core.inference import network_lock
from core.inference.onnx_runtime import (
    EXPORT_ERRORS,
    Session,
    export_module,
    run_one_by_one,
    start_session,
)
from core.models import Model

logger = logging.getLogger(__name__)

#: (n, 3, s, s) -> what the decoder gives (n, c, s, s), mask logits (n, 4, s, s), the encoder's
#: class logits (n, 3).
DecoderOutputs = Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor, torch.Tensor]]

_OUTPUTS = ("features", "mask_logits", "encoder_logits")
#: Exported networks kept in memory, most recently used last.
_SESSIONS_KEPT = 2
_sessions: OrderedDict[tuple[str, int], Session] = OrderedDict()
_sessions_lock = threading.Lock()


class UpToTheHeads(nn.Module):
    """The parts of a `SliceNetwork` before `slice_head`, with what the decoder gives."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.eval()

    def forward(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        encoded = self.network.encoder(slices)
        decoded = self.network.decoder(encoded)
        return (
            decoded,
            self.network.segmentation_head(decoded),
            self.network.classification_head(encoded[-1]),
        )


def decoder_outputs(model: Model) -> DecoderOutputs:
    """`UpToTheHeads` of the model: by ONNX Runtime, by PyTorch where it can't be exported."""
    try:
        session = _session_for(model)
    except EXPORT_ERRORS as error:
        logger.warning("%s: Grad-CAM without ONNX Runtime: %s", model.name, str(error).strip()[:99])
        return _eager(model.network)

    def run(slices: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return run_one_by_one(session, slices.numpy().astype(np.float32, copy=False))

    return run


def _eager(network: nn.Module) -> DecoderOutputs:
    module = UpToTheHeads(network)

    def run(slices: torch.Tensor) -> tuple[torch.Tensor, ...]:
        with network_lock(network), torch.no_grad():
            found = module(slices.contiguous(memory_format=torch.channels_last))
        return tuple(values.contiguous() for values in found)

    return run


def _session_for(model: Model) -> Session:
    key = (model.weights_sha256, model.preprocessing.size)
    with _sessions_lock:
        if key not in _sessions:
            with network_lock(model.network):
                graph = export_module(
                    UpToTheHeads(model.network), model.preprocessing.size, _OUTPUTS
                )
            _sessions[key] = start_session(graph)
            while len(_sessions) > _SESSIONS_KEPT:
                _sessions.popitem(last=False)
        _sessions.move_to_end(key)
        return _sessions[key]
