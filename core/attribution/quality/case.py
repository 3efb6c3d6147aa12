"""What a measure may know: the slice, its map, its mask, and the network behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import nn

from core.attribution.quality.steps import Steps
from core.attribution.target import target_index

#: A canvas has to change the probability by this much, or deletion could show nothing on it.
LEAST_EFFECT = 0.1


@dataclass(eq=False)
class Case:
    """One heatmap under test. Maps are (s, s) on the network's grid unless said otherwise.

    Built by `run.case_of`; tests build it from parts.
    """

    #: (n, 3, s, s) -> (n, 4) scores of `target.TARGETS`, in logits. Shared: never to be changed.
    network: nn.Module
    #: (n, 3, s, s) -> (n,): the target's probability, temperature-scaled, not gated by the liver:
    #: what the network says of slices as they are, whole or taken apart.
    probability: Callable[[torch.Tensor], torch.Tensor]
    #: (network, (n, 3, s, s)) -> (n, s, s) float32: the method under test, its settings included.
    attribute: Callable[[nn.Module, torch.Tensor], np.ndarray]
    #: One of `target.TARGETS`.
    target: str
    #: (s, s) float32 HU.
    hu: np.ndarray
    #: HU (n, s, s) -> (n, 3, s, s) float32, the model's own preprocessing.
    prepare: Callable[[np.ndarray], torch.Tensor]
    #: (s, s) float32: the map under test; positive is evidence for the target.
    field: np.ndarray
    #: (s, s) bool: soft tissue, see `preprocessing.body`.
    body: np.ndarray
    #: (y, x) float32 >= 0 on the CT slice: the map's positive part.
    heat: np.ndarray
    #: (y, x) codes of `core.labels` on the CT slice.
    mask: np.ndarray
    #: (y, x) bool on the CT slice.
    body_on_ct: np.ndarray
    #: (row, column) mm of a CT pixel.
    ct_pixel_mm: tuple[float, float]
    #: mm of a pixel of the network's grid.
    pixel_mm: float
    #: (name, (1, 3, s, s)): what may stand in for pixels that are taken away, best first.
    canvases: tuple[tuple[str, torch.Tensor], ...]
    #: A private copy of `network` that may be changed at will; None where it has no weights.
    copy_network: Callable[[], nn.Module | None]
    #: (n, 3, s, s) -> (n, 4): the scores of `network` by a faster way where no gradient is asked
    #: for; None where there is none. Like `probability`, safe from several threads.
    forward: Callable[[torch.Tensor], torch.Tensor] | None = None
    seed: int = 0
    #: Slices that go through the network together.
    rows: int = 8
    steps: Steps = field(default_factory=Steps)
    #: What one measure found and another can use.
    found: dict[str, float] = field(default_factory=dict)

    @cached_property
    def tensors(self) -> torch.Tensor:
        """(1, 3, s, s): the slice as the network sees it."""
        return self.prepare(self.hu[None])

    @property
    def target_words(self) -> str:
        """The target's probability, as a sentence names it."""
        return f"p({self.target})"

    def scores(self, slices: torch.Tensor) -> torch.Tensor:
        """(n, 3, s, s) -> (n,) the target's score in logits, batch by batch.

        Raises:
            Cancelled: the person asked to stop.
        """
        column = target_index(self.target)
        forward = self.forward or self.network
        return self._in_batches(lambda some: forward(some)[:, column], slices)

    def probabilities(self, slices: torch.Tensor) -> torch.Tensor:
        """(n, 3, s, s) -> (n,) the target's probability, batch by batch.

        Raises:
            Cancelled: the person asked to stop.
        """
        return self._in_batches(self.probability, slices)

    @torch.no_grad()
    def _in_batches(
        self, run: Callable[[torch.Tensor], torch.Tensor], slices: torch.Tensor
    ) -> torch.Tensor:
        parts = []
        for batch in slices.split(self.rows):
            self.steps.check()
            parts.append(run(batch).float())
            self.steps.advance(len(batch))
        return torch.cat(parts)

    def generator(self) -> torch.Generator:
        """A source of chance of its own, the same for each measure: no measure depends on which
        others are taken."""
        return torch.Generator().manual_seed(self.seed)

    @cached_property
    def whole_probability(self) -> float:
        """The target's probability on the slice as it is."""
        return float(self.probabilities(self.tensors)[0])

    @cached_property
    def canvas(self) -> tuple[str, torch.Tensor, float]:
        """(name, (1, 3, s, s), the target's probability on it): what stands in for pixels that are
        taken away.

        The first of `canvases` that lowers the probability by `LEAST_EFFECT`, or, where none does,
        the one that lowers it most. The network alone decides, never the map under test.
        """
        tried = []
        for name, canvas in self.canvases:
            probability = float(self.probabilities(canvas)[0])
            tried.append((name, canvas, probability))
            if probability <= self.whole_probability - LEAST_EFFECT:
                return tried[-1]
        return min(tried, key=lambda entry: entry[2])

    def blend(self, kept: torch.Tensor) -> torch.Tensor:
        """(n, s, s) or (n, 1, s, s), 1 to keep a pixel and 0 to take it away -> (n, 3, s, s)."""
        kept = kept.reshape(-1, 1, *kept.shape[-2:]).float()
        canvas = self.canvas[1]
        return canvas + (self.tensors - canvas) * kept
