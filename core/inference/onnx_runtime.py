"""Networks as ONNX graphs, and ONNX Runtime to run them."""

from __future__ import annotations

import functools
import io
import math
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
import torch
from onnxruntime.capi import onnxruntime_pybind11_state as onnxruntime_errors
from torch import nn
from torch.jit._trace import TracerWarning
from torch.overrides import TorchFunctionMode

from core.inference.device import chosen_device
from core.inference.locks import network_lock
from core.models import Model

Session: TypeAlias = onnxruntime.InferenceSession

#: What an export, or starting an exported graph, may raise.
EXPORT_ERRORS = (
    RuntimeError,  # torch.onnx.OnnxExporterError among them
    onnxruntime_errors.Fail,
    onnxruntime_errors.InvalidGraph,
    onnxruntime_errors.InvalidProtobuf,
    onnxruntime_errors.NotImplemented,
)


def export_onnx(model: Model) -> bytes:
    """The network as ONNX bytes: input `slices` (n, 3, s, s) with any n."""
    with network_lock(model.network):
        return export_module(
            model.network, model.preprocessing.size, ("mask_logits", "class_logits")
        )


def export_module(module: nn.Module, size: int, outputs: tuple[str, ...]) -> bytes:
    """A module of slices as ONNX bytes: input `slices` (n, 3, `size`, `size`) with any n.

    Traced by the TorchScript exporter: the newer one takes ten times as long for the same graph,
    and the first result would have to wait for it. The caller holds the network's lock.
    """
    buffer = io.BytesIO()
    with torch.inference_mode(), _QuickLogSumExp(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # The trace fixes only the slice's side, which is constant per model.
        warnings.simplefilter("ignore", TracerWarning)
        torch.onnx.export(
            module,
            (torch.zeros(2, 3, size, size),),
            buffer,  # type: ignore[arg-type]  # the TorchScript exporter takes file objects too
            dynamo=False,
            input_names=["slices"],
            output_names=list(outputs),
            dynamic_axes={name: {0: "n"} for name in ("slices", *outputs)},
        )
    return buffer.getvalue()


def start_session(graph: bytes) -> Session:
    """Ready to run single slices on the chosen device, by several threads at once."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_free_dimension_override_by_name("n", 1)
    options.log_severity_level = 3
    return Session(graph, options, providers=chosen_device().providers)


class SessionCache:
    """Started sessions of the models used last: exporting a network takes seconds."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._sessions: OrderedDict[tuple[str, int], Session] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, model: Model, export: Callable[[Model], bytes]) -> Session:
        """The model's session; exported and started if it is not cached."""
        key = _key(model)
        with self._lock:
            if key not in self._sessions:
                self._sessions[key] = start_session(export(model))
                while len(self._sessions) > self._kept:
                    self._sessions.popitem(last=False)
            self._sessions.move_to_end(key)
            return self._sessions[key]

    def holds(self, model: Model) -> bool:
        """Whether the session is cached."""
        return _key(model) in self._sessions

    def forget(self, model: Model) -> None:
        with self._lock:
            self._sessions.pop(_key(model), None)


def _key(model: Model) -> tuple[str, int]:
    return model.weights_sha256, model.preprocessing.size


def run_one_by_one(session: Session, slices: np.ndarray) -> tuple[torch.Tensor, ...]:
    """All outputs of a session of single slices (`start_session`) for (n, 3, s, s) float32."""

    def run(one: np.ndarray) -> list[np.ndarray]:
        return session.run(None, {"slices": one})

    # PyTorch's default is one thread per physical core, and it honours OMP_NUM_THREADS.
    answered = _pool(torch.get_num_threads()).map(run, np.split(slices, len(slices)))
    outputs: list[np.ndarray] = []
    for index, parts in enumerate(answered):
        # At once, so that no slice is held twice.
        outputs = outputs or [np.empty((len(slices), *one.shape[1:]), one.dtype) for one in parts]
        for whole, part in zip(outputs, parts, strict=True):
            whole[index] = part[0]
    return tuple(map(torch.from_numpy, outputs))


def whole_rounds(slices: int) -> int:
    """The smallest batch of at least `slices` that divides evenly among the threads."""
    threads = torch.get_num_threads()
    return threads * math.ceil(slices / threads)


@functools.cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Shared by all networks: idle threads cost nothing."""
    return ThreadPoolExecutor(threads, thread_name_prefix="network")


class _QuickLogSumExp(TorchFunctionMode):
    """log-sum-exp over a few channels by operations that ONNX Runtime has fast kernels for: its
    ReduceLogSumExp took a sixth of a mobile network's time. The same numbers, to rounding."""

    def __torch_function__(
        self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        if func is torch.logsumexp:
            return _log_sum_exp(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


def _log_sum_exp(values: torch.Tensor, dim: int) -> torch.Tensor:
    parts = values.unbind(dim)
    if len(parts) == 1:
        return parts[0]
    highest = functools.reduce(torch.maximum, parts)
    return highest + torch.log(
        functools.reduce(torch.add, (torch.exp(part - highest) for part in parts))
    )
