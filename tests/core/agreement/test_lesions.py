"""Which findings of several readers are the same place."""

from __future__ import annotations

from core.agreement.lesions import LESION, NO_LESION, NOTHING_THERE, lesion_groups
from core.annotation import Finding
from tests.core.agreement.made import box, reading

LEFT = box((1, 3), (0, 4), (0, 4))  # 32 voxels
RIGHT = box((2, 3), (0, 2), (6, 8))  # 4 voxels


def test_the_same_place_whatever_its_number():
    a = reading((Finding(1, kind="cyst"), LEFT), (Finding(2), RIGHT))
    b = reading((Finding(7, kind="hcc"), box((1, 3), (0, 4), (1, 4))))
    left, right = lesion_groups({"a": a, "b": b})
    assert (left.number, left.findings, left.n_voxels) == (1, {"a": (1,), "b": (7,)}, 32)
    assert left.box == LEFT
    assert (left.kind("a"), left.kind("b")) == ("cyst", "hcc")
    assert (left.looks("a"), left.looks("b")) == ("benign", "malignant")
    assert (right.number, right.findings) == (2, {"a": (2,), "b": ()})
    assert right.said == {"a": LESION, "b": NOTHING_THERE}
    assert (right.kind("b"), right.callers) == (None, ("a",))


def test_a_rejected_finding_is_no_lesion_there():
    a = reading((Finding(1), LEFT))
    b = reading((Finding(1, rejected="vessel"), LEFT))
    (group,) = lesion_groups({"a": a, "b": b})
    assert group.said == {"a": LESION, "b": NO_LESION}
    assert group.callers == ("a",)
    assert group.pairs == ()


def test_one_reader_splits_what_another_outlines_as_one():
    whole = reading((Finding(1), box((1, 2), (0, 4), (0, 8))))
    parts = reading(
        (Finding(1, kind="cyst"), box((1, 2), (0, 4), (0, 3))),
        (Finding(2, kind="hcc"), box((1, 2), (0, 4), (3, 8))),
    )
    (group,) = lesion_groups({"whole": whole, "parts": parts})
    # The larger part comes first and says the kind.
    assert group.findings == {"whole": (1,), "parts": (2, 1)}
    assert group.kind("parts") == "hcc"
    assert group.pairs[0].dice == 1.0


def test_a_small_part_inside_is_the_same_place_and_a_neighbour_is_not():
    large = reading((Finding(1), box((1, 3), (0, 8), (0, 4))))  # 64 voxels
    inside = reading((Finding(1), box((1, 2), (0, 2), (0, 2))))  # 4, all of them inside
    assert len(lesion_groups({"a": large, "b": inside})) == 1
    # 4 of 16 voxels are shared, of 76 together: less than a tenth, and less than half of it.
    beside = reading((Finding(1), box((1, 2), (0, 4), (3, 7))))
    assert len(lesion_groups({"a": large, "b": beside})) == 2


def test_slips_of_the_brush_and_erased_findings_are_left_out():
    a = reading(
        (Finding(1), box((1, 2), (0, 1), (0, 2))), (Finding(2), box((1, 1), (0, 0), (0, 0)))
    )
    assert lesion_groups({"a": a, "b": reading()}) == ()


def test_the_slice_to_look_at_has_most_of_the_readers_voxels():
    a = reading((Finding(1), box((1, 3), (0, 2), (0, 2))))
    b = reading((Finding(1), box((2, 4), (0, 2), (0, 3))))
    (group,) = lesion_groups({"a": a, "b": b})
    assert (group.box[0], group.slice_index) == (slice(1, 4), 2)
