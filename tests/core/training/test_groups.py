"""Figures of groups of slices whose answers are known."""

import numpy as np
import pytest

from core.errors import UsageError
from core.training.data import SliceDataset
from core.training.groups import figures_by_column
from tests.coded import raises

CALLED = {0: [0.8, 0.1, 0.1], 3: [0.1, 0.1, 0.8]}


@pytest.fixture
def case():
    """Two slices of each of eight subjects. Subjects 0 to 3 are portal, each with a lesion of 100
    pixels (17 mm) on the second slice; that of subject 3 is missed. Subjects 4 to 7 are unenhanced,
    without a lesion, 6 and 7 without liver; one is outlined on a slice of 4 and one of 6."""
    label = np.ones((16, 32, 32), np.uint8)
    label[12:] = 0
    label[1:8:2, 10:20, 10:20] = 3
    masks = label.copy()
    masks[7] = 1
    for index in (8, 12):
        masks[index, 5:10, 5:10] = 3
    probabilities = np.array([CALLED[int(mask.max() > 1) * 3] for mask in masks])
    slices = SliceDataset(
        np.zeros_like(label),
        label,
        np.repeat(np.arange(8), 2),
        np.full(16, "ok"),
        phase=np.array(["portal"] * 8 + ["noncontrast"] * 8),
        columns={"site": np.array(["a"] * 6 + ["b"] * 10)},
    )
    return slices, masks, probabilities


def test_the_figures_of_each_phase_are_of_its_slices_alone(case):
    unenhanced, portal = figures_by_column(*case)["phase"]
    assert (unenhanced["value"], portal["value"]) == ("noncontrast", "portal")
    assert (portal["n_slices"], portal["n_subjects"]) == (8, 4)
    assert portal["lesion_sensitivity"] == 0.75
    # Of 4 x 4 pairs of slices the missed lesion ties with four and the others win.
    assert portal["auc_lesion"] == 14 / 16
    assert portal["lesion_dice"] == pytest.approx(2 * 300 / (300 + 400))
    assert portal["alarms_lesion_free"] == 0.0
    assert portal["ci95"]["lesion_sensitivity"] == [0.25, 1.0]
    found = portal["lesion_detection"]["by_size"][1]
    assert (found["n"], found["subjects"], found["found"]) == (4, 4, 3)
    assert (found["sensitivity"], found["ci95"]) == (0.75, [0.25, 1.0])


def test_without_lesions_there_are_only_false_alarms(case):
    unenhanced, _ = figures_by_column(*case)["phase"]
    counts = ("n_lesion_free", "n_alarms_lesion_free", "n_liver_free", "n_alarms_liver_free")
    assert [unenhanced[key] for key in counts] == [8, 2, 4, 1]
    assert unenhanced["alarms_lesion_free"] == 0.25
    for name in ("lesion_dice", "auc_lesion", "macro_f1", "lesion_sensitivity"):
        assert unenhanced[name] is None
        assert name not in unenhanced["ci95"]
    # Slices without liver are of two subjects.
    assert unenhanced["subjects_behind"]["alarms_liver_free"] == 2
    assert unenhanced["alarms_liver_free"] is None


def test_a_lesion_of_one_of_many_subjects_is_not_a_figure(case):
    first, second = figures_by_column(*case, ["site"])["site"]
    assert (first["n_subjects"], first["lesion_sensitivity"]) == (3, 1.0)
    assert (second["n_subjects"], second["lesion_sensitivity"]) == (5, None)
    by_size = second["lesion_detection"]["by_size"][1]
    assert (by_size["n"], by_size["found"], by_size["sensitivity"]) == (1, 0, None)


def test_usual_columns_are_there_and_others_must_be(case):
    groups = figures_by_column(*case)
    assert list(groups) == ["phase", "source", "thickness"]
    assert [row["value"] for row in groups["source"]] == ["not stated"]
    assert groups["thickness"] is None
    with raises(UsageError, "no_such_column", "'thickness'", "site"):
        figures_by_column(*case, ["thickness"])
