"""The recipe, with networks whose results are known."""

import gc
import threading
import weakref
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.comparison import compare, from_analyses, sentences
from core.correction import corrected
from core.errors import Cancelled, UsageError
from core.models import build_network
from core.preprocessing import PreprocessingConfig
from tests.core.comparison.made_analysis import blank_series, liver_mask, made
from tests.core.correction.made import erased_on
from tests.core.known_network import (
    BENIGN_HU,
    LIVER_HU,
    MALIGNANT_HU,
    BandNetwork,
    block_volume,
    hu_series,
    known_model,
)


class BlindToBenign(BandNetwork):
    """Mistakes benign lesions for liver."""

    def forward(self, slices):
        hu = slices[:, :1] * 255
        benign = (hu >= 5) & (hu < 30)
        return super().forward(torch.where(benign, LIVER_HU / 255, slices))


def model_named(name: str, network: BandNetwork | None = None):
    return replace(known_model(network), name=name)


@pytest.fixture(scope="module")
def series():
    """Liver on slices 1..7; malignant 10 x 8 on 3 and 4, benign 4 x 4 on 6."""
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    volume[6, 40:44, 40:44] = BENIGN_HU
    return hu_series(volume)


@pytest.fixture(scope="module")
def reference():
    """The true mask of `series`."""
    codes = np.zeros((8, 64, 64), np.uint8)
    codes[1:, 10:50, 10:50] = 1
    codes[3:5, 20:30, 24:32] = 3
    codes[6, 40:44, 40:44] = 2
    return codes


@pytest.fixture(scope="module")
def comparison(series, reference):
    models = [model_named("sees"), model_named("blind", BlindToBenign())]
    return compare(series, models, reference=reference, heat_target=None, engine="torch")


def test_each_run_has_its_analysis_and_its_cost(comparison):
    assert comparison.names == ("sees", "blind")
    assert [len(run.analysis.lesions) for run in comparison.runs] == [2, 1]
    for run in comparison.runs:
        # One batch of 8 slices: its median and its 95th percentile are the same.
        assert run.ms_per_slice_median == run.ms_per_slice_p95 > 0
        assert run.seconds == run.analysis.seconds["total"] >= 8 * run.ms_per_slice_median / 1000
        assert run.parameters == 9
        assert run.file_bytes is None


def test_the_pair_by_hand(comparison):
    (pair,) = comparison.agreement
    assert (pair.a, pair.b, pair.n_slices) == ("sees", "blind", 7)
    # normal 4, benign 1, malignant 2 against normal 5, malignant 2; alike on 6 of 7.
    chance = (4 * 5 + 2 * 2) / 49
    assert pair.kappa == pytest.approx((6 / 7 - chance) / (1 - chance))
    # 160 lesion voxels in both, 16 in one only.
    assert pair.dice_lesion == pytest.approx(2 * 160 / (160 + 176))
    assert pair.dice_liver == 1.0
    assert pair.heat_rank_correlation is None
    assert comparison.heat is None


def test_they_disagree_on_the_benign_lesion(comparison):
    (found,) = comparison.disagreements
    assert found.slice_index == 6
    assert found.classes == {"sees": "benign", "blind": "normal"}


def test_models_are_compared_by_their_own_outlines(series, comparison, reference):
    sees, blind = (run.analysis for run in comparison.runs)
    better = corrected(sees, erased_on(sees, 3))
    again = from_analyses(series, [better, blind], reference=reference)
    assert again.agreement[0].dice_lesion == comparison.agreement[0].dice_lesion
    assert again.reference[0].lesion_dice == 1.0


def test_both_against_the_truth(comparison):
    sees, blind = comparison.reference
    assert (sees.model, sees.liver_dice, sees.lesion_dice) == ("sees", 1.0, 1.0)
    assert (sees.liver_surface_mm, sees.liver_surface_p95_mm) == (0.0, 0.0)
    assert sees.lesions.sensitivity == 1.0
    assert (blind.lesions.n_lesions, blind.lesions.n_found) == (2, 1)
    assert blind.lesions.n_false_positives == 0
    assert blind.lesion_dice == pytest.approx(2 * 160 / (160 + 176))


def test_one_model_at_a_time(series):
    """The first model is gone when the second is loaded."""
    alive: list[weakref.ref] = []

    def load(name: str, network: type[BandNetwork]):
        gc.collect()
        assert [network for network in alive if network() is not None] == []
        model = model_named(name, network())
        alive.append(weakref.ref(model.network))
        return model

    loaders = {
        "sees": lambda: load("sees", BandNetwork),
        "blind": lambda: load("blind", BlindToBenign),
    }
    compare(series, loaders, heat_target=None)
    assert len(alive) == 2


def test_progress_rises_to_the_total_and_stages_name_the_models(series):
    seen, turns = [], []
    compare(
        series,
        [model_named("a"), model_named("b")],
        heat_target=None,
        engine="torch",
        progress=lambda done, total: seen.append((done, total)),
        stage=turns.append,
    )
    done = [count for count, _ in seen]
    assert done == sorted(done)
    assert (seen[0], seen[-1]) == ((0, 16), (16, 16))
    assert turns == ["a", "b"]


def test_cancelled_during_the_second(series):
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        compare(
            series,
            [model_named("a"), model_named("b")],
            engine="torch",
            stage=lambda name: cancel.set() if name == "b" else None,
            cancel=cancel,
        )


def test_heatmaps_of_real_networks(series):
    """Two networks with the same weights look at the same places. All slices with liver are
    compared, and an untrained network outlines some."""
    torch.manual_seed(0)
    widths = (8, 8, 8, 8, 8)
    network = build_network("test_efficientnet", decoder_channels=widths).eval()
    config = PreprocessingConfig(size=64, pixel_mm=1.5, max_pixel_mm=1.5)
    twins = [replace(known_model(network, config), name=name) for name in ("one", "two")]
    seen = []
    found = compare(
        series, twins, engine="torch", progress=lambda done, total: seen.append((done, total))
    )
    (pair,) = found.agreement
    assert found.heat.missing == {}
    assert pair.n_slices == len(found.heat.slices)
    assert pair.heat_rank_correlation is None or pair.heat_rank_correlation == pytest.approx(1.0)
    assert seen[-1] == (2 * (8 + 12), 2 * (8 + 12))


def test_a_reference_of_another_shape(series):
    with pytest.raises(UsageError) as refused:
        compare(series, [model_named("a"), model_named("b")], reference=np.zeros((2, 8, 8), "u1"))
    assert refused.value.code == "reference_on_another_grid"
    assert "8 x 8 x 2 voxels and the series 64 x 64 x 8" in str(refused.value)


@pytest.mark.parametrize(
    ("names", "code"), [(["a"], "too_few_models"), (["a", "a"], "model_named_twice")]
)
def test_one_model_is_not_enough(series, names, code):
    with pytest.raises(UsageError) as refused:
        compare(series, [model_named(name) for name in names])
    assert refused.value.code == code


P = [[1, 0, 0], [0.9, 0, 0.1], [0.2, 0, 0.8], [0.6, 0, 0.4], [0.7, 0, 0.3]]


def test_existing_analyses_are_compared():
    series = blank_series()
    a, b = made(series, "a", P, batch_ms=(10.0, 20.0, 90.0)), made(series, "b", P)
    heat = np.arange(36, dtype=np.float32).reshape(6, 6)
    found = from_analyses(
        series,
        [a, b],
        peak_memory_bytes={"a": 5, "b": None},
        heat={"a": lambda index: heat, "b": lambda index: -heat},
    )
    first, second = found.runs
    assert (first.ms_per_slice_median, first.ms_per_slice_p95) == (20.0, pytest.approx(83.0))
    assert (first.seconds, first.peak_memory_bytes) == (2.0, 5)
    assert (second.ms_per_slice_median, second.peak_memory_bytes) == (None, None)
    (pair,) = found.agreement
    assert (pair.kappa, pair.spearman_malignant) == (pytest.approx(1.0), pytest.approx(1.0))
    assert pair.heat_rank_correlation == pytest.approx(-1.0)
    assert (found.heat.slices, found.heat.n_pixels) == ((1, 2, 3, 4), 4 * 16)
    assert found.disagreements == ()


def test_a_model_without_heatmaps_says_why():
    series = blank_series()

    def refuse(index):
        raise UsageError("it has no gradient.")

    three = [made(series, name, P) for name in ("a", "b", "c")]
    heat = {"a": lambda index: np.ones((6, 6)), "b": refuse}
    found = from_analyses(series, three, heat=heat)
    assert found.heat.missing == {"b": "it has no gradient.", "c": sentences.no_heatmap_made()}
    assert {pair.heat_rank_correlation for pair in found.agreement} == {None}


def test_an_analysis_of_another_series():
    a, b = made(blank_series(), "a", P), made(blank_series(), "b", P)
    other = replace(b, series=replace(b.series, uid="9.9"))
    with pytest.raises(UsageError) as refused:
        from_analyses(a.series, [a, other])
    assert refused.value.args == (sentences.another_series("b"),)


def test_no_liver_anywhere():
    series = blank_series()
    empty = np.zeros_like(liver_mask())
    found = from_analyses(series, [made(series, n, [[1, 0, 0]] * 5, empty) for n in "ab"], heat={})
    (pair,) = found.agreement
    assert (pair.n_slices, pair.kappa, pair.spearman_malignant, pair.dice_liver) == (
        0,
        None,
        None,
        None,
    )
    assert found.disagreements == ()


def test_a_reference_of_the_liver_alone_scores_no_lesions(series, reference):
    alone = (reference > 0).astype(np.uint8)
    comparison = compare(
        series,
        [model_named("sees"), model_named("blind", BlindToBenign())],
        reference=alone,
        heat_target=None,
        engine="torch",
    )
    for score in comparison.reference:
        assert score.liver_dice == 1.0
        assert score.lesion_dice is score.lesions is None
