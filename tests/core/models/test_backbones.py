"""Families of timm that take slices in different ways: built, run, exported, explained, refused."""

import pytest
import torch

from core.attribution.layers import chosen_layer, list_layers
from core.errors import UnknownModelError
from core.inference.engines import OnnxEngine, TorchEngine
from core.models import build_network, load_checkpoint, save_checkpoint
from core.models.backbones import are_options, build_encoder
from core.models.fit import fit_backbone
from core.preprocessing import PreprocessingConfig
from tests.coded import raises

SIDE = 64
CROP = (32, 64)
SWIN = "swin_tiny_patch4_window7_224"
#: Backbone -> what timm must be told for 64 x 64 pixels, the strides of its maps.
FAMILIES = {
    "convnext_atto": ({}, {4, 8, 16, 32}),
    "efficientvit_b0": ({}, {2, 4, 8, 16, 32}),
    SWIN: ({"img_size": SIDE, "dynamic_img_size": True}, {4, 8, 16, 32}),
    "mobilenetv4_conv_small": ({}, {2, 4, 8, 16, 32}),
}
WIDTHS = {"unet": (16, 16, 8, 8, 8), "fpn": (32, 32), "deeplabv3plus": (16,)}


@pytest.fixture(scope="module", params=FAMILIES)
def saved(request, tmp_path_factory):
    """(backbone, random network of narrow decoder, its checkpoint)."""
    torch.manual_seed(0)
    backbone = request.param
    fit = fit_backbone(backbone, SIDE, [CROP])
    assert (dict(fit.options), fit.every_shape) == (FAMILIES[backbone][0], True)
    network = build_network(backbone, decoder_channels=WIDTHS["unet"], options=fit.options).eval()
    path = tmp_path_factory.mktemp("weights") / f"{backbone}.pth"
    save_checkpoint(
        path,
        network,
        name=backbone,
        backbone=backbone,
        preprocessing=PreprocessingConfig(size=SIDE),
    )
    return backbone, network, load_checkpoint(path)


def test_a_family_is_built_stored_and_run_by_both_engines(saved):
    _, network, model = saved
    slices = torch.rand(2, 3, SIDE, SIDE)
    with torch.no_grad():
        expected = network(slices)
    assert expected[0].shape == (2, 4, SIDE, SIDE) and expected[1].shape == (2, 3)
    for engine in (TorchEngine(model), OnnxEngine(model)):
        for found, wanted in zip(engine(slices), expected, strict=True):
            assert torch.allclose(found, wanted, atol=1e-3)
    with torch.no_grad():  # a crop, as in training
        assert network(slices[:, :, :32])[0].shape == (2, 4, 32, SIDE)


def test_a_family_has_layers_for_grad_cam(saved):
    backbone, _, model = saved
    layers = {one.name: one for one in list_layers(model.network, SIDE)}
    stages = {one.stride for one in layers.values() if one.stage and "encoder." in one.name}
    assert stages >= FAMILIES[backbone][1]
    # The last block has as many channels as its map has rows in none of these: never transposed.
    assert chosen_layer(model.network, SIDE, "").kind == "map"
    deepest = chosen_layer(model.network, SIDE, "deepest")
    assert deepest.stride == 32
    assert deepest.kind == ("channels_last" if backbone == SWIN else "map")


def test_the_decoder_of_a_channels_last_backbone_is_channels_first():
    # A map of 16 channels, rows and columns could be read either way.
    options = {"img_size": SIDE}
    network = build_network(SWIN, decoder_channels=(8, 8, 16, 8, 8), options=options).eval()
    block = next(one for one in list_layers(network, SIDE) if one.name == "decoder.blocks.2")
    assert (block.channels, block.side, block.kind) == (16, (16, 16), "map")


@pytest.mark.parametrize("backbone", [SWIN, "convnext_atto"])
def test_maps_from_a_quarter_of_the_side_suit_the_fpn(backbone):
    options = FAMILIES[backbone][0]
    network = build_network(
        backbone, decoder="fpn", decoder_channels=WIDTHS["fpn"], options=options
    ).eval()
    with torch.no_grad():
        masks, classes = network(torch.rand(1, 3, SIDE, SIDE))
    assert masks.shape == (1, 4, SIDE, SIDE) and classes.shape == (1, 3)


@pytest.mark.parametrize("backbone", ["maxvit_rmlp_pico_rw_256", "efficientformerv2_s0"])
def test_some_are_built_for_the_square_slice_alone(backbone):
    fit = fit_backbone(backbone, SIDE, [CROP])
    assert (dict(fit.options), fit.every_shape) == ({"img_size": SIDE}, False)
    # At its own size nothing is changed.
    assert fit_backbone(backbone, 256 if "256" in backbone else 224).options == {}


@pytest.mark.parametrize("backbone", ["inception_v3", "vgg16", "mobilenetv2_100"])
def test_shipped_backbones_are_built_as_they_were(backbone):
    # Inception's maps are a little smaller than the slice's halves; the U-Net makes up for that.
    fit = fit_backbone(backbone, 256, [(192, 256), (160, 192)])
    assert (fit.options, fit.every_shape) == ({}, True)


@pytest.mark.parametrize(
    ("backbone", "decoder", "code"),
    [
        ("test_vti", "unet", "unknown_backbone"),
        ("test_vit", "unet", "no_feature_pyramid"),
        ("nest_tiny", "unet", "no_feature_pyramid"),
        ("efficientformer_l1", "unet", "backbone_not_for_size"),
        (SWIN, "deeplabv3plus", "halves_too_often"),
        ("efficientvit_b0", "deeplabv3plus", "halves_too_often"),
        ("inception_v3", "fpn", "backbone_not_for_size"),
    ],
)
def test_what_fits_in_no_way_is_refused(backbone, decoder, code):
    with raises(UnknownModelError, code, backbone):
        fit_backbone(backbone, 256, decoder=decoder, decoder_channels=WIDTHS[decoder])


def test_weights_that_timm_does_not_have_are_named():
    with raises(UnknownModelError, "no_pretrained_weights", "convnext_atto_rms"):
        build_encoder("convnext_atto_rms", pretrained=True)


@pytest.mark.parametrize(
    "options",
    [None, [], {"img_size": 0}, {"img_size": 10**6}, {"img_size": True}, {"features_only": 1}],
)
def test_options_that_no_checkpoint_may_hold(options):
    assert not are_options(options)
