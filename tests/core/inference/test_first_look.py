from functools import partial

import numpy as np
import pytest
import torch

from core.dicom import load_series
from core.errors import Cancelled
from core.inference import predict
from core.inference.first_look import first_look, slices_near, sparse_slices
from core.inference.watch import Watch
from core.models import load_model


class Asked:
    """An engine that outlines liver on the slices `with_liver`, and remembers what it was shown.

    A "slice" is one number: its index.
    """

    name = "torch"

    def __init__(self, *with_liver: int) -> None:
        self.with_liver, self.seen = with_liver, []

    def __call__(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        indices = batch.ravel().long().tolist()
        self.seen += indices
        masks = torch.zeros(len(indices), 4, 1, 1)
        for mask, index in zip(masks, indices, strict=True):
            mask[1 if index in self.with_liver else 0] = 9.0
        return masks, batch.reshape(-1, 1) * torch.ones(3)


def _look(run: Asked, positions_mm: np.ndarray) -> tuple[list[int], dict]:
    inputs = partial(torch.as_tensor, dtype=torch.float32)
    watch = Watch(len(positions_mm), 1)
    slices, known = first_look(inputs, run, positions_mm, 4, watch)
    return slices.tolist(), known


def test_one_slice_in_fifteen_millimetres_first_and_last_included():
    assert sparse_slices(np.arange(12) * 3.0).tolist() == [0, 5, 10, 11]
    assert sparse_slices(np.array([0.0, 20.0, 21.0, 34.0, 60.0])).tolist() == [0, 1, 3, 4]
    assert sparse_slices(np.array([7.0])).tolist() == [0]


def test_near_is_one_step_and_the_reach_of_the_smoothing():
    positions = np.arange(30) * 3.0
    assert slices_near(positions, np.array([15])).tolist() == list(range(8, 23))


def test_only_slices_near_the_liver_remain_and_what_was_said_of_them_is_kept():
    run = Asked(*range(45, 61))
    slices, known = _look(run, np.arange(100) * 3.0)
    assert run.seen == [*range(0, 100, 5), 99]
    assert sorted(known) == [45, 50, 55, 60]
    assert slices == list(range(38, 68))
    masks, logits = known[55]
    assert masks[:, 0, 0].tolist() == [0, 9, 0, 0] and logits.tolist() == [55, 55, 55]


def test_two_parts_far_from_each_other_are_both_found():
    slices, _ = _look(Asked(5, 90), np.arange(100) * 3.0)
    assert slices == [*range(13), *range(83, 98)]


def test_where_nothing_is_found_every_slice_is_read():
    assert _look(Asked(), np.arange(40) * 3.0) == (list(range(40)), {})


@pytest.mark.parametrize(("n", "step_mm"), [(40, 10.0), (23, 1.0)])
def test_slices_that_are_thick_or_few_are_all_read_without_a_first_look(n, step_mm):
    run = Asked(3)
    assert _look(run, np.arange(n) * step_mm) == (list(range(n)), {})
    assert run.seen == []


def test_it_can_be_cancelled():
    class Stopped(Watch):
        def check(self) -> None:
            raise Cancelled("now")

    with pytest.raises(Cancelled):
        first_look(torch.as_tensor, Asked(), np.arange(40) * 3.0, 4, Stopped(40, 1))


@pytest.mark.parametrize("name", ["acrin_flt_breast_001", "cmb_crc_msb_01068"])
def test_on_real_series_the_answer_is_that_of_every_slice(shared, name):
    series = load_series([shared(f"scans/{name}")])
    model = load_model()
    quick, whole = (predict(series, model, every_slice=every) for every in (False, True))
    assert (quick.mask == whole.mask).all()
    assert np.abs(quick.probabilities - whole.probabilities).max() < 1e-6
