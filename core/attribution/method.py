"""What an attribution method is: its description, its parameters, and how it is run safely."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import nn

from core.attribution import sentences
from core.attribution.chunks import slices_per_pass
from core.attribution.engine_scores import EngineScores
from core.attribution.guard import Cancellable, frozen, hooks_removed, without_hook_warnings
from core.attribution.parameter import Parameter, ParameterValue, parameter_values
from core.attribution.seeded import seeded
from core.attribution.smooth import SMOOTH_SIGMA, smoothed
from core.errors import UsageError

#: How many slices go through a network at once in PyTorch. More are no faster on a processor, and
#: a cancellation would have to wait for them.
ROWS = 2

#: Called with (slices that went through the network, about how many will).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Attributions:
    """The result of a method for one or more slices."""

    #: (n, s, s) float32 on the network's grid, summed over the input's three channels.
    values: torch.Tensor
    #: (n,) sum of the attributions minus f(x) - f(baseline); None for methods that are not
    #: complete.
    convergence_delta: torch.Tensor | None = None
    #: Details of the computation, as JSON can hold them: the layer, the number of superpixels ...
    details: dict = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Task:
    """What a method's `compute` works on: no more slices than one pass may hold."""

    #: forward (n, 3, s, s) -> (n, k) scores; `network.inner` holds the layers.
    network: Cancellable
    #: (n, 3, s, s) float32 in 0..1.
    tensors: torch.Tensor
    #: Which of the k scores.
    target: int
    #: Every parameter of the method, checked.
    parameters: Mapping[str, ParameterValue]
    #: (n, s, s) bool, where the liver is; None if unknown.
    liver: torch.Tensor | None
    #: Number of slices that fit into one forward and backward pass within the memory bound.
    rows: int
    #: The same for a forward pass alone.
    rows_forward: int

    def text(self, name: str) -> str:
        """The value of a parameter that is a name; TypeError if it is a number."""
        value = self.parameters[name]
        if isinstance(value, str):
            return value
        raise TypeError(f"the parameter {name} is a number: {value}")

    def whole(self, name: str) -> int:
        """The value of a parameter that is a whole number; TypeError if it is another."""
        value = self.parameters[name]
        if isinstance(value, int):
            return value
        raise TypeError(f"the parameter {name} is not a whole number: {value!r}")

    def number(self, name: str) -> float:
        """The value of a parameter that is a number; TypeError if it is a name."""
        value = self.parameters[name]
        if isinstance(value, int | float):
            return float(value)
        raise TypeError(f"the parameter {name} is not a number: {value!r}")


@dataclass(frozen=True, eq=False)
class Method:
    """An attribution method; title, summary, reference, cost and unit are for people."""

    name: str
    title: str
    #: One sentence: what the map shows.
    summary: str
    #: Authors, title, venue, year.
    reference: str
    #: In passes of the network.
    cost: str
    compute: Callable[[Task], Attributions]
    #: (parameters, size) -> about how many slices of `size` x `size` go through the network for one
    #: map: the same count as in `cost`, with what the convergence delta takes.
    passes: Callable[[Mapping[str, ParameterValue], int], int]
    parameters: tuple[Parameter, ...] = ()
    #: Whether negative values (evidence against the target) occur.
    signed: bool = True
    #: Whether the method is complete: the values sum to f(x) - f(baseline).
    complete: bool = False
    #: Whether it needs gradients, and so can be smoothed by SmoothGrad.
    gradient: bool = True
    #: Whether it draws at random.
    random: bool = False
    #: Unit of a value, in words.
    unit: str = "change of the score (logits) per pixel"
    #: Cheaper parameters that give values of the same magnitude: for the scale of a series.
    quick: Mapping[str, ParameterValue] = field(default_factory=dict)
    #: details -> the value at the top of the colour scale, for methods whose values have an
    #: absolute meaning; None: measured on the series (`core.attribution.scale`).
    fixed_scale: Callable[[Mapping], float] | None = None
    #: (network, size) -> why the method can't explain that network, one sentence; None if it can.
    obstacle: Callable[[nn.Module, int], str | None] | None = None

    def values(self, given: Mapping[str, object] | None = None) -> dict[str, ParameterValue]:
        """Every parameter's value: the given one, or its default.

        Raises:
            UsageError: a name or a value is unknown.
        """
        return parameter_values(self.parameters, given or {}, self.name)

    def attribute(
        self,
        network: nn.Module,
        tensors: torch.Tensor,
        target_index: int,
        *,
        parameters: Mapping[str, object] | None = None,
        smooth_samples: int = 0,
        smooth_sigma: float = SMOOTH_SIGMA,
        liver: torch.Tensor | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        seed: int = 0,
    ) -> Attributions:
        """Run the method on any network. The caller holds the `network_lock`, except for
        `EngineScores`.

        Slices are processed in chunks that stay within `chunks.MEMORY_BOUND_BYTES`. Random draws
        are the same for the same `seed`. When this returns or raises, the network has no hook that
        it did not have before.

        Args:
            network: forward (n, 3, s, s) -> (n, k) scores, such as `ScoreNetwork` or a timm
                classifier; in evaluation mode, float32.
            tensors: (n, 3, s, s) float32 in 0..1.
            target_index: which of the k scores.
            parameters: by name, as text or value; a missing one takes its default.
            smooth_samples: number of noisy copies of the slice whose maps are averaged
                (SmoothGrad); 0: no smoothing.
            smooth_sigma: standard deviation of the noise, on the tensors' scale of 0..1.
            liver: (n, s, s) bool; only needed for the baseline "mean_liver".
            progress: called before each pass, and at the end.
            cancel: checked before each pass.

        Raises:
            UsageError: a parameter or its value is unknown, or the method can't explain this
                network.
            Cancelled: `cancel` was set.
        """
        values = self.values(parameters)
        if smooth_samples < 0:
            raise UsageError(sentences.negative_samples(smooth_samples))
        if smooth_samples and not self.gradient:
            raise UsageError(sentences.smoothing_needs_gradient(self.name))
        size = tensors.shape[-1]
        if isinstance(network, EngineScores):
            most = rows_forward = network.rows
        else:
            most, most_forward = slices_per_pass(network, size)
            rows_forward = min(most_forward, ROWS)
        few = min(most, ROWS)
        # What a random method draws depends on how many slices it passes at once.
        rows = most if self.random else few
        total = self.count(values, size, smooth_samples) * len(tensors)
        report = progress or (lambda done, total: None)
        cancellable = Cancellable(network, cancel, lambda slices: report(min(slices, total), total))

        def plain(slices: torch.Tensor, livers: torch.Tensor | None) -> Attributions:
            parts = []
            for start in range(0, len(slices), few):
                chunk = slice(start, start + few)
                task = Task(
                    cancellable,
                    slices[chunk],
                    target_index,
                    values,
                    None if livers is None else livers[chunk],
                    rows,
                    rows_forward,
                )
                parts.append(self.compute(task))
            return _joined(parts)

        def run(slices: torch.Tensor, livers: torch.Tensor | None) -> Attributions:
            if not smooth_samples:
                return plain(slices, livers)
            return smoothed(plain, cancellable, slices, livers, smooth_samples, smooth_sigma, most)

        parts = []
        with _protected(network, seed, cancel, draws=self.random or smooth_samples > 0):
            for start in range(0, len(tensors), most):
                chunk = slice(start, start + most)
                parts.append(
                    run(tensors[chunk].detach().float(), None if liver is None else liver[chunk])
                )
        report(total, total)
        return _joined(parts)

    def count(
        self, values: Mapping[str, ParameterValue], size: int, smooth_samples: int = 0
    ) -> int:
        """About how many slices go through the network for one map.

        Args:
            values: every parameter's value (`values`).
            size: side of the network's input, pixels.
            smooth_samples: as for `attribute`.
        """
        return self.passes(values, size) * max(smooth_samples, 1)


@contextmanager
def _protected(
    network: nn.Module, seed: int, cancel: threading.Event | None, *, draws: bool
) -> Iterator[None]:
    """Around the computation: gradients for the slices alone, random numbers of its own, and
    afterwards no hook left."""
    with (
        hooks_removed(network),
        frozen(network),
        # Only where it draws: others would wait for each other without need.
        seeded(seed, cancel) if draws else nullcontext(),
        without_hook_warnings(),
        torch.enable_grad(),
    ):
        yield


def _joined(parts: list[Attributions]) -> Attributions:
    deltas = [
        part.convergence_delta.detach() for part in parts if part.convergence_delta is not None
    ]
    return Attributions(
        values=torch.cat([part.values.detach().float() for part in parts]),
        convergence_delta=torch.cat(deltas) if len(deltas) == len(parts) else None,
        details=parts[0].details,
    )
