"""Lesions of two probabilities in a series without any: how many are left at each threshold."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.training.series_curve import kept_section, lesions_per_series
from tests.core.known_network import BandNetwork, block_volume, hu_series, known_model

#: HU of a likely lesion, of an unlikely one, and of fat; p(malignant) of the three.
LIKELY, UNLIKELY, FAT = 38, 60, -60
P_LIKELY, P_UNLIKELY = 0.96, 0.125
#: 5 x 1.5 x 1.5 mm.
VOXEL_ML = 0.01125


class TwoProbabilities(BandNetwork):
    """Liver everywhere below 180 HU; p(malignant) by the HU of the pixel."""

    def forward(self, slices):
        hu = slices[:, 0] * 255
        p = torch.where(hu < 45, P_LIKELY, torch.where(hu < 80, P_UNLIKELY, 1e-6))
        background = torch.where(hu >= 180, 40.0, -40.0)
        masks = [background, torch.log(1 - p), torch.full_like(p, -40.0), torch.log(p)]
        return torch.stack(masks, dim=1), super().forward(slices)[1]


@pytest.fixture
def model():
    return known_model(TwoProbabilities())


@pytest.fixture(scope="module")
def series():
    """72 voxels of the likely lesion (0.81 mL), 16 of the unlikely (0.18 mL), 16 of fat."""
    volume = block_volume()
    volume[2:4, 20:26, 20:26] = LIKELY
    volume[4, 34:38, 34:38] = UNLIKELY
    volume[1, 40:44, 20:24] = FAT
    return hu_series(volume)


def found(**sensitivity):
    """Figures of slices with that sensitivity at a threshold, such as `at_50=0.8`."""
    points = [
        {"threshold": int(name[3:]) / 100, "sensitivity": value}
        for name, value in sensitivity.items()
    ]
    return {"lesion_detection": {"froc": points}}


def test_what_is_left_after_the_clean_up_at_each_threshold(model, series):
    section = lesions_per_series(model, [("one", series)], found(at_1=0.9, at_50=0.8))
    curve = {row["threshold"]: row for row in section["curve"]}
    counts = {threshold: row["false_lesions_per_series"] for threshold, row in curve.items()}
    # The fat is outlined with the likely one's certainty, and removed at every threshold.
    assert [counts[t] for t in (0.01, 0.1, 0.15, 0.5, 0.95, 0.98)] == [2, 2, 1, 1, 1, 0]
    assert curve[0.1]["false_ml_per_series"] == pytest.approx((72 + 16) * VOXEL_ML)
    assert curve[0.1]["false_lesions_above_0.2_ml_per_series"] == 1
    assert [curve[t]["sensitivity"] for t in (0.01, 0.02, 0.5)] == [0.9, None, 0.8]


def test_the_mask_as_it_is_drawn_follows_the_limits_of_the_card(model, series):
    silent = hu_series(block_volume())
    pair = [("one", series), ("silent", silent)]
    section = lesions_per_series(model, pair, found())
    drawn, nothing = section["series"]
    assert (drawn["name"], drawn["slices"], drawn["false_lesions"]) == ("one", 6, 1)
    assert drawn["largest_ml"] == pytest.approx(72 * VOXEL_ML)
    assert (nothing["false_lesions"], nothing["largest_ml"]) == (0, 0.0)
    assert section["as_drawn"]["false_lesions_per_series"] == 0.5
    limits = {"outline": {"lesion_share": 0.5, "certainty": 0.99}}
    strict = lesions_per_series(replace(model, card=limits), pair, found())
    assert strict["as_drawn"]["false_lesions_per_series"] == 0
    # The thresholds take the place of the card's limits.
    assert strict["curve"] == section["curve"]


def test_counts_on_the_card_stay_beside_new_figures_of_the_same_weights(model, series):
    section = lesions_per_series(model, [("one", series)], found(at_50=0.8))
    card = {"lesion_free_series": section}
    kept = kept_section(replace(model, card=card), found(at_50=0.7))["lesion_free_series"]
    assert kept["series"] == section["series"]
    assert {row["sensitivity"] for row in kept["curve"]} == {None, 0.7}
    assert kept_section(replace(model, card=card, weights_sha256="other"), found()) == {}
    assert kept_section(model, found()) == {}
    assert not np.isin([row["sensitivity"] for row in section["curve"]], [0.7]).any()
