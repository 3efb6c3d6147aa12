"""What is explained: a score of the slice, the one number that a heatmap is about."""

from __future__ import annotations

import torch
from torch import nn

from core.attribution import sentences
from core.errors import UsageError
from core.labels import EXPLAINED, LESION, NORMAL, SLICE_CLASSES
from core.models.evidence import EvidenceHead, slice_evidence

__all__ = ["LESION", "TARGETS", "ScoreNetwork", "TargetScores", "score_words", "target_index"]

#: In the order of the scores of `ScoreNetwork`.
TARGETS: tuple[str, ...] = EXPLAINED
#: Column of `slice_evidence`: the mean of the strongest evidence for either kind of lesion.
_EITHER_TOP = 4


def target_index(target: str) -> int:
    """Index of `target` among the scores of `ScoreNetwork`.

    Raises:
        UsageError: it is not one of `TARGETS`.
    """
    if target not in TARGETS:
        raise UsageError(sentences.unknown_target(target, TARGETS))
    return TARGETS.index(target)


class ScoreNetwork(nn.Module):
    """A `Model.network` as a function from slices to the scores of `TARGETS`.

    forward (n, 3, s, s) -> (n, 4), in logits:

    - benign and malignant: the class logits before temperature;
    - normal: its class logit too. But a head with "normal" as its reference (`EvidenceHead`) always
      gives it the logit 0, which leaves nothing to explain; there the score is the log-odds of
      normal against any lesion, -log(exp(benign) + exp(malignant));
    - lesion: the mean log-odds, lesion of either kind against the rest, of the mask's
      `models.evidence.TOP_PIXELS` strongest pixels.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.scores = TargetScores(normal_is_reference(network))
        self.eval()

    def forward(self, slices: torch.Tensor) -> torch.Tensor:
        return self.scores(*self.network(slices))


class TargetScores(nn.Module):
    """(n, 4, s, s) mask logits and (n, 3) class logits -> (n, 4) scores of `TARGETS`."""

    def __init__(self, normal_is_reference: bool) -> None:
        super().__init__()
        self._normal_is_reference = normal_is_reference

    def forward(self, mask_logits: torch.Tensor, class_logits: torch.Tensor) -> torch.Tensor:
        scores = [self.one(index, mask_logits, class_logits) for index in range(len(TARGETS))]
        return torch.stack(scores, dim=1)

    def one(
        self, index: int, mask_logits: torch.Tensor, class_logits: torch.Tensor
    ) -> torch.Tensor:
        """(n,): only the score of `TARGETS[index]`; a class needs no look at the mask."""
        if TARGETS[index] == LESION:
            evidence = slice_evidence(mask_logits, torch.zeros_like(class_logits))
            return evidence[:, _EITHER_TOP]
        if TARGETS[index] == NORMAL and self._normal_is_reference:
            normal = SLICE_CLASSES.index(NORMAL)
            others = [i for i in range(len(SLICE_CLASSES)) if i != normal]
            return class_logits[:, normal] - torch.logsumexp(class_logits[:, others], dim=1)
        return class_logits[:, index]


def normal_is_reference(network: nn.Module) -> bool:
    """Whether `network` gives "normal" the logit 0, whatever the slice."""
    return isinstance(getattr(network, "slice_head", None), EvidenceHead)


def score_words(network: nn.Module, target: str) -> str:
    """What the score of `target` is, in words, for a heatmap's record."""
    if target == LESION:
        return "log-odds of the mask's surest lesion pixels"
    if target == NORMAL and normal_is_reference(network):
        return "log-odds of normal against any lesion, before temperature"
    return "class logit, before temperature"
