import pytest
import torch
from torch import nn

from core.attribution.decoder_grad_cam import (
    closed_form_heads,
    decoder_grad_cam,
    evidence_weights,
    head_gradients,
    mean_input_gradient,
)
from core.attribution.evidence_gradient import evidence_gradient
from core.attribution.target import TARGETS, TargetScores
from core.models import build_network
from core.models.evidence import EvidenceHead
from core.models.network import at_slice_size


class Heads(nn.Module):
    """The heads after a decoder of two channels, with weights simple enough to follow by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.decoder = nn.Module()
        self.decoder.blocks = nn.ModuleList([nn.Identity()])
        convolution = nn.Conv2d(2, 4, 1, bias=False)
        with torch.no_grad():
            convolution.weight.zero_()
            convolution.weight[3, 0] = 2.0  # channel 0 supports malignant, channel 1 nothing
        self.segmentation_head = nn.Sequential(convolution, nn.Identity())
        self.slice_head = EvidenceHead()


def test_the_map_by_hand():
    heads = Heads().requires_grad_(False)
    features = torch.zeros(1, 2, 4, 8)
    features[0, 0, :2] = 1.0  # 16 pixels with a logit of 2
    features[0, 1] = 9.0
    masks = heads.segmentation_head(features)
    found = decoder_grad_cam(
        closed_form_heads(heads), "lesion", features, masks, torch.zeros(1, 3), (4, 8)
    )
    # Either kind against the rest: the gradient of the strongest pixels' mean is the softmax over
    # benign (0) and malignant (2), times the convolution's 2. Its mean over 32 positions is the
    # weight of channel 0, and so the map's value where that channel is 1.
    share = torch.softmax(torch.tensor([0.0, 2.0]), 0)[1].item()
    assert found[0, :2] == pytest.approx(share * 2 / 32)
    assert not found[0, 2:].any()


@pytest.mark.parametrize("kernel", [1, 3, (3, 5)])
def test_the_mean_gradient_at_a_convolutions_input(kernel):
    torch.manual_seed(0)
    pad = kernel // 2 if isinstance(kernel, int) else tuple(side // 2 for side in kernel)
    convolution = nn.Conv2d(3, 2, kernel, padding=pad)
    inputs = torch.rand(2, 3, 6, 5, requires_grad=True)
    gradient = torch.randn(2, 2, 6, 5)
    (expected,) = torch.autograd.grad(convolution(inputs), inputs, gradient)
    with torch.no_grad():
        found = mean_input_gradient(convolution, gradient)
    assert found.numpy() == pytest.approx(expected.mean((2, 3)).numpy(), abs=1e-6)


@pytest.mark.parametrize("target", TARGETS)
def test_the_weights_of_the_evidence(target):
    # By the chain rule: the score's gradient with respect to the mask logits, once through the
    # evidence's weights and once by automatic differentiation.
    torch.manual_seed(0)
    heads = Heads()
    nn.init.normal_(heads.slice_head.linear.weight)
    masks, encoder = torch.randn(2, 4, 5, 5), torch.randn(2, 3)
    leaf = masks.clone().requires_grad_()
    scores = TargetScores(True)(leaf, heads.slice_head(leaf, encoder))
    (expected,) = torch.autograd.grad(scores[:, TARGETS.index(target)].sum(), leaf)
    with torch.no_grad():
        weights = evidence_weights(
            closed_form_heads(heads), target, heads.slice_head(masks, encoder)
        )
        found = evidence_gradient(masks, weights)
    assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-6)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("target", TARGETS)
def test_the_gradients_of_a_score_at_either_resolution(target, stride):
    # "lesion" looks at the mask on the slice's pixels, the slice head at the decoder's.
    torch.manual_seed(0)
    heads = Heads()
    heads.slice_head = EvidenceHead(stride)
    nn.init.normal_(heads.slice_head.linear.weight)
    leaves = torch.randn(2, 4, 6, 5), torch.randn(2, 3)
    masks, encoder = (leaf.requires_grad_() for leaf in leaves)
    size = (6 * stride, 5 * stride)
    shown = at_slice_size(masks, size) if stride > 1 else masks
    score = TargetScores(True)(shown, heads.slice_head(masks, encoder))[:, TARGETS.index(target)]
    expected = torch.autograd.grad(score.sum(), (masks, encoder), materialize_grads=True)
    found = head_gradients(closed_form_heads(heads), target, masks.detach(), encoder.detach(), size)
    for one, other in zip(found, expected, strict=True):
        assert one.numpy() == pytest.approx(other.numpy(), abs=1e-6)


def test_which_networks_have_the_closed_form():
    network = build_network("test_efficientnet", decoder_channels=(8, 8, 8, 8, 8))
    found = closed_form_heads(network)
    assert found.convolution is network.segmentation_head[0]
    assert found.slice_head is network.slice_head
    network.slice_head = nn.Identity()
    assert closed_form_heads(network) is None
    assert closed_form_heads(nn.Sequential(nn.Conv2d(3, 3, 1))) is None
    heads = Heads()
    assert closed_form_heads(heads) is not None
    heads.segmentation_head[1] = nn.Sigmoid()
    assert closed_form_heads(heads) is None
    heads.segmentation_head = nn.Sequential(nn.Conv2d(2, 4, 3))
    assert closed_form_heads(heads) is None  # no padding: the map shrinks
