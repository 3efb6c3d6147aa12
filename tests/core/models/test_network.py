import pytest
import torch

from core.errors import UnknownModelError, UsageError
from core.models.network import build_network


@pytest.mark.parametrize(
    ("backbone", "said"),
    [
        ("test_vti", r"'test_vti' is not a timm backbone: did you mean .*test_vit"),
        ("test_vit", r"'test_vit' gives no maps of several sizes, which a decoder needs: choose"),
    ],
)
def test_a_backbone_that_cannot_be_used_is_a_sentence(backbone, said):
    with pytest.raises(UnknownModelError, match=f"^{said}"):
        build_network(backbone)


@pytest.mark.parametrize(
    ("decoder", "widths", "stride"),
    [
        ("unet", (8, 8, 8, 8, 8), 1),
        ("unet", (8, 8, 8, 8), 2),
        ("fpn", (32, 32), 4),
        ("deeplabv3plus", (16,), 4),
    ],
)
def test_every_decoder_gives_masks_of_the_slices_size(decoder, widths, stride):
    network = build_network("resnet10t", decoder=decoder, decoder_channels=widths).eval()
    assert network.mask_stride == network.slice_head.stride == stride
    with torch.no_grad():
        masks, classes = network(torch.rand(2, 3, 64, 96))
    assert masks.shape == (2, 4, 64, 96) and classes.shape == (2, 3)


@pytest.mark.parametrize(
    ("decoder", "widths"), [("psp", (8,)), ("fpn", (8, 8)), ("unet", (8, 8, 8))]
)
def test_a_decoder_that_cannot_be_built_is_refused(decoder, widths):
    with pytest.raises(UsageError):
        build_network("resnet10t", decoder=decoder, decoder_channels=widths)
