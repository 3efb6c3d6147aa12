"""What is explained: a score of the slice, one number that a heatmap is made of."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import UsageError
from core.labels import EXPLAINED, LESION, NORMAL, SLICE_CLASSES
from core.models.evidence import EvidenceHead, slice_evidence

__all__ = ["LESION", "TARGETS", "ScoreNetwork", "TargetScores", "score_words", "target_index"]

#: In the order of the scores of `ScoreNetwork`.
TARGETS: tuple[str, ...] = EXPLAINED
#: Of `slice_evidence`: the mean of the highest evidence for either kind of lesion.
_EITHER_TOP = 4


def target_index(target: str) -> int:
    """Place of `target` among the scores of `ScoreNetwork`.

    Raises:
        UsageError: it is none of `TARGETS`.
    """
    if target not in TARGETS:
        raise UsageError(f"there is no target {target!r}: choose one of {', '.join(TARGETS)}.")
    return TARGETS.index(target)


class ScoreNetwork(nn.Module):
    """A `Model.network` seen as a map from slices to the scores of `TARGETS`.

    forward (n, 3, s, s) -> (n, 4), in logits:

    - benign and malignant: the class logits before temperature;
    - normal: its class logit too, except that a head which takes "normal" as its reference
      (`EvidenceHead`: logit 0 whatever the slice) has nothing there to explain. For such a head it
      is the log-odds of normal against any lesion, -log(exp(benign) + exp(malignant)).
    - lesion: the mean log-odds, lesion of either kind against the rest, of the mask's
      `models.evidence.TOP_PIXELS` surest pixels.
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
        if self._normal_is_reference:
            normal = SLICE_CLASSES.index(NORMAL)
            others = [i for i in range(len(SLICE_CLASSES)) if i != normal]
            odds = class_logits[:, normal] - torch.logsumexp(class_logits[:, others], dim=1)
            class_logits = torch.cat([odds[:, None], class_logits[:, others]], dim=1)
        evidence = slice_evidence(mask_logits, torch.zeros_like(class_logits))
        return torch.cat([class_logits, evidence[:, _EITHER_TOP : _EITHER_TOP + 1]], dim=1)


def normal_is_reference(network: nn.Module) -> bool:
    """Whether `network` gives "normal" the logit 0, whatever the slice."""
    return isinstance(getattr(network, "slice_head", None), EvidenceHead)


def score_words(network: nn.Module, target: str) -> str:
    """What the score of `target` is, for the record beside a heatmap."""
    if target == LESION:
        return "log-odds of the mask's surest lesion pixels"
    if target == NORMAL and normal_is_reference(network):
        return "log-odds of normal against any lesion, before temperature"
    return "class logit, before temperature"
