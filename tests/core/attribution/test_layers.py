import pytest
import torch
from torch import nn

from core.attribution import sentences
from core.attribution.layers import encoder_layer
from core.errors import UsageError
from core.models import build_network


class CallsChildrenOnly(nn.Module):
    """Like timm's feature extractors: `blocks` is never called, its children are."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.AvgPool2d(16)
        self.blocks = nn.Sequential(nn.AvgPool2d(2), nn.ReLU())

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return [x]


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = CallsChildrenOnly()


def test_the_last_module_that_is_called_at_that_stride():
    network = Net()
    assert encoder_layer(network, 64, 32) == "encoder.blocks.1"
    assert encoder_layer(network, 64, 16) == "encoder.stem"


def test_an_inner_layer_of_the_next_stage_is_not_taken():
    network = Net()
    network.encoder.blocks.insert(0, nn.Sequential(nn.ReLU(), nn.AvgPool2d(1), nn.AvgPool2d(2)))
    network.encoder.blocks[1] = nn.Identity()
    assert encoder_layer(network, 64, 16) == "encoder.stem"
    assert encoder_layer(network, 64, 32) == "encoder.blocks.2"


def test_hooks_are_removed():
    network = Net()
    encoder_layer(network, 64, 32)
    assert all(not module._forward_hooks for module in network.modules())


def test_a_stride_that_no_layer_has():
    with pytest.raises(UsageError) as refused:
        encoder_layer(Net(), 64, 8)
    assert refused.value.args == (sentences.no_layer_at_stride(8, [16, 32]),)


@pytest.mark.parametrize(
    ("backbone", "names"),
    [
        ("test_efficientnet", {16: "encoder.model.blocks.3", 32: "encoder.model.blocks.4"}),
        ("test_resnet", {16: "encoder.model.layer3", 32: "encoder.model.layer4"}),
    ],
)
def test_real_encoders_have_both_strides(backbone, names):
    network = build_network(backbone, decoder_channels=(8, 8, 8, 8, 8)).eval()
    for stride in (16, 32):
        name = encoder_layer(network, 64, stride)
        assert name == names[stride]
        sizes = []
        hook = network.get_submodule(name).register_forward_hook(
            lambda m, i, o, sizes=sizes: sizes.append(o.shape[2])
        )
        network.encoder(torch.zeros(1, 3, 64, 64))
        hook.remove()
        assert sizes == [64 // stride]
