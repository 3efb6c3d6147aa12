import pytest
import torch
from torch import nn

from core.attribution import sentences
from core.attribution.target import TARGETS, ScoreNetwork, score_words, target_index
from core.errors import UsageError
from core.models.evidence import EvidenceHead, slice_evidence


class Fixed(nn.Module):
    """The same mask and class logits for every slice."""

    def __init__(self, mask_logits, class_logits, reference: bool) -> None:
        super().__init__()
        self.mask_logits, self.class_logits = mask_logits, class_logits
        if reference:
            self.slice_head = EvidenceHead()

    def forward(self, slices):
        return self.mask_logits, self.class_logits


@pytest.fixture
def mask_logits():
    """Lesion log-odds 2 in 16 pixels of 64, -3 elsewhere: log(2 e^a) - log(2 e^0) = a."""
    logits = torch.zeros(1, 4, 8, 8)
    logits[:, 2:] = -3.0
    logits[:, 2:, :2] = 2.0
    return logits


def test_the_scores_in_the_order_of_the_targets(mask_logits):
    assert TARGETS == ("normal", "benign", "malignant", "lesion")
    network = ScoreNetwork(Fixed(mask_logits, torch.tensor([[0.5, 1.0, -1.0]]), False))
    assert network(torch.zeros(1, 3, 8, 8))[0].tolist() == pytest.approx([0.5, 1.0, -1.0, 2.0])


def test_normal_is_scored_by_its_odds_if_it_is_the_heads_reference(mask_logits):
    network = ScoreNetwork(Fixed(mask_logits, torch.tensor([[0.0, 1.0, 1.0]]), True))
    scores = network(torch.zeros(1, 3, 8, 8))[0]
    assert scores[0] == pytest.approx(-1 - 0.693147, abs=1e-5)  # -log(2 e)
    assert scores[1:3].tolist() == [1.0, 1.0]
    assert "log-odds of normal" in score_words(network.network, "normal")
    assert score_words(network.network, "benign") == "class logit, before temperature"


def test_the_lesion_score_is_the_evidence_that_the_head_uses(mask_logits):
    evidence = slice_evidence(mask_logits, torch.zeros(1, 3))
    network = ScoreNetwork(Fixed(mask_logits, torch.zeros(1, 3), False))
    assert network(torch.zeros(1, 3, 8, 8))[0, 3] == evidence[0, 4]


def test_an_unknown_target():
    with pytest.raises(UsageError) as refused:
        target_index("cyst")
    assert refused.value.args == (sentences.unknown_target("cyst", TARGETS),)
