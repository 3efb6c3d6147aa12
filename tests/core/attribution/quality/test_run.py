import json
import threading

import numpy as np
import pytest
import torch

from core.attribution import Explanation, explain, heat_overlap
from core.attribution.quality import (
    ALL,
    MEASURES,
    QUICK,
    find_measures,
    measure_quality,
    quality_report,
    sentences,
)
from core.attribution.quality.run import case_of
from core.attribution.target import target_index
from core.errors import Cancelled, UsageError
from core.inference import network_lock, slice_mask
from core.models import build_network
from core.preprocessing import PreprocessingConfig
from core.sentence import code_of
from tests.core.known_network import BandNetwork, block_volume, hu_series, known_model


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(1)
    network = build_network("test_efficientnet", decoder_channels=(8, 8, 8, 8, 8)).eval()
    settings = PreprocessingConfig(size=64, pixel_mm=1.5, max_pixel_mm=1.5)
    return known_model(network.requires_grad_(False), settings, temperature=2.0)


@pytest.fixture(scope="module")
def series():
    volume = np.full((3, 64, 64), 40)
    volume[1:, 10:50, 10:50] = 105
    volume[1:, 20:28, 20:28] = 60
    return hu_series(volume + np.random.default_rng(0).integers(-8, 8, volume.shape))


@pytest.fixture(scope="module")
def explanation(model, series):
    return explain("saliency", model, series, 1, "malignant", scale=1.0)


@pytest.fixture
def mask():
    mask = np.zeros((64, 64), np.uint8)
    mask[10:50, 10:50] = 1
    mask[20:28, 20:28] = 3
    return mask


def test_all_of_them_on_a_real_network(model, series, explanation, mask):
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    reported = []
    quality = measure_quality(
        model, series, explanation, mask=mask, progress=lambda *at: reported.append(at)
    )
    assert tuple(item.name for item in quality.items) == ALL == tuple(MEASURES)
    assert {item.light for item in quality.items} <= {"green", "amber", "red", "none"}
    assert all(code_of(item.reading) and item.reference for item in quality.items)
    assert quality.mask == "given"
    assert quality["energy_in_lesion"].value == pytest.approx(explanation_share(explanation, mask))
    # The shared network is unchanged: weights, hooks and gradients.
    after = model.network.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    modules = list(model.network.modules())
    assert all(not m._forward_hooks and not m._forward_pre_hooks for m in modules)
    assert all(parameter.grad is None for parameter in model.network.parameters())
    done, totals = zip(*reported, strict=True)
    assert set(totals) == {sum(kind.steps for kind in MEASURES.values())}
    assert list(done) == sorted(set(done))
    assert done[-1] == totals[0]
    content = json.loads(json.dumps(quality_report(quality)))
    assert [each["name"] for each in content["measures"]] == list(ALL)
    assert len(content["measures"][3]["curve"]["x"]) == 17


def explanation_share(explanation, mask):
    return explanation.heatmap[mask == 3].sum() / explanation.heatmap.sum()


def test_a_measure_does_not_depend_on_which_others_are_taken(model, series, explanation, mask):
    names = ("insertion_auc", "infidelity")
    together = measure_quality(model, series, explanation, mask=mask, measures=names)
    for name in names:
        alone = measure_quality(model, series, explanation, mask=mask, measures=(name,))
        assert alone[name].value == together[name].value
        assert alone[name].chance == together[name].chance


def test_the_quick_measures_do_not_run_the_network(model, series, explanation, mask):
    case = case_of(model, series, explanation, mask=mask)

    def refuse(*_):
        raise AssertionError("the network was run")

    case.probability = case.network = case.attribute = refuse
    assert [kind.compute(case).name for kind in find_measures(QUICK)] == list(QUICK)


def test_cheap_measures_come_first_and_each_once():
    names = ("max_sensitivity", "energy_in_liver", "deletion_auc", "energy_in_liver")
    assert [kind.name for kind in find_measures(names)] == [
        "energy_in_liver",
        "deletion_auc",
        "max_sensitivity",
    ]
    with pytest.raises(UsageError) as refused:
        find_measures(("ssim",))
    assert refused.value.args == (sentences.unknown_measure("ssim", MEASURES),)


def test_the_map_is_computed_again_with_its_own_settings(model, series, mask):
    made = explain(
        "grad_cam", model, series, 1, "malignant", parameters={"layer": "deepest"}, smooth_samples=2
    )
    case = case_of(model, series, made, mask=mask)
    assert case.attribute(case.network, case.tensors)[0] == pytest.approx(made.field, abs=1e-6)
    copied = case.copy_network()
    assert case.attribute(copied, case.tensors)[0] == pytest.approx(made.field, abs=1e-6)
    assert copied.network is not model.network


def test_the_probability_is_the_networks_own(model, series, explanation, mask):
    for target, expected in (("malignant", 2), ("normal", 0)):
        made = explain("saliency", model, series, 1, target, scale=1.0)
        case = case_of(model, series, made, mask=mask)
        with torch.no_grad():
            logits = model.network(case.tensors)[1]
        wanted = torch.softmax(logits / 2.0, dim=1)[0, expected]
        assert case.whole_probability == pytest.approx(float(wanted), abs=1e-6)
    lesion = explain("saliency", model, series, 1, "lesion", scale=1.0)
    case = case_of(model, series, lesion, mask=mask)
    score = case.scores(case.tensors)
    assert case.whole_probability == pytest.approx(float(torch.sigmoid(score)), abs=1e-6)


def test_slices_that_are_only_scored_bypass_pytorch(model, series, explanation, mask):
    case = case_of(model, series, explanation, mask=mask)
    with torch.no_grad():
        expected = case.network(case.tensors)[0, target_index("malignant")]
    passes = []
    hook = model.network.register_forward_hook(lambda *_: passes.append(1))
    found = case.scores(case.tensors), case.whole_probability
    hook.remove()
    assert passes == []
    assert found[0] == pytest.approx(float(expected), abs=1e-5)


def test_only_heat_for_the_target_counts_as_energy(model, series, mask):
    signed = explain("integrated_gradients", model, series, 1, "malignant", scale=1.0)
    case = case_of(model, series, signed, mask=mask)
    assert signed.heatmap.min() < 0
    assert case.heat.min() == 0
    assert case.heat.max() == signed.heatmap.max()


def test_without_a_mask_the_networks_own_is_used():
    model = known_model(BandNetwork())
    series = hu_series(block_volume(2))
    flat = explain_by_hand(series)
    quality = measure_quality(model, series, flat, measures=("energy_in_liver",))
    assert quality.mask == "the network's, of this slice alone"
    liver = slice_mask(model, series, 1) != 0
    assert quality["energy_in_liver"].value == pytest.approx(liver.mean(), abs=1e-6)


def explain_by_hand(series, **changes):
    """Even heat on slice 1 of `series`, as if it came from saliency."""
    even = np.ones(series.volume.shape[1:], np.float32)
    parts = {
        "method": "saliency",
        "target": "malignant",
        "slice_index": 1,
        "heatmap": even,
        "scale": 1.0,
        "parameters": {},
        "probabilities": np.array([0.2, 0.1, 0.7], np.float32),
        "overlap": heat_overlap(even, np.ones_like(even, dtype=np.uint8)),
        "field": even,
        **changes,
    }
    return Explanation(**parts)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"slice_index": 3}, sentences.heatmap_of_another_slice(3, (64, 64))),
        (
            {"heatmap": np.ones((8, 8), np.float32)},
            sentences.heatmap_of_another_slice(1, (8, 8)),
        ),
        ({"field": None}, sentences.heatmap_without_field()),
    ],
)
def test_a_heatmap_of_something_else_is_refused(model, series, changes, expected):
    with pytest.raises(UsageError) as refused:
        measure_quality(model, series, explain_by_hand(series, **changes))
    assert (refused.value.code, str(refused.value)) == (expected.code, expected)


def test_a_mask_on_another_grid_is_refused(model, series, explanation):
    with pytest.raises(UsageError) as refused:
        measure_quality(model, series, explanation, mask=np.zeros((8, 8), np.uint8))
    assert refused.value.args == (sentences.mask_on_another_grid((8, 8), (64, 64)),)


def test_it_can_be_cancelled_and_leaves_the_lock_free(model, series, explanation, mask):
    cancel = threading.Event()

    def progress(done, _total):
        if done > 20:
            cancel.set()

    with pytest.raises(Cancelled) as refused:
        measure_quality(model, series, explanation, mask=mask, progress=progress, cancel=cancel)
    assert refused.value.code == "measures_cancelled"
    free = []

    def try_it():
        lock = network_lock(model.network)
        free.append(lock.acquire(timeout=5))
        lock.release()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    assert free == [True]
