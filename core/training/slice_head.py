"""Fit the slice classifier on finished masks: eight figures per slice leave little to overfit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.models.evidence import N_FEATURES, EvidenceHead, slice_evidence
from core.preprocessing import PreprocessingConfig, slice_tensors
from core.training.data import IGNORED_CLASS, SliceDataset

#: A feature that varies less, in log-odds, is a constant but for rounding.
CONSTANT = 1e-4


@torch.no_grad()
def collect_evidence(
    network: torch.nn.Module, batches: Iterable[tuple[torch.Tensor, torch.Tensor]]
) -> tuple[np.ndarray, np.ndarray]:
    """Evidence and class of every slice whose class is known.

    Args:
        batches: (inputs (b, 3, h, w), classes (b,)).

    Returns:
        (n, 8) float32 of `slice_evidence`, (n,) int64 classes.
    """
    head = evidence_head(network)
    features, classes = [], []
    for inputs, truth in batches:
        with _recorded(head) as seen:
            network(inputs)
        mask_logits, encoder_logits = seen
        features.append(slice_evidence(mask_logits, encoder_logits, stride=head.stride))
        classes.append(truth)
    known = torch.cat(classes) != IGNORED_CLASS
    return torch.cat(features).cpu()[known].numpy(), torch.cat(classes)[known].numpy()


def evidence_head(network: nn.Module) -> EvidenceHead:
    """The head that turns a mask into the slice's class.

    Raises:
        TypeError: the network has none, which no checkpoint of ours lacks.
    """
    head = network.slice_head
    if not isinstance(head, EvidenceHead):
        raise TypeError(f"{type(head).__name__} is no EvidenceHead")
    return head


@contextmanager
def _recorded(head: EvidenceHead) -> Iterator[list[torch.Tensor]]:
    """What the head is given, in a list filled by the next forward."""
    seen: list[torch.Tensor] = []
    hook = head.register_forward_pre_hook(lambda _, inputs: seen.extend(inputs))
    try:
        yield seen
    finally:
        hook.remove()


def fit_slice_head(
    features: np.ndarray, classes: np.ndarray, *, l2: float = 1e-2
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logistic regression with the penalty on standardised features, by L-BFGS.

    Returns:
        weight (2, 8) and bias (2,) of `EvidenceHead.linear`, for features as they are.
    """
    x = torch.from_numpy(features.astype(np.float32))
    mean, spread = x.mean(0), x.std(0)
    # A feature without variation, as of a network that outlines nothing, is left alone.
    spread[spread < CONSTANT] = torch.inf
    x, truth = (x - mean) / spread, torch.from_numpy(classes)
    weight = torch.zeros(2, N_FEATURES, requires_grad=True)
    bias = torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=300)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = functional.pad(functional.linear(x, weight, bias), (1, 0))
        value = functional.cross_entropy(logits, truth) + l2 * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    plain = (weight / spread).detach()
    return plain, (bias - plain @ mean).detach()


def refit_slice_head(
    network: torch.nn.Module,
    train: SliceDataset,
    preprocessing: PreprocessingConfig,
    sampled: Iterable[tuple[torch.Tensor, torch.Tensor, torch.Tensor]],
) -> None:
    """Fit the slice head of a finished network in place, everything else frozen.

    Args:
        train: the slices of the training subjects, taken as they are; slices with a missed lesion
            have no class.
        sampled: batches as `training.sampler.BatchSampler` gives them, for the lesions that the
            real slices hardly hold.
    """
    classes = np.where(train.quality == "missed", IGNORED_CLASS, train.slice_class)

    def batches() -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for inputs, _, truth in sampled:
            yield inputs, truth
        for i in range(0, len(train), 16):
            images = train.image[i : i + 16].astype(np.float32)
            yield slice_tensors(images, preprocessing), torch.from_numpy(classes[i : i + 16])

    device = next(network.parameters()).device
    network.eval()
    weight, bias = fit_slice_head(
        *collect_evidence(network, ((x.to(device), c) for x, c in batches()))
    )
    with torch.no_grad():
        linear = evidence_head(network).linear
        linear.weight.copy_(weight)
        linear.bias.copy_(bias)
