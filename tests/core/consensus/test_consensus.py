"""The consensus of readers whose outlines can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.annotation import LIVER, Finding, voxel_of
from core.consensus import consensus
from core.errors import UsageError
from tests.core.agreement.made import box, reading

LEFT = box((1, 3), (0, 4), (0, 4))  # 32 voxels
WIDER = box((1, 3), (0, 4), (0, 6))  # 48
RIGHT = box((2, 3), (4, 8), (4, 8))  # 16


def test_the_majority_of_three():
    made = consensus(
        {
            "a": reading((Finding(1, kind="cyst", certainty="certain"), LEFT)),
            "b": reading((Finding(1, kind="cyst", certainty="probable"), WIDER)),
            "c": reading((Finding(3, kind="hcc"), WIDER), (Finding(1), RIGHT)),
        },
        "majority",
    )
    voxels = made.annotation.voxels
    # Two of three outlined the wider one.
    assert np.count_nonzero(voxels == voxel_of(1)) == 48
    assert np.count_nonzero(voxels == LIVER) == 3 * 64 - 48
    assert not voxels[0].any()
    (finding,) = made.annotation.findings
    assert (finding.kind, finding.certainty, finding.slice_class) == ("cyst", "probable", "benign")
    # Nobody but c sees something on the right, and nobody rejects it: it is left open.
    assert [(one.outcome, one.number) for one in made.decisions] == [("lesion", 1), ("open", None)]
    assert np.argwhere(made.uncertain).tolist() == np.argwhere(_at(RIGHT)).tolist()
    assert (made.count("lesion"), made.count("open")) == (1, 1)


def _at(place) -> np.ndarray:
    marked = np.zeros((4, 8, 8), bool)
    marked[place] = True
    return marked


def test_of_two_readers_what_only_one_outlined_is_open():
    made = consensus(
        {"a": reading((Finding(1), LEFT)), "b": reading((Finding(1), WIDER))}, "majority"
    )
    assert np.count_nonzero(made.annotation.voxels == voxel_of(1)) == 32
    assert np.count_nonzero(made.uncertain) == 16
    assert not made.uncertain[LEFT].any()


def test_a_finding_that_more_reject_than_call_a_lesion_is_rejected():
    vessel = Finding(1, rejected="vessel")
    made = consensus(
        {
            "a": reading((Finding(1), LEFT)),
            "b": reading((vessel, LEFT)),
            "c": reading((Finding(2, rejected="artefact"), LEFT)),
        },
        "majority",
    )
    (finding,) = made.annotation.findings
    # Vessel and artefact: no reason has more than half.
    assert (finding.rejected, finding.is_lesion) == ("other", False)
    assert made.annotation.mask().max() == 1
    assert not made.uncertain.any()
    split = consensus({"a": reading((Finding(1), LEFT)), "b": reading((vessel, LEFT))}, "majority")
    assert split.annotation.findings == ()
    assert np.array_equal(split.uncertain, _at(LEFT))


def test_readers_who_are_split_on_how_it_looks_leave_the_lesion_open():
    made = consensus(
        {
            "a": reading((Finding(1, kind="cyst"), LEFT)),
            "b": reading((Finding(1, kind="hcc"), LEFT)),
        },
        "majority",
    )
    (finding,) = made.annotation.findings
    assert (finding.kind, finding.slice_class) == ("unknown", "malignant")
    assert made.decisions[0].looks_open
    assert np.array_equal(made.uncertain, _at(LEFT))


def test_staple_outlines_with_three_callers_and_says_how_good_they_are():
    three = {
        "a": reading((Finding(1), LEFT)),
        "b": reading((Finding(1), LEFT)),
        "c": reading((Finding(1), WIDER), (Finding(2), RIGHT)),
    }
    made = consensus(three, "staple")
    assert np.array_equal(made.annotation.voxels == voxel_of(1), _at(LEFT))
    assert [one.outlined_by for one in made.decisions] == ["staple", ""]
    of_lesions = made.performance["lesions"]
    assert of_lesions["a"].sensitivity == pytest.approx(1.0, abs=1e-6)
    assert of_lesions["a"].specificity == pytest.approx(1.0, abs=1e-6)
    # Of the voxels around it, c outlined 16 + 16 too many.
    assert of_lesions["c"].specificity < 0.9
    assert made.performance["liver"]["c"].sensitivity == pytest.approx(1.0)


def test_the_arbiters_word_is_final():
    arbiter = reading((Finding(4, kind="fnh"), RIGHT))
    made = consensus({"a": reading(), "b": reading((Finding(1), LEFT))}, "arbiter", arbiter=arbiter)
    assert made.annotation is arbiter
    assert not made.uncertain.any()
    # One reader and an arbiter are enough.
    assert consensus({"a": reading()}, "arbiter", arbiter=arbiter).annotation is arbiter


def test_slices_are_labelled_by_more_than_half_of_who_labelled_them():
    made = consensus(
        {
            "a": reading(slice_labels={1: "benign", 2: "normal", 3: "normal"}, liver=False),
            "b": reading(slice_labels={1: "benign", 2: "malignant"}, liver=False),
            "c": reading(slice_labels={1: "malignant"}, liver=False),
        },
        "majority",
    )
    assert made.annotation.slice_labels == {1: "benign", 3: "normal"}
    assert not made.annotation.voxels.any()


@pytest.mark.parametrize(
    ("n", "method", "code"),
    [
        (2, "staple", "number_of_readers"),
        (1, "majority", "too_few_for_majority"),
        (3, "arbiter", "no_arbiter"),
        (3, "lots", "unknown_method"),
    ],
)
def test_what_is_not_there_is_said(n, method, code):
    with pytest.raises(UsageError) as refused:
        consensus({str(k): reading() for k in range(n)}, method)
    assert refused.value.code == code
