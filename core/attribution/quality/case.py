"""What a measure works on: the slice, its map, its mask, and the network behind them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import nn

from core.attribution.quality.steps import Steps
from core.attribution.target import target_index

#: A canvas has to lower the probability by this much, or deletion could show nothing on it.
MIN_EFFECT = 0.1


@dataclass(eq=False)
class Case:
    """One heatmap under test. Maps are (s, s) on the network's grid unless stated otherwise.

    Built by `run.case_of`; tests build it from parts.
    """

    #: (n, 3, s, s) -> (n, 4) scores of `target.TARGETS`, in logits. Shared: must not be changed.
    network: nn.Module
    #: (n, 3, s, s) -> (n,): the target's probability, temperature-scaled but not gated by the
    #: liver: the network's own view of a slice, whole or with parts removed.
    probability: Callable[[torch.Tensor], torch.Tensor]
    #: (network, (n, 3, s, s)) -> (n, s, s) float32: the method under test, with its settings.
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
    #: (row, column) size of a CT pixel, mm.
    ct_pixel_mm: tuple[float, float]
    #: Side of a pixel of the network's grid, mm.
    pixel_mm: float
    #: (name, (1, 3, s, s)): what can replace removed pixels, best first.
    canvases: tuple[tuple[str, torch.Tensor], ...]
    #: A private copy of `network` that may be changed; None if it has no weights.
    copy_network: Callable[[], nn.Module | None]
    #: (n, 3, s, s) -> (n, 4): the scores of `network`, computed faster where no gradient is needed;
    #: None if there is no faster way. Thread-safe, like `probability`.
    forward: Callable[[torch.Tensor], torch.Tensor] | None = None
    seed: int = 0
    #: Number of slices that go through the network at once.
    rows: int = 8
    steps: Steps = dataclasses.field(default_factory=Steps)
    #: Results of one measure that another can use.
    shared_results: dict[str, float] = dataclasses.field(default_factory=dict)

    @cached_property
    def tensors(self) -> torch.Tensor:
        """(1, 3, s, s): the slice as the network sees it."""
        return self.prepare(self.hu[None])

    @property
    def target_words(self) -> str:
        """The target's probability, as it appears in sentences."""
        return f"p({self.target})"

    def scores(self, slices: torch.Tensor) -> torch.Tensor:
        """(n, 3, s, s) -> (n,) the target's score in logits, computed in batches.

        Raises:
            Cancelled: the user has cancelled.
        """
        column = target_index(self.target)
        forward = self.forward or self.network
        return self._in_batches(lambda batch: forward(batch)[:, column], slices)

    def probabilities(self, slices: torch.Tensor) -> torch.Tensor:
        """(n, 3, s, s) -> (n,) the target's probability, computed in batches.

        Raises:
            Cancelled: the user has cancelled.
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
        """A new random generator, the same for each measure, so that no measure depends on which
        others are computed."""
        return torch.Generator().manual_seed(self.seed)

    @cached_property
    def whole_probability(self) -> float:
        """The target's probability on the unchanged slice."""
        return float(self.probabilities(self.tensors)[0])

    @cached_property
    def canvas(self) -> tuple[str, torch.Tensor, float]:
        """(name, (1, 3, s, s), the target's probability on it): what replaces removed pixels.

        It is the first of `canvases` that lowers the probability by `MIN_EFFECT`, or else the one
        that lowers it most. Only the network decides, never the map under test.
        """
        tried = []
        for name, canvas in self.canvases:
            probability = float(self.probabilities(canvas)[0])
            tried.append((name, canvas, probability))
            if probability <= self.whole_probability - MIN_EFFECT:
                return tried[-1]
        return min(tried, key=lambda entry: entry[2])

    def blend(self, kept: torch.Tensor) -> torch.Tensor:
        """(n, s, s) or (n, 1, s, s), 1 to keep a pixel and 0 to replace it -> (n, 3, s, s)."""
        kept = kept.reshape(-1, 1, *kept.shape[-2:]).float()
        canvas = self.canvas[1]
        return canvas + (self.tensors - canvas) * kept
