import pytest

from core.cautions import Caution
from core.errors import FollowUpError
from core.follow_up import follow_up
from tests.core.follow_up.made_scans import PATIENT, box, lesion, scan


def test_two_scans_from_end_to_end():
    """The liver lies 300 mm higher on the table; one lesion doubles, one goes, one comes."""
    later = scan(
        "2025-07-01",
        lesion(1, 2, 0, 300, mm=25, ml=8),
        lesion(2, -60, 20, 340, mm=12),
        liver_box=box(0, 0, 300),
    )
    earlier = scan("2025-01-01", lesion(1, 0, mm=20, ml=4), lesion(2, 70, 30, 20))
    result = follow_up([later, earlier])
    assert [one.study_date.month for one in result.scans] == [1, 7]
    assert [(t.id, t.status()) for t in result.tracks] == [(1, "followed"), (2, "gone"), (3, "new")]
    change = result.since_first(result.tracks[0])
    assert (change.volume_percent, change.diameter_mm, change.days) == (100, 5, 181)
    assert change.doubling_days == pytest.approx(181)
    assert result.since_first(result.tracks[1]) is None
    assert result.since_first(result.tracks[2]) is None
    assert result.days(1) == 181
    # Where the lesion that is gone would be, and where the new one was not seen before.
    assert result.place_mm(result.tracks[1], 1) == pytest.approx((70, 30, 320))
    assert result.place_mm(result.tracks[2], 0) == pytest.approx((-60, 20, 40))
    assert result.place_mm(result.tracks[0], 1) == (2, 0, 300)
    assert result.sums.targets == (1, 2)
    assert [one.sum_mm for one in result.sums.sums] == [40, 25]
    assert (result.sums.sums[1].new_lesions, result.sums.sums[1].word) == (
        (3,),
        "progressive disease",
    )
    assert result.cautions == ()


def test_different_patients_are_refused_and_both_named():
    other = scan("2025-07-01", patient_key="b", patient_label="00000000000000bb")
    message = rf"are of different patients \({PATIENT} and 00000000000000bb\)"
    with pytest.raises(FollowUpError, match=message):
        follow_up([scan("2025-01-01"), other])
    result = follow_up([scan("2025-01-01"), other], same_patient=True)
    assert "The headers name different patients" in result.cautions[0]


def test_a_header_that_names_nobody_is_cautioned_about():
    nameless = scan("2025-07-01", patient_key="")
    (caution,) = follow_up([scan("2025-01-01"), nameless]).cautions
    assert caution.startswith("The header of the scan of 2025-07-01 names nobody")


def test_one_series_twice_is_refused():
    with pytest.raises(FollowUpError, match=r"are the same series: choose a scan of another day"):
        follow_up([scan("2025-01-01"), scan("2025-01-01")])
    with pytest.raises(FollowUpError, match="needs two scans of one patient"):
        follow_up([scan("2025-01-01")])


def test_without_dates_the_order_is_asked_for():
    scans = [scan("2025-01-01"), scan(None)]
    message = "^The undated scan has no study date: say which scan is the earlier one"
    with pytest.raises(FollowUpError, match=message):
        follow_up(scans)
    result = follow_up(scans, order_given=True)
    assert [one.study_date for one in result.scans] == [scans[0].study_date, None]
    assert "the order is as you gave it" in result.cautions[0]


def test_equal_dates_need_an_order_too():
    scans = [scan("2025-01-01"), scan("2025-01-01", series_key="second", label="another")]
    with pytest.raises(FollowUpError, match="Two of the scans have the same date, 2025-01-01"):
        follow_up(scans)
    assert "the same date" in follow_up(scans, order_given=True).cautions[0]


def test_an_order_against_the_dates_is_refused():
    with pytest.raises(FollowUpError, match=r"was made after .*: put the earlier one first"):
        follow_up([scan("2025-07-01"), scan("2025-01-01")], order_given=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights_sha256": "cd" * 32, "model_name": "other"}, "different models (quick, other)"),
        ({"weights_sha256": "cd" * 32}, "different versions of quick"),
        ({"cautions": (Caution("other_phase", "Arterial."),)}, "contrast phases differ"),
        ({"thickness_mm": 5.0}, "Slices of 2.5 mm on the scan of 2025-01-01 and 5 mm"),
        ({"liver_ml": 900.0}, "part of it may be missing on one"),
        ({"liver_ml": 0.0}, "No liver was found on the scan of 2025-07-01"),
    ],
)
def test_what_can_not_be_compared_like_with_like(changes, words):
    (caution,) = follow_up([scan("2025-01-01"), scan("2025-07-01", **changes)]).cautions
    assert words in caution


def test_slices_that_hardly_differ_are_not_cautioned_about():
    assert follow_up([scan("2025-01-01"), scan("2025-07-01", thickness_mm=3.0)]).cautions == ()


def test_an_unsure_target_is_cautioned_about():
    later = scan("2025-07-01", lesion(1, 2), lesion(2, 5))
    (caution,) = follow_up([scan("2025-01-01", lesion(1, 0)), later]).cautions
    assert caution.startswith("The match of target lesion 1 could be another")
