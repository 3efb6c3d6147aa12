"""Grad-CAM of vision transformers: tokens seen as a map."""

import pytest
import timm
import torch

from core.attribution.layers import chosen_layer, list_layers
from core.attribution.maps import tapped
from core.attribution.methods.grad_cam import GRAD_CAM

TRANSFORMERS = {
    "vit": ("test_vit", {"img_size": 64}),
    "swin": (
        "swin_tiny_patch4_window7_224",
        {
            "img_size": 64,
            "window_size": 4,
            "embed_dim": 16,
            "depths": (1, 1, 2),
            "num_heads": (1, 2, 4),
        },
    ),
}


@pytest.fixture(scope="module", params=TRANSFORMERS)
def transformer(request):
    name, options = TRANSFORMERS[request.param]
    torch.manual_seed(0)
    network = timm.create_model(name, num_classes=3, **options).eval().requires_grad_(False)
    return request.param, network


def test_tokens_are_rearranged_into_a_map_and_back(transformer):
    kind, network = transformer
    slices = torch.rand(1, 3, 64, 64)
    layer = chosen_layer(network, 64, "deepest")
    plain = network(slices)
    seen = []
    with tapped(layer, network) as tap:
        tap.register_forward_hook(lambda m, i, o: seen.append(o))
        torch.testing.assert_close(network(slices), plain)
    assert seen[0].shape == (1, layer.channels, *layer.side)
    assert layer.kind == {"vit": "tokens", "swin": "channels_last"}[kind]
    # The tap is gone after the block.
    network(slices)
    assert len(seen) == 1


def test_positions_keep_their_order(transformer):
    _, network = transformer
    layer = chosen_layer(network, 64, "deepest")
    module, slices, seen = network.get_submodule(layer.name), torch.rand(1, 3, 64, 64), {}
    hook = module.register_forward_hook(lambda m, i, o: seen.setdefault("raw", o))
    with tapped(layer, network) as tap:
        tap.register_forward_hook(lambda m, i, o: seen.setdefault("map", o))
        network(slices)
    hook.remove()
    raw = seen["raw"]
    if layer.kind == "tokens":
        rows, columns = layer.side
        raw = raw[:, -rows * columns :].reshape(1, rows, columns, -1)
    torch.testing.assert_close(seen["map"], raw.permute(0, 3, 1, 2))


def test_it_agrees_with_grad_cams_formula(transformer):
    _, network = transformer
    slices = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    layer = chosen_layer(network, 64, "deepest")
    kept = {}

    def keep(_module, _inputs, output):
        output.requires_grad_()
        kept["output"] = output

    hook = network.get_submodule(layer.name).register_forward_hook(keep)
    score = network(slices)[:, 1].sum()
    hook.remove()
    (gradient,) = torch.autograd.grad(score, kept["output"])
    rows, columns = layer.side
    places, slopes = (
        t.detach().reshape(2, -1, layer.channels)[:, -rows * columns :]
        for t in (kept["output"], gradient)
    )
    weights = slopes.mean(dim=1, keepdim=True)
    expected = torch.relu((weights * places).sum(dim=2)).reshape(2, 1, rows, columns)
    field = torch.nn.functional.interpolate(expected, size=(64, 64), mode="bilinear")[:, 0]
    found = GRAD_CAM.attribute(network, slices, 1, parameters={"layer": "deepest"})
    torch.testing.assert_close(found.values, field)
    assert found.values.abs().sum() > 0


def test_layers_inside_attention_are_not_offered(transformer):
    _, network = transformer
    names = [layer.name for layer in list_layers(network, 64)]
    assert names
    assert not [name for name in names if ".attn." in name]
