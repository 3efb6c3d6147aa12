import pytest
import torch

from core.errors import UnknownModelError, UsageError
from core.models.network import build_network


@pytest.mark.parametrize(
    ("backbone", "code"),
    [("test_vti", "unknown_backbone"), ("test_vit", "no_feature_pyramid")],
)
def test_an_unusable_backbone_is_refused(backbone, code):
    with pytest.raises(UnknownModelError) as refused:
        build_network(backbone)
    assert refused.value.code == code
    assert "test_vit" in str(refused.value)


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
    ("decoder", "widths", "code"),
    [
        ("psp", (8,), "unknown_decoder"),
        ("fpn", (8, 8), "unusable_decoder_widths"),
        ("unet", (8, 8, 8), "unusable_decoder_widths"),
    ],
)
def test_a_decoder_that_cannot_be_built_is_refused(decoder, widths, code):
    with pytest.raises(UsageError) as refused:
        build_network("resnet10t", decoder=decoder, decoder_channels=widths)
    assert refused.value.code == code
