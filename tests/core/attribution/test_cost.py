import pytest

from core.attribution import METHODS, explain, passes_of_a_map, time_a_pass
from core.errors import UsageError
from core.inference import engine_is_ready, make_engine
from tests.core.known_network import block_volume, hu_series, known_model


@pytest.mark.parametrize(
    ("method", "given", "samples", "passes"),
    [
        # Grad-CAM's scale is fixed.
        ("grad_cam", {}, 0, 1),
        # The slice, and four for the scale.
        ("saliency", {}, 0, 1 + 4),
        # An estimate from one more slice, for which at most eight noisy copies are averaged.
        ("saliency", {}, 12, 20),
        # Points on the path and both its ends; for the scale eight points.
        ("integrated_gradients", {"steps": 20}, 0, 22 + 10),
        # (256 - 24) / 12, rounded up, is 20: 21 places a side, and the whole slice, twice.
        ("occlusion", {}, 0, 2 * (1 + 21 * 21)),
    ],
)
def test_passes_of_a_first_heatmap(method, given, samples, passes):
    assert passes_of_a_map(METHODS[method], 256, given, samples) == passes


def test_what_is_expected_is_what_runs():
    reports = []
    explain(
        "occlusion",
        known_model(),
        hu_series(block_volume(3)),
        1,
        "malignant",
        parameters={"window": 32, "stride": 32},
        estimate_scale=True,
        progress=lambda done, total: reports.append((done, total)),
    )
    passes = passes_of_a_map(METHODS["occlusion"], 64, {"window": 32, "stride": 32})
    assert passes == 2 * (1 + 4)  # five for each of four slices are too many to wait for
    assert reports[0][0] == 0
    assert reports[-1] == (passes, passes)


def test_unknown_settings():
    with pytest.raises(UsageError):
        passes_of_a_map(METHODS["occlusion"], 256, {"side": 3})


def test_a_pass_is_timed_with_the_engine_only_if_that_is_ready():
    model = known_model()
    assert not engine_is_ready(model)
    found = time_a_pass(model)
    assert found.gradient > 0
    assert found.score is None
    make_engine("onnx", model)
    assert engine_is_ready(model)
    assert time_a_pass(model).score > 0
