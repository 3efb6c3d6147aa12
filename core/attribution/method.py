"""What an attribution method is: its words, its parameters, and how it is run safely."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import nn

from core.attribution.chunks import slices_per_pass
from core.attribution.guard import Watched, frozen, hooks_removed, without_announcements
from core.attribution.parameter import Parameter, parameter_values
from core.attribution.seeded import seeded
from core.attribution.smooth import SMOOTH_SIGMA, smoothed
from core.errors import UsageError


@dataclass(frozen=True, eq=False)
class Attributions:
    """What a method says of slices."""

    #: (n, s, s) float32 on the network's grid, summed over the input's three channels.
    values: torch.Tensor
    #: (n,) sum of the attributions less f(x) - f(baseline); None where none is promised.
    convergence_delta: torch.Tensor | None = None
    #: JSON-able facts found while computing: the layer, the number of superpixels ...
    details: dict = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Task:
    """What a method's own file gets to work on: no more slices than one pass may hold."""

    #: forward (n, 3, s, s) -> (n, k) scores; `network.inner` holds the layers.
    network: Watched
    #: (n, 3, s, s) float32 in 0..1.
    tensors: torch.Tensor
    #: Which of the k scores.
    target: int
    #: Every parameter of the method, checked.
    parameters: Mapping[str, object]
    #: (n, s, s) bool, where the liver is; None where nobody knows.
    liver: torch.Tensor | None
    #: Slices that fit into one pass forward and back within the memory bound.
    rows: int
    #: The same for a pass forward only.
    rows_forward: int


@dataclass(frozen=True, eq=False)
class Method:
    """An attribution method; the words are for people."""

    name: str
    title: str
    #: One sentence: what the map shows.
    summary: str
    #: Authors, title, venue, year.
    reference: str
    #: In passes of the network.
    cost: str
    compute: Callable[[Task], Attributions]
    parameters: tuple[Parameter, ...] = ()
    #: Whether negative values (evidence against) occur.
    signed: bool = True
    #: Whether it promises completeness: the values sum to f(x) - f(baseline).
    complete: bool = False
    #: Whether it needs gradients, and so may be smoothed by SmoothGrad.
    gradient: bool = True
    #: Unit of a value, in words.
    unit: str = "change of the score (logits) per pixel"
    #: Cheaper parameters that give values of the same size: for the scale of a series.
    quick: Mapping[str, object] = field(default_factory=dict)
    #: details -> the value at the top of the colour scale, for methods whose values have a size
    #: of their own; None: measured on the series (`core.attribution.scale`).
    fixed_scale: Callable[[Mapping], float] | None = None
    #: (network, size) -> one sentence why the method can't do that network, None where it can.
    obstacle: Callable[[nn.Module, int], str | None] | None = None

    def values(self, given: Mapping[str, object] | None = None) -> dict[str, int | float | str]:
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
        cancel: threading.Event | None = None,
        seed: int = 0,
    ) -> Attributions:
        """Run the method on any network. The caller holds the `network_lock`.

        Slices are handled in chunks that stay within `chunks.MEMORY_BOUND_BYTES`. Methods that
        draw at random draw the same for the same `seed`. When this returns or raises, the network
        carries no hook that it did not carry before.

        Args:
            network: forward (n, 3, s, s) -> (n, k) scores, such as `ScoreNetwork` or a timm
                classifier; evaluation mode, float32.
            tensors: (n, 3, s, s) float32 in 0..1.
            target_index: which of the k scores.
            parameters: by name, text or value; a missing one takes its default.
            smooth_samples: noisy copies of the slice whose maps are averaged (SmoothGrad); 0: none.
            smooth_sigma: standard deviation of their noise, on the tensors' 0..1.
            liver: (n, s, s) bool; needed by the baseline "mean_liver" alone.
            cancel: looked at before each pass.

        Raises:
            UsageError: a parameter or its value is unknown, or the method can't do this network.
            Cancelled: `cancel` was set.
        """
        values = self.values(parameters)
        if smooth_samples < 0:
            raise UsageError(f"{smooth_samples} noisy samples make no sense: use 0 or more.")
        if smooth_samples and not self.gradient:
            raise UsageError(
                f"SmoothGrad averages gradients, and {self.name} takes none: use 0 noisy samples."
            )
        rows, rows_forward = slices_per_pass(network, tensors.shape[-1])
        watched = Watched(network, cancel)

        def plain(some: torch.Tensor, some_liver: torch.Tensor | None) -> Attributions:
            task = Task(watched, some, target_index, values, some_liver, rows, rows_forward)
            return self.compute(task)

        def run(some: torch.Tensor, some_liver: torch.Tensor | None) -> Attributions:
            if not smooth_samples:
                return plain(some, some_liver)
            return smoothed(plain, watched, some, some_liver, smooth_samples, smooth_sigma, rows)

        parts = []
        with (
            hooks_removed(network),
            frozen(network),
            seeded(seed),
            without_announcements(),
            torch.enable_grad(),
        ):
            for start in range(0, len(tensors), rows):
                piece = slice(start, start + rows)
                parts.append(
                    run(tensors[piece].detach().float(), None if liver is None else liver[piece])
                )
        return _joined(parts)


def _joined(parts: list[Attributions]) -> Attributions:
    deltas = [part.convergence_delta for part in parts]
    return Attributions(
        values=torch.cat([part.values.detach().float() for part in parts]),
        convergence_delta=(
            None if any(d is None for d in deltas) else torch.cat([d.detach() for d in deltas])
        ),
        details=parts[0].details,
    )
