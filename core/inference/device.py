"""What the networks run on: the processor, or a graphics card where one was asked for.

`LIVERLENS_DEVICE` is "cpu" (the default), "cuda", or "cuda:1" for another card than the first. A
card is used by ONNX Runtime where it has its CUDA provider (the package onnxruntime-gpu), else by
PyTorch where that is a CUDA build. Cards round differently, so scores may differ in the last
digits; TF32, which would round more, is off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import onnxruntime
import torch

from core.errors import UsageError
from core.inference import sentences

DEVICE_VARIABLE = "LIVERLENS_DEVICE"
_PROVIDER = "CUDAExecutionProvider"
_FORM = re.compile(r"cuda(?::(\d+))?")


@dataclass(frozen=True)
class Device:
    """What was asked for, and what is there."""

    #: Number of the graphics card; None: the processor.
    card: int | None = None
    #: Whether ONNX Runtime, and PyTorch, can use it.
    by_onnx: bool = False
    by_torch: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether a card was asked for that nothing here can use."""
        return self.card is not None and not (self.by_onnx or self.by_torch)

    @property
    def torch_name(self) -> str:
        """For `torch.device`."""
        return "cpu" if self.card is None or not self.by_torch else f"cuda:{self.card}"

    @property
    def providers(self) -> list[Any]:
        """For `onnxruntime.InferenceSession`."""
        on_card = (_PROVIDER, {"device_id": str(self.card), "use_tf32": "0"})
        return [*([on_card] if self.by_onnx else []), "CPUExecutionProvider"]


def chosen_device(environ: Mapping[str, str] = os.environ) -> Device:
    """The device of this process. Raises UsageError for a setting of another form."""
    text = environ.get(DEVICE_VARIABLE, "").strip().lower() or "cpu"
    if text == "cpu":
        return Device()
    form = _FORM.fullmatch(text)
    if form is None:
        raise UsageError(sentences.unknown_device(text, DEVICE_VARIABLE))
    card = int(form[1] or 0)
    return Device(
        card,
        by_onnx=_PROVIDER in onnxruntime.get_available_providers(),
        by_torch=torch.cuda.is_available() and card < torch.cuda.device_count(),
    )
