"""SmoothGrad: the mean of the maps of noisy copies of a slice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from captum.attr import NoiseTunnel
from captum.attr._utils.attribution import Attribution
from captum.log import log_usage
from torch import nn

if TYPE_CHECKING:
    from core.attribution.method import Attributions

#: On the tensors' scale of 0..1: 25 HU in the broad channel and 16 HU in the narrow ones, about
#: the noise of a thin slice.
SMOOTH_SIGMA = 0.1


def smoothed(
    run: Callable[[torch.Tensor, torch.Tensor | None], Attributions],
    network: nn.Module,
    tensors: torch.Tensor,
    liver: torch.Tensor | None,
    samples: int,
    sigma: float,
    rows: int,
) -> Attributions:
    """Smilkov et al. 2017, "SmoothGrad", by Captum's `NoiseTunnel`.

    Convergence deltas belong to single maps, so the mean map has none.

    Args:
        run: (slices, livers) -> their attributions.
        rows: number of slices that one call of `run` may hold.
    """
    method = _CaptumMethod(run, network, liver)
    values = NoiseTunnel(method).attribute(
        tensors,
        nt_type="smoothgrad",
        nt_samples=samples,
        nt_samples_batch_size=max(1, min(samples, rows // len(tensors))),
        stdevs=sigma,
    )
    first = method.results[0]
    details = {**first.details, "smooth_samples": samples, "smooth_sigma": sigma}
    return type(first)(values=values, details=details)


class _CaptumMethod(Attribution):
    """Gives one of our methods the interface that `NoiseTunnel` expects."""

    def __init__(
        self,
        run: Callable[[torch.Tensor, torch.Tensor | None], Attributions],
        network: nn.Module,
        liver: torch.Tensor | None,
    ) -> None:
        super().__init__(network)
        self._run, self._liver = run, liver
        #: The first call's result, once there is one.
        self.results: list[Attributions] = []

    @log_usage()  # NoiseTunnel unwraps this decorator of Captum's own methods
    def attribute(self, inputs: torch.Tensor) -> torch.Tensor:
        livers = self._liver
        if livers is not None:
            livers = livers.repeat_interleave(len(inputs) // len(livers), dim=0)
        result = self._run(inputs.detach(), livers)
        if not self.results:
            self.results.append(result)
        return result.values

    @property
    def multiplies_by_inputs(self) -> bool:
        return False

    def has_convergence_delta(self) -> bool:
        return False
