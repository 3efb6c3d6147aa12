import numpy as np
import pytest

from core.cautions import Caution
from core.follow_up import align, sentences
from core.follow_up.alignment import BOX_GATE_MM, BOXES, NONE, OUTLINE_GATE_MM, OUTLINES
from core.follow_up.outlines import fit_outlines
from core.follow_up.scan import LiverOutline
from tests.core.follow_up.made_scans import box, scan

#: Voxels of the made livers, mm (z, y, x).
STEP = (5.0, 3.0, 3.0)


def liver_shape(shift=(0.0, 0.0, 0.0), slices=slice(None), *, second_lobe=True) -> LiverOutline:
    """An ellipsoid with a smaller one at its left, around the origin and moved by `shift` (LPS).

    The grid stays fixed, as a scanner's does.
    """
    z, y, x = (
        np.arange(-n // 2, n // 2) * step for n, step in zip((60, 90, 120), STEP, strict=True)
    )
    z, y, x = z[:, None, None] - shift[2], y[:, None] - shift[1], x - shift[0]
    liver = (x / 70) ** 2 + (y / 60) ** 2 + (z / 75) ** 2 < 1
    if second_lobe:
        liver = liver | (((x - 60) / 60) ** 2 + ((y + 30) / 30) ** 2 + ((z - 30) / 30) ** 2 < 1)
    affine = np.diag([STEP[2], STEP[1], STEP[0], 1.0])
    affine[:3, 3] = -60 * STEP[2], -45 * STEP[1], -30 * STEP[0]
    first = range(60)[slices][0]
    affine[2, 3] += first * STEP[0]
    return LiverOutline(liver[slices], affine)


def error_mm(matrix, shift) -> float:
    """The largest position error at the corners of a liver."""
    corners = np.array(np.meshgrid([-60, 100], [-50, 50], [-60, 60])).reshape(3, -1).T
    moved = corners @ matrix[:3, :3].T + matrix[:3, 3]
    return float(np.linalg.norm(moved - corners - np.array(shift), axis=1).max())


def test_a_shift_on_the_table_is_found_by_the_outlines():
    shift = (12.0, -20.0, 33.0)
    fit = fit_outlines(liver_shape(), liver_shape(shift))
    assert error_mm(fit.matrix, shift) < 2.5
    assert fit.distance_mm < 2.5


def test_a_liver_that_the_later_series_cuts_off():
    """The lower half is missing: the centre of the rest lies far above that of the whole liver."""
    fit = fit_outlines(liver_shape(), liver_shape((0.0, 0.0, 10.0), slice(29, None)))
    assert error_mm(fit.matrix, (0.0, 0.0, 10.0)) < 6


def test_a_lobe_that_one_model_did_not_outline_does_not_pull_the_rest():
    fit = fit_outlines(liver_shape(), liver_shape((0.0, 9.0, 0.0), second_lobe=False))
    # The farthest corner, in the missing lobe itself, is still within the gate.
    assert error_mm(fit.matrix, (0.0, 9.0, 0.0)) < OUTLINE_GATE_MM


def test_without_liver_there_is_no_fit():
    empty = LiverOutline(np.zeros((4, 4, 4), dtype=bool), np.eye(4))
    assert fit_outlines(liver_shape(), empty) is None


def test_outlines_are_preferred_to_boxes():
    one = scan("2025-01-01", outline=liver_shape())
    other = scan("2025-07-01", outline=liver_shape((0.0, 0.0, 20.0)), liver_box=box(0, 0, 90))
    alignment = align(one, other)
    assert (alignment.method, alignment.gate_mm) == (OUTLINES, OUTLINE_GATE_MM)
    assert alignment.moved([[0, 0, 0]])[0] == pytest.approx((0, 0, 20), abs=2.5)
    assert alignment.words.code == "aligned_by_outlines"
    assert "0, 0, 20 mm" in alignment.words
    assert alignment.cautions == ()


def test_boxes_are_centred_on_each_other_and_scaled():
    one = scan("2025-01-01", liver_box=box(10, 0, 100, (200, 100, 150)))
    other = scan("2025-07-01", liver_box=box(-30, 5, 400, (220, 100, 300)))
    alignment = align(one, other)
    assert (alignment.method, alignment.gate_mm) == (BOXES, BOX_GATE_MM)
    # Centre on centre; 10 mm to the left become 11; 10 mm up become 12.5, the upper limit.
    moved = alignment.moved([[10, 0, 100], [20, 0, 110]])
    assert moved == pytest.approx(np.array([[-30, 5, 400], [-19, 5, 412.5]]))
    assert alignment.words == sentences.aligned_by_boxes(
        np.array([-40, 5, 300]), np.array([1.1, 1.0, 1.25])
    )


def test_the_box_of_a_liver_that_is_cut_off_is_cautioned_about():
    one = scan("2025-01-01", cautions=(Caution("partial_liver", "Cut."),))
    (caution,) = align(one, scan("2025-07-01")).cautions
    assert caution == sentences.liver_cut_off(["the scan of 2025-01-01"])


def test_an_old_record_is_matched_by_the_table_with_a_caution():
    alignment = align(scan("2025-01-01", liver_box=None), scan("2025-07-01"))
    assert (alignment.method, alignment.gate_mm) == (NONE, BOX_GATE_MM)
    assert alignment.moved([[1, 2, 3]])[0] == pytest.approx((1, 2, 3))
    assert alignment.words.code == "not_aligned"
    (caution,) = alignment.cautions
    assert caution == sentences.liver_position_unknown(["the scan of 2025-01-01"])


def test_livers_that_do_not_fit_are_cautioned_about():
    one = scan("2025-01-01", outline=liver_shape())
    flat = liver_shape()
    squeezed = LiverOutline(flat.liver, flat.affine_lps @ np.diag([0.5, 1.6, 1.0, 1.0]))
    (caution,) = align(one, scan("2025-07-01", outline=squeezed)).cautions
    assert caution.code == "livers_do_not_fit"
