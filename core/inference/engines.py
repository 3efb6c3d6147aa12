"""Ways to run a model: ONNX Runtime and PyTorch, and the classical baseline on top of either."""

from __future__ import annotations

import copy
import logging
from typing import Protocol

import numpy as np
import torch

from core.errors import UsageError
from core.inference import sentences
from core.inference.device import chosen_device
from core.inference.locks import network_lock
from core.inference.onnx_runtime import (
    EXPORT_ERRORS,
    SessionCache,
    export_onnx,
    run_one_by_one,
)
from core.models import Model
from core.models.classical import ClassicalNetwork

logger = logging.getLogger(__name__)

ENGINES: tuple[str, ...] = ("auto", "onnx", "torch")

#: About 20 MB each for a mobile network.
_sessions = SessionCache(4)


class Engine(Protocol):
    """Runs a network on one batch."""

    name: str

    def __call__(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 3, s, s) float32 -> mask logits (n, 4, s, s), class logits (n, 3), float32."""


def make_engine(choice: str, model: Model) -> Engine:
    """An engine for `model`.

    Args:
        choice: "onnx", "torch", or "auto": ONNX Runtime, and PyTorch for a network that can't be
            exported, or for a graphics card that only PyTorch can use.

    Raises:
        UsageError: there is no such engine, or "onnx" was requested and the network can't be
            exported.
    """
    if choice not in ENGINES:
        raise UsageError(sentences.unknown_engine(choice, ENGINES))
    if isinstance(model.network, ClassicalNetwork):
        return ClassicalEngine(model.network, make_engine(choice, model.network.liver_model))
    device = chosen_device()
    only_torch = device.by_torch and not device.by_onnx
    if choice == "torch" or (choice == "auto" and only_torch):
        return TorchEngine(model)
    try:
        return OnnxEngine(model)
    except EXPORT_ERRORS as error:
        if choice == "onnx":
            raise UsageError(sentences.not_exportable(model.name, _first_line(error))) from error
        logger.warning("%s: PyTorch instead of ONNX Runtime: %s", model.name, _first_line(error))
        return TorchEngine(model)


def forget_engine(model: Model) -> None:
    """Free what `make_engine` caches for a model that will not run again soon."""
    if isinstance(model.network, ClassicalNetwork):
        forget_engine(model.network.liver_model)
    _sessions.forget(model)


def engine_is_ready(model: Model) -> bool:
    """Whether `make_engine` would take no time: exporting a network takes seconds."""
    network = model.network
    return _sessions.holds(network.liver_model if isinstance(network, ClassicalNetwork) else model)


class TorchEngine:
    """The eager float32 network, under its lock; a copy of it where it runs on a graphics card,
    since explanations use the network itself."""

    name = "torch"

    def __init__(self, model: Model) -> None:
        self._device = torch.device(chosen_device().torch_name)
        self._network = model.network
        if self._device.type != "cpu":
            torch.backends.cudnn.allow_tf32 = False
            self._network = copy.deepcopy(model.network).to(self._device)

    def __call__(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        batch = batch.to(self._device).contiguous(memory_format=torch.channels_last)
        with network_lock(self._network), torch.inference_mode():
            mask_logits, class_logits = self._network(batch)
        return mask_logits.cpu().contiguous(), class_logits.cpu()


class OnnxEngine:
    """The network exported once per weights, run by ONNX Runtime.

    It runs slice by slice, one slice per thread at a time: the data of a slice then stays in a
    core's own cache, no thread waits for another within a layer, and with a fixed batch of one the
    runtime knows every shape in advance.
    """

    name = "onnx"

    def __init__(self, model: Model) -> None:
        self._session = _sessions.get(model, export_onnx)

    def __call__(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        slices = batch.numpy().astype(np.float32, copy=False)
        mask_logits, class_logits = run_one_by_one(self._session, slices)
        return mask_logits, class_logits


class ClassicalEngine:
    """The classical baseline; `outline` is the engine of the network that outlines the liver."""

    def __init__(self, network: ClassicalNetwork, outline: Engine) -> None:
        self.name = outline.name
        self._network, self._outline = network, outline

    def __call__(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self._network.read(batch, self._outline(batch)[0])


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
