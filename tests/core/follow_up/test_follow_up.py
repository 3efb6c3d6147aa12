import csv
import io

import pytest

from core.cautions import Caution
from core.cli.follow_up import summary_lines
from core.errors import FollowUpError
from core.export.follow_up import follow_up_csv, follow_up_report
from core.follow_up import follow_up, sentences
from tests.core.follow_up.made_scans import PATIENT, box, lesion, scan


def error_of(scans, **options) -> FollowUpError:
    with pytest.raises(FollowUpError) as caught:
        follow_up(scans, **options)
    return caught.value


def test_two_scans_from_end_to_end():
    """The liver lies 300 mm higher on the table; one lesion doubles, one vanishes, one is new."""
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
    # Where the lesion that is gone would be, and where the new one was not yet visible.
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
    error = error_of([scan("2025-01-01"), other])
    assert str(error) == sentences.different_patients(
        "the scan of 2025-01-01", "the scan of 2025-07-01", PATIENT, "00000000000000bb"
    )
    assert error.code == "different_patients"
    result = follow_up([scan("2025-01-01"), other], same_patient=True)
    assert [one.code for one in result.cautions] == ["headers_name_different_patients"]


def test_a_header_that_identifies_nobody_is_cautioned_about():
    nameless = scan("2025-07-01", patient_key="")
    (caution,) = follow_up([scan("2025-01-01"), nameless]).cautions
    assert caution == sentences.patient_not_identified(["the scan of 2025-07-01"])


def test_one_series_twice_is_refused():
    assert error_of([scan("2025-01-01"), scan("2025-01-01")]).code == "same_series"
    assert error_of([scan("2025-01-01")]).code == "needs_two_scans"


def test_without_dates_an_order_is_needed():
    scans = [scan("2025-01-01"), scan(None)]
    error = error_of(scans)
    assert (error.code, str(error)) == (
        "no_study_date",
        sentences.no_study_date("the undated scan"),
    )
    assert str(error).startswith("The undated scan ")  # labels begin a sentence with a capital
    result = follow_up(scans, order_given=True)
    assert [one.study_date for one in result.scans] == [scans[0].study_date, None]
    assert result.cautions[0] == sentences.date_unknown(["the undated scan"])


def test_equal_dates_need_an_order_too():
    scans = [scan("2025-01-01"), scan("2025-01-01", series_key="second", label="another")]
    error = error_of(scans)
    assert error.code == "same_study_date"
    assert "2025-01-01 (the scan of 2025-01-01, another)" in str(error)
    assert follow_up(scans, order_given=True).cautions[0].code == "order_as_given"


def test_an_order_against_the_dates_is_refused():
    scans = [scan("2025-07-01"), scan("2025-01-01")]
    assert error_of(scans, order_given=True).code == "wrong_order"


FIRST, SECOND = "the scan of 2025-01-01", "the scan of 2025-07-01"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"weights_sha256": "cd" * 32, "model_name": "other"},
            sentences.different_models(["quick", "other"]),
        ),
        ({"weights_sha256": "cd" * 32}, sentences.different_model_versions("quick")),
        (
            {"cautions": (Caution("other_phase", "Arterial."),)},
            sentences.phases_differ(SECOND),
        ),
        ({"thickness_mm": 5.0}, sentences.slice_thickness_differs(2.5, FIRST, 5.0, SECOND)),
        ({"liver_ml": 900.0}, sentences.liver_volume_differs(1500, FIRST, 900, SECOND)),
        ({"liver_ml": 0.0}, sentences.liver_not_found(SECOND)),
        ({"is_corrected": True}, sentences.corrected_scans([SECOND], 2)),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_what_makes_sizes_incomparable(changes, expected):
    (caution,) = follow_up([scan("2025-01-01"), scan("2025-07-01", **changes)]).cautions
    assert (caution.code, caution) == (expected.code, expected)


def test_slices_that_hardly_differ_are_not_cautioned_about():
    assert follow_up([scan("2025-01-01"), scan("2025-07-01", thickness_mm=3.0)]).cautions == ()


def test_an_uncertain_target_is_cautioned_about():
    later = scan("2025-07-01", lesion(1, 2), lesion(2, 5))
    (caution,) = follow_up([scan("2025-01-01", lesion(1, 0)), later]).cautions
    assert caution == sentences.target_match_uncertain([1])


def test_a_scan_that_is_not_assessable_is_cautioned_about_and_left_out():
    earlier = scan("2025-01-01", lesion(1, 0, mm=20))
    later = scan(
        "2025-07-01",
        lesion(1, 0, mm=30),
        category="not_assessable",
        reasons=("arterial",),
    )
    result = follow_up([earlier, later])
    assert result.cautions[0] == sentences.scan_not_assessable(
        "the scan of 2025-07-01", "arterial phase", counted=False
    )
    assert result.sums.missing.code == "too_few_assessable"
    report = follow_up_report(result)
    assert [(one["category"], one["reasons"]) for one in report["scans"]] == [
        ("malignant", []),
        ("not_assessable", ["arterial"]),
    ]
    assert report["scans"][1]["headline"] == "Not assessable"
    assert report["target_sum"]["with_not_assessable"] is False
    told = list(csv.DictReader(io.StringIO(follow_up_csv(result))))
    assert [row["not_assessable"] for row in told] == ["", "arterial"]
    lines = summary_lines(result)
    assert "Not assessable: arterial phase, p(malignant) 0.75" in lines[1]
    assert "outside the model's reach" in lines[1]

    result = follow_up([earlier, later], with_outside=True)
    assert result.cautions[0].code == "scan_not_assessable"
    assert [one.sum_mm for one in result.sums.known] == [20, 30]
    assert follow_up_report(result)["target_sum"]["with_not_assessable"] is True


def test_the_sum_skips_a_scan_in_the_files_and_in_the_terminal():
    made = [
        scan("2025-01-01", lesion(1, 0, mm=20)),
        scan("2025-04-01", category="not_assessable", reasons=("metal",)),
        scan("2025-07-01", lesion(1, 0, mm=22)),
    ]
    result = follow_up(made)
    sums = follow_up_report(result)["target_sum"]["sums"]
    assert [one and one["sum_mm"] for one in sums] == [20, None, 22]
    assert any("20.0 mm -> left out -> 22.0 mm" in line for line in summary_lines(result))
