import pytest
import timm
import torch
from torch import nn

from core.attribution import ScoreNetwork
from core.attribution.quality.reinitialise import cascade, reinitialise
from core.models import build_network


def test_the_unet_from_the_score_down_to_the_slice():
    network = build_network("test_efficientnet", decoder_channels=(8, 8, 8, 8, 8)).eval()
    scores = ScoreNetwork(network)
    stages = cascade(scores, torch.zeros(1, 3, 64, 64))
    assert [title for title, _ in stages] == [
        "slice head",
        "mask and encoder heads",
        "decoder",
        "encoder, last third",
        "encoder, middle third",
        "encoder, first third",
    ]
    parts = dict(stages)
    assert parts["slice head"] == [network.slice_head.linear]
    assert set(parts["mask and encoder heads"]) == {
        m
        for head in (network.segmentation_head, network.classification_head)
        for m in head.modules()
        if list(m.parameters(recurse=False))
    }
    stem = next(m for m in network.encoder.modules() if isinstance(m, nn.Conv2d))
    assert stem in parts["encoder, first third"]
    # Each weight belongs to exactly one stage.
    owned = [p for _, modules in stages for m in modules for p in m.parameters(recurse=False)]
    assert len(owned) == len(list(network.parameters()))
    assert all(not m._forward_pre_hooks for m in network.modules())


def test_a_transformer_starts_with_its_last_layer_and_ends_with_its_embedding():
    network = timm.create_model("test_vit", num_classes=3, img_size=32).eval()
    stages = cascade(network, torch.zeros(1, 3, 32, 32))
    assert stages[0] == ("last layer", [network.head])
    assert [title for title, _ in stages[1:]] == [
        "layers, last third",
        "layers, middle third",
        "layers, first third",
    ]
    assert network in stages[-1][1]  # owns the position embedding
    before = network.pos_embed.clone()
    reinitialise(stages[-1][1], torch.Generator().manual_seed(0))
    assert not torch.equal(before, network.pos_embed)


def test_what_the_new_weights_are():
    layers = nn.Sequential(nn.Conv2d(64, 64, 3), nn.BatchNorm2d(64), nn.LayerNorm(5)).eval()
    with torch.no_grad():
        for parameter in layers.parameters():
            parameter.fill_(7.0)
        layers[1].running_mean.fill_(3.0)
        layers[1].running_var.fill_(9.0)
    reinitialise(list(layers), torch.Generator().manual_seed(0))
    # He et al.: variance 2 / inputs, here 64 channels x 9 pixels.
    assert layers[0].weight.var().item() == pytest.approx(2 / 576, rel=0.05)
    assert set(layers[0].bias.tolist()) == {0.0}
    for norm in layers[1:]:
        assert set(norm.weight.tolist()) == {1.0}
        assert set(norm.bias.tolist()) == {0.0}
    assert set(layers[1].running_mean.tolist()) == {0.0}
    assert set(layers[1].running_var.tolist()) == {1.0}
