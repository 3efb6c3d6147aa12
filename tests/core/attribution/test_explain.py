import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from core.attribution import METHODS, TARGETS, ScoreNetwork, explain
from core.errors import Cancelled, UsageError
from core.models import build_network
from core.preprocessing import PreprocessingConfig, SliceGrid, slice_tensors
from tests.core.attribution.test_method import QUICK
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model

#: The quick settings for 64 x 64 pixels, with the default layers.
SETTINGS = {
    **{name: given for name, given in QUICK.items() if "cam" not in name},
    "occlusion": {"window": 32, "stride": 16},
}


@pytest.fixture(scope="module")
def model():
    """A network with ReLU in all its layers and random weights."""
    torch.manual_seed(2)
    network = build_network("test_resnet", decoder_channels=(8, 8, 8, 8, 8)).eval()
    return known_model(network.requires_grad_(False), PreprocessingConfig(size=64))


@pytest.fixture(scope="module")
def series():
    volume = block_volume(6)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    return hu_series(volume)


@pytest.mark.parametrize("name", METHODS)
def test_the_heatmap_is_the_methods_map_on_the_ct(model, series, name):
    settings = SETTINGS.get(name)
    found = explain(name, model, series, 2, "lesion", parameters=settings, scale=1.0)
    grid = SliceGrid.for_series(series, model.preprocessing)
    tensors = slice_tensors(grid.to_model(series.volume[2:3]), model.preprocessing)
    alone = METHODS[name].attribute(
        ScoreNetwork(model.network), tensors, TARGETS.index("lesion"), parameters=settings
    )
    assert found.field == pytest.approx(alone.values[0].numpy(), abs=1e-6)
    assert found.heatmap == pytest.approx(grid.to_ct(alone.values.numpy()[:, None])[0, 0], abs=1e-6)
    assert found.heatmap.shape == (64, 64)
    assert found.heatmap.dtype == found.field.dtype == np.float32
    assert found.signed == METHODS[name].signed
    assert found.signed or found.heatmap.min() >= 0
    assert (found.convergence_delta is not None) == METHODS[name].complete
    assert found.parameters["unit"] == METHODS[name].unit
    assert {p.name for p in METHODS[name].parameters} <= set(found.parameters)


def test_an_explanations_parameters_reproduce_it(model, series):
    first = explain("grad_cam", model, series, 2, "malignant", parameters={"layer": "deepest"})
    assert first.parameters["stride"] == 32
    names = [p.name for p in METHODS["grad_cam"].parameters]
    again = explain(
        "grad_cam",
        model,
        series,
        2,
        "malignant",
        parameters={name: first.parameters[name] for name in names},
    )
    assert np.array_equal(first.heatmap, again.heatmap)


def test_the_overlap_is_that_of_the_positive_heat(model, series):
    mask = np.zeros((64, 64), np.uint8)
    mask[10:50, 10:50] = 1
    mask[20:30, 24:32] = 3
    found = explain("input_x_gradient", model, series, 2, "malignant", mask=mask, scale=1.0)
    support = np.maximum(found.heatmap.astype(float), 0)
    assert found.heatmap.min() < 0
    assert found.overlap.energy_in_lesion == pytest.approx(
        support[20:30, 24:32].sum() / support.sum(), abs=1e-5
    )


def test_the_lesion_score_and_the_class_scores_differ(model, series):
    maps = [explain("saliency", model, series, 2, t, scale=1.0).heatmap for t in TARGETS]
    for i, heatmap in enumerate(maps):
        assert heatmap.any()
        assert not any(np.allclose(heatmap, other) for other in maps[i + 1 :])


def test_mean_liver_is_the_liver_that_the_network_outlines():
    volume = block_volume(3)
    known, series = known_model(), hu_series(volume)
    found = explain(
        "feature_ablation",
        known,
        series,
        1,
        "malignant",
        parameters={"baseline": "mean_liver", "superpixels": 4},
        scale=1.0,
    )
    assert found.parameters["baseline"] == "mean_liver"
    # Slice 0 has no liver.
    with pytest.raises(UsageError) as refused:
        explain("occlusion", known, series, 0, "malignant", parameters={"baseline": "mean_liver"})
    assert refused.value.code == "no_mean_liver"


def test_eight_at_once_give_the_same_maps_as_one_by_one(model, series):
    """One's hooks, gates and random draws must not affect another on the same network."""
    requests = [
        ("deeplift", 2, "malignant"),
        ("guided_backprop", 2, "malignant"),
        ("grad_cam", 3, "lesion"),
        ("guided_grad_cam", 2, "benign"),
        ("gradient_shap", 2, "malignant"),
        ("saliency", 4, "normal"),
        ("integrated_gradients", 2, "lesion"),
        ("kernel_shap", 3, "malignant"),
    ]

    def run(request):
        name, index, target = request
        smooth = 3 if name == "saliency" else 0
        return explain(
            name,
            model,
            series,
            index,
            target,
            parameters=SETTINGS.get(name),
            smooth_samples=smooth,
            scale=1.0,
        ).heatmap

    alone = [run(request) for request in requests]
    start = threading.Barrier(len(requests))

    def run_together(request):
        start.wait(timeout=60)
        return run(request)

    with ThreadPoolExecutor(len(requests)) as pool:
        together = list(pool.map(run_together, requests))
    for request, expected, found in zip(requests, alone, together, strict=True):
        assert expected.any(), request
        assert np.array_equal(expected, found), request


def test_it_can_be_cancelled(model, series):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        explain("occlusion", model, series, 2, "malignant", cancel=cancel)
    assert all(not module._forward_hooks for module in model.network.modules())


@pytest.mark.parametrize(
    ("changes", "code", "value"),
    [
        ({"target": "cyst"}, "unknown_target", "'cyst'"),
        ({"target": "cyst"}, "unknown_target", "normal, benign, malignant, lesion"),
        ({"parameters": {"steps": 3}}, "unknown_parameter", "'steps'"),
        ({"method": "grad_cam", "parameters": {"layer": "no.such"}}, "unknown_layer", "'no.such'"),
        ({"method": "grad_cam", "parameters": {"layer": "x"}}, "unknown_layer", "decoder.blocks.4"),
    ],
)
def test_wrong_arguments_are_named(model, series, changes, code, value):
    given = {"method": "saliency", "target": "malignant", **changes}
    with pytest.raises(UsageError) as refused:
        explain(
            given["method"], model, series, 2, given["target"], parameters=changes.get("parameters")
        )
    assert refused.value.code == code
    assert value in str(refused.value)
