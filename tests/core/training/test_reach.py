"""What a card says of noise, slices and kernels, from slices whose grain is drawn."""

import numpy as np
import pytest

from core.cautions import Reach
from core.training.data import SliceDataset
from core.training.reach import measured_reach


def slices(noise_by_subject, *, phase=None, **columns):
    """A slice of 64 x 64 for each subject: a square of liver at 110 HU with that much grain."""
    rng = np.random.default_rng(0)
    n = len(noise_by_subject)
    label = np.zeros((n, 64, 64), np.uint8)
    label[:, 12:52, 12:52] = 1
    grain = rng.normal(0, 1, label.shape) * np.array(noise_by_subject)[:, None, None]
    image = np.clip(110 + grain, 0, 255).round().astype(np.uint8)
    return SliceDataset(
        image,
        label,
        np.arange(n),
        np.full(n, "ok"),
        phase=None if phase is None else np.array(phase),
        columns={name: np.array(words) for name, words in columns.items()},
    )


def test_the_limit_is_the_95th_percentile_of_the_subjects():
    section = measured_reach(slices([5.0] * 19 + [30.0]), ["portal"], 1.5)
    noise = section["noise"]
    # Between the 19th and the 20th of twenty, 5 % of the way: 5 + 0.05 * 25 HU.
    assert noise["limit_hu"] == pytest.approx(6.25, abs=0.8)
    assert noise["median_hu"] == pytest.approx(5, abs=0.5)
    assert (noise["n_subjects"], noise["n_slices"], noise["pixel_mm"]) == (20, 20, 1.5)
    assert Reach.from_card({"reach": section}).noise_hu == noise["limit_hu"]


def test_only_assessable_phases_count():
    phase = ["portal"] * 5 + ["arterial"] * 5
    section = measured_reach(slices([5.0] * 5 + [30.0] * 5, phase=phase), ["portal"], 1.5)
    assert (section["phases"], section["n_subjects"]) == (["portal"], 5)
    assert section["noise"]["limit_hu"] < 8


def test_what_the_data_do_not_state_is_not_measured():
    section = measured_reach(slices([5.0] * 4), ["portal"], 1.5)
    for part in ("thickness", "kernels"):
        assert section[part]["measured"] == "not measured"
    assert section["field"]["least_ml"] == 750
    reach = Reach.from_card({"reach": section})
    assert (reach.thickness_mm, reach.kernels) == (None, None)


@pytest.mark.parametrize("phases", [[], ["arterial"]])
def test_without_assessable_slices_there_is_no_limit(phases):
    section = measured_reach(slices([5.0] * 4), phases, 1.5)
    assert section["n_slices"] == 0
    assert Reach.from_card({"reach": section}).noise_hu is None


def test_thickness_and_kernels_of_three_subjects_each():
    section = measured_reach(
        slices(
            [5.0] * 10,
            thickness=["5.0"] * 3 + ["2.5"] * 3 + ["1.0"] * 2 + ["", "thin"],
            kernel=["B30f"] * 3 + ["STANDARD"] * 5 + ["LUNG"] * 2,
        ),
        ["portal"],
        1.5,
    )
    reach = Reach.from_card({"reach": section})
    assert reach.thickness_mm == (2.5, 5.0)
    assert reach.kernels == ("B30f", "STANDARD")


def test_a_thickness_of_too_few_subjects_is_not_measured():
    section = measured_reach(slices([5.0] * 3, thickness=["5.0", "4.0", "3.0"]), ["portal"], 1.5)
    assert Reach.from_card({"reach": section}).thickness_mm is None
