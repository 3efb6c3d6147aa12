import math

import pytest
import torch

from core.models.evidence import TOP_PIXELS, EvidenceHead, slice_evidence


def test_evidence_by_hand():
    # Background at logit 0 everywhere, the rest far below; one 4 x 4 malignant block at +5.
    logits = torch.full((1, 4, 16, 16), -50.0)
    logits[:, 0] = 0.0
    logits[0, 3, 2:6, 2:6] = 5.0
    features = slice_evidence(logits, torch.tensor([[1.0, 3.0, -2.0]]))[0].tolist()
    benign_top, benign_area, malignant_top, malignant_area, any_top, any_area = features[:6]
    assert features[6:] == [2.0, -3.0]
    assert TOP_PIXELS == 16
    assert malignant_top == pytest.approx(5.0, abs=1e-4)
    assert malignant_area == pytest.approx(math.log1p(16 / (1 + math.exp(-5))), abs=1e-4)
    assert (any_top, any_area) == pytest.approx((malignant_top, malignant_area), abs=1e-4)
    assert benign_top == pytest.approx(-50.0, abs=1e-4)
    assert benign_area == pytest.approx(0.0, abs=1e-4)


def test_untrained_head_follows_the_mask():
    logits = torch.full((2, 4, 8, 8), -4.0)
    logits[:, 0] = 4.0
    logits[1, 2, :6, :6] = 9.0
    classes = EvidenceHead()(logits, torch.zeros(2, 3))
    assert classes[0].argmax() == 0
    assert classes[1].argmax() == 1
    assert classes[:, 0].tolist() == [0.0, 0.0]
