"""Only what changed travels, and nothing is changed in place."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.annotation import (
    LIVER,
    Annotation,
    Change,
    Finding,
    apply,
    change_between,
    change_of,
    plain_change,
    voxel_of,
)
from core.errors import InputError
from tests.coded import raises

SHAPE = (3, 2, 3)


def annotation() -> Annotation:
    """Liver everywhere; finding 1 is one voxel of slice 1."""
    voxels = np.full(SHAPE, LIVER, np.uint8)
    voxels[1, 0, 2] = voxel_of(1)
    return Annotation(voxels, (Finding(1),), {2: "normal"})


def received(**changes) -> dict:
    """Slice 1 as `annotation` has it, and a second finding of two voxels in slice 2."""
    return {
        "slices": {"2": [1, 4, 3, 2]},
        "findings": [{"number": 1}, {"number": 2, "kind": "cyst"}],
        "slice_labels": {"0": "benign"},
    } | changes


def test_a_change_replaces_its_slices_and_both_tables():
    before = annotation()
    after = apply(before, change_of(received(), SHAPE))
    assert after.voxels[2].tolist() == [[1, 1, 1], [1, 3, 3]]
    assert (after.voxels[:2] == before.voxels[:2]).all()
    assert after.findings == (Finding(1), Finding(2, kind="cyst"))
    assert after.slice_labels == {0: "benign"}
    # The version before is as it was.
    assert before.voxels[2].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert (before.findings, before.slice_labels) == ((Finding(1),), {2: "normal"})


def test_a_change_goes_through_json_unchanged():
    change = change_of(received(), SHAPE)
    assert change_of(json.loads(json.dumps(plain_change(change))), SHAPE) == change


def test_the_change_between_two_versions_holds_the_slices_that_differ():
    before = annotation()
    after = apply(before, change_of(received(), SHAPE))
    change = change_between(before, after)
    assert dict(change.slices) == {2: [1, 4, 3, 2]}
    assert (apply(before, change).voxels == after.voxels).all()
    assert dict(change_between(after, after).slices) == {}


def test_a_finding_may_go_once_it_has_no_voxels():
    before = annotation()
    with raises(InputError, "finding_missing", "Slice 2", "finding 1"):
        apply(before, Change())
    erased = apply(before, Change({1: [1, 6]}))
    assert (erased.findings, (erased.voxels == LIVER).all()) == ((), True)


def test_voxels_of_a_finding_that_nobody_named_are_refused():
    with raises(InputError, "finding_missing", "Slice 1", "finding 254"):
        apply(annotation(), Change({0: [255, 1, 0, 5]}, (Finding(1),)))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"slices": {}, "findings": []},
        received(slices=[]),
        received(more=1),
        received(slices={"3": [1, 6]}),
        received(slices={"-1": [1, 6]}),
        received(slices={"²": [1, 6]}),
        received(slices={"9" * 5000: [1, 6]}),
    ],
)
def test_another_form_of_change_is_refused(value):
    with raises(InputError, "not_a_change"):
        change_of(value, SHAPE)


@pytest.mark.parametrize(
    "runs", [None, "16", [1, 5], [1, 7], [1, 6.0], [1, True, 1, 5], [256, 6], [1, 2**70]]
)
def test_runs_that_do_not_fill_the_slice_are_refused(runs):
    with raises(InputError, "damaged_outline"):
        change_of(received(slices={"0": runs}), SHAPE)


def test_a_slice_beyond_the_series_is_refused():
    with raises(InputError, "not_a_change"):
        apply(annotation(), Change({3: [1, 6]}, (Finding(1),)))
