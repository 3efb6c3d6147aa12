import numpy as np
import pytest
import timm
import torch

from core.attribution import METHODS, explain, sentences, unavailable
from core.attribution.availability import unsuitable
from core.attribution.probe import probe
from core.classical import ClassicalSettings
from core.errors import UsageError
from core.models import build_network
from core.models.classical import ClassicalNetwork
from core.preprocessing import PreprocessingConfig
from core.sentence import code_of
from tests.core.attribution.contract import METHOD_NAMES
from tests.core.classical.squares import disc
from tests.core.known_network import block_volume, hu_series, known_model

HIDING = {"occlusion", "feature_ablation", "kernel_shap"}
WIDTHS = (8, 8, 8, 8, 8)


def unet(backbone):
    torch.manual_seed(0)
    return build_network(backbone, decoder_channels=WIDTHS).eval().requires_grad_(False)


def baseline_of(classify):
    network = ClassicalNetwork(known_model(), classify, ClassicalSettings())
    return known_model(network)


def test_the_classical_baseline_has_no_gradient_but_parts_can_be_hidden():
    model = baseline_of(lambda features: np.tile(np.float32([0.1, 0.1, 0.8]), (len(features), 1)))
    for name, method in METHODS.items():
        reason = unavailable(method, model)
        if name in METHOD_NAMES:
            assert (reason is None) == (name in HIDING)
        if reason:
            assert reason == sentences.no_gradient("known", method.title)
    series = hu_series(block_volume(2))
    with pytest.raises(UsageError) as refused:
        explain("saliency", model, series, 1, "malignant")
    assert refused.value.code == "no_gradient"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("occlusion", {"window": 24, "stride": 8}),
        ("feature_ablation", {"superpixels": 16}),
        ("kernel_shap", {"superpixels": 8, "samples": 80}),
    ],
)
def test_hiding_a_finding_of_the_baseline_lowers_its_score(name, settings):
    model = baseline_of(lambda features: np.tile(np.float32([0.1, 0.1, 0.8]), (len(features), 1)))
    volume = block_volume(2)
    lesion = disc((30, 28), 6)
    volume[1, lesion] = 55
    found = explain(
        name,
        model,
        hu_series(volume),
        1,
        "malignant",
        parameters={**settings, "baseline": "mean_liver"},
        scale=1.0,
    )
    assert found.heatmap[lesion].mean() > 2 * np.abs(found.heatmap[~lesion]).mean()


@pytest.mark.parametrize("backbone", ["test_resnet", "mobilenetv2_100"])
def test_networks_of_rectifiers_can_be_explained_by_every_method(backbone):
    network = unet(backbone)
    reasons = {name: unsuitable(METHODS[name], network, 64) for name in METHOD_NAMES}
    assert reasons == dict.fromkeys(METHOD_NAMES)
    kinds = set(probe(network, 64).activation_modules.values())
    assert kinds == {"test_resnet": {"ReLU"}, "mobilenetv2_100": {"ReLU", "ReLU6"}}[backbone]


@pytest.mark.parametrize(("backbone", "kind"), [("test_efficientnet", "SiLU")])
def test_other_activations_stop_guided_backprop_alone(backbone, kind):
    network = unet(backbone)
    reasons = {name: unsuitable(METHODS[name], network, 64) for name in METHOD_NAMES}
    assert {name for name, reason in reasons.items() if reason} == {
        "guided_backprop",
        "guided_grad_cam",
    }
    assert code_of(reasons["guided_backprop"]) == "activation_without_rule"
    assert kind in reasons["guided_backprop"]
    model = known_model(network, PreprocessingConfig(size=64))
    with pytest.raises(UsageError) as refused:
        explain("guided_backprop", model, hu_series(block_volume(2)), 1, "malignant")
    assert refused.value.code == "activation_without_rule"


@pytest.mark.parametrize(
    ("name", "options", "stopped"),
    [
        ("test_vit", {"img_size": 64}, {"guided_backprop", "guided_grad_cam"}),
        (
            "swin_tiny_patch4_window7_224",
            {
                "img_size": 64,
                "window_size": 4,
                "embed_dim": 16,
                "depths": (1, 1, 2),
                "num_heads": (1, 2, 4),
            },
            {"guided_backprop", "guided_grad_cam"},
        ),
        ("test_resnet", {}, set()),
    ],
)
def test_plain_classifiers_of_timm_run_or_say_why_not(name, options, stopped):
    torch.manual_seed(0)
    network = timm.create_model(name, num_classes=3, **options).eval()
    slices = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    quick = {
        "integrated_gradients": {"steps": 16},
        "gradient_shap": {"samples": 2},
        "occlusion": {"window": 32, "stride": 32},
        "feature_ablation": {"superpixels": 4},
        "kernel_shap": {"superpixels": 4, "samples": 40},
    }
    with torch.no_grad():
        difference = float((network(slices) - network(slices * 0))[0, 1])
    for each, method in METHODS.items():
        reason = unsuitable(method, network, 64)
        if each in METHOD_NAMES:
            assert (reason is not None) == (each in stopped)
        if reason:
            continue
        found = method.attribute(network, slices, 1, parameters=quick.get(each))
        assert found.values.shape == (1, 64, 64)
        assert torch.isfinite(found.values).all()
        assert found.values.any()
        if each in ("deeplift", "kernel_shap"):
            assert abs(float(found.convergence_delta)) < max(0.01 * abs(difference), 1e-3)
