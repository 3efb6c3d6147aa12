"""What a training file tells of each slice, as words to group by."""

import numpy as np
import pytest

from core.errors import UsageError
from core.training.columns import column_of, values_of
from core.training.data import load_slices
from tests.coded import raises

THICKNESS = np.repeat([5.0, 1.25, np.nan], 4).astype(np.float32)


def test_any_array_of_one_value_per_slice_is_a_column(slices_file):
    slices = load_slices(slices_file(thickness=THICKNESS, contrast=np.tile([True, False], 6)))
    assert column_of(slices, "thickness").tolist() == ["5"] * 4 + ["1.25"] * 4 + ["not stated"] * 4
    assert column_of(slices, "contrast").tolist() == ["True", "False"] * 6
    # The file names neither; the first is what the first files were, the second is unknown.
    assert set(column_of(slices, "phase")) == {"portal"}
    assert set(column_of(slices, "source")) == {"not stated"}


def test_columns_follow_the_slices(slices_file):
    quality = np.array(["bad", *["ok"] * 11])
    slices = load_slices(slices_file(thickness=THICKNESS, quality=quality))
    assert column_of(slices, "thickness").tolist()[2:4] == ["5", "1.25"]
    assert column_of(slices.pick(slices.subject == 2), "thickness").tolist() == ["1.25", "1.25"]


def test_a_file_that_lacks_the_column_states_nothing(slices_file, tmp_path):
    first = slices_file(thickness=THICKNESS).rename(tmp_path / "first.npz")
    both = load_slices([first, slices_file(subject=np.arange(100, 112))])
    assert column_of(both, "thickness").tolist()[12:] == ["not stated"] * 12


@pytest.mark.parametrize(
    "changes", [{}, {"thickness": np.ones((12, 2))}, {"thickness": np.ones(11)}]
)
def test_no_such_column(slices_file, changes):
    with raises(UsageError, "no_such_column", "'thickness'", "phase, quality, source, subject"):
        column_of(load_slices(slices_file(**changes)), "thickness")


def test_numbers_stand_by_size_and_what_is_not_stated_last():
    assert values_of(np.array(["10", "not stated", "2.5", "2.5"])) == ["2.5", "10", "not stated"]
    assert values_of(np.array(["portal", "10", "arterial"])) == ["10", "arterial", "portal"]
