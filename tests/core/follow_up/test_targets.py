import pytest

from core.follow_up import sum_sentences, target_sums
from core.follow_up.targets import COMPLETE, PARTIAL, PROGRESS, STABLE, judge
from core.follow_up.track import Track
from tests.core.follow_up.made_scans import lesion, scan


def track(number: int, *diameters: float | None, label: str = "malignant", **changes) -> Track:
    """A lesion with that diameter on each scan."""
    seen = tuple(
        None if mm is None else lesion(number, 0, mm=mm, label=label, **changes) for mm in diameters
    )
    nothing = (None,) * len(seen)
    return Track(number, seen, nothing, (False,) * len(seen))


def scans(count: int, **changes):
    return [scan(f"2025-0{month}-01", **changes) for month in range(1, count + 1)]


def test_the_two_largest_that_look_malignant_are_the_targets():
    tracks = [
        track(1, 12, 12),
        track(2, 30, 33),
        track(3, 20, 22),
        track(4, 40, 40, label="benign"),
    ]
    sums = target_sums(scans(2), tracks)
    assert sums.targets == (2, 3)
    assert [one.sum_mm for one in sums.sums] == [50, 55]
    assert sums.sums[0].from_baseline_percent is None
    assert sums.sums[1].from_baseline_percent == pytest.approx(10)
    assert (sums.sums[0].word, sums.sums[1].word) == ("baseline", STABLE)


def test_changes_are_from_the_baseline_and_from_the_nadir():
    """50, 30, 37: a fall of 40 %, then 26 % below the baseline but 7 mm (23 %) above the nadir."""
    sums = target_sums(scans(3), [track(1, 30, 18, 22), track(2, 20, 12, 15)])
    middle, last = sums.sums[1:]
    assert middle.from_baseline_percent == pytest.approx(-40)
    assert (middle.word, middle.from_nadir_mm) == (PARTIAL, -20)
    assert last.from_baseline_percent == pytest.approx(-26)
    assert last.from_nadir_percent == pytest.approx(100 * 7 / 30)
    assert (last.from_nadir_mm, last.word) == (7, PROGRESS)


@pytest.mark.parametrize(
    ("total", "baseline", "nadir", "word", "reason"),
    [
        (70.0, 100.0, 100.0, PARTIAL, "sum_fell"),  # exactly 30 % less
        (70.1, 100.0, 100.0, STABLE, "sum_stable"),
        (60.0, 100.0, 50.0, PROGRESS, "sum_rose"),  # exactly 20 %, and 10 mm above the nadir
        (59.9, 100.0, 50.0, PARTIAL, "sum_fell"),
        (18.0, 15.0, 15.0, STABLE, "sum_stable"),  # 20 %, but only 3 mm
        (20.0, 15.0, 15.0, PROGRESS, "sum_rose"),  # 33 % and exactly 5 mm
        (105.0, 100.0, 100.0, STABLE, "sum_stable"),  # 5 mm, but only 5 %
        (0.0, 50.0, 30.0, COMPLETE, "no_lesion_left"),
    ],
)
def test_thresholds(total, baseline, nadir, word, reason):
    found, why = judge(total, baseline_mm=baseline, nadir_mm=nadir, n_new=0, others_left=False)
    assert (found, why.code) == (word, reason)


def test_targets_gone_but_others_left_is_not_a_complete_response():
    found, _ = judge(0.0, baseline_mm=50.0, nadir_mm=50.0, n_new=0, others_left=True)
    assert found == PARTIAL


def test_a_target_that_reappears_is_progress():
    found, _ = judge(12.0, baseline_mm=50.0, nadir_mm=0.0, n_new=0, others_left=False)
    assert found == PROGRESS


def test_a_new_lesion_outweighs_a_smaller_sum():
    sums = target_sums(scans(2), [track(1, 40, 20), track(2, None, 11)])
    assert sums.sums[1].from_baseline_percent == -50
    assert (sums.sums[1].new_lesions, sums.sums[1].word) == ((2,), PROGRESS)
    assert sums.sums[1].reason == sum_sentences.new_lesions(1, 10.0)


def test_small_and_benign_looking_new_lesions_do_not_count():
    tracks = [track(1, 40, 40), track(2, None, 9), track(3, None, 30, label="benign")]
    last = target_sums(scans(2), tracks).sums[1]
    assert (last.new_lesions, last.equivocal_lesions, last.word) == ((), (2,), STABLE)


def test_a_target_that_is_gone_counts_zero():
    sums = target_sums(scans(2), [track(1, 30, 30), track(2, 20, None)])
    assert [one.sum_mm for one in sums.sums] == [50, 30]
    assert sums.sums[1].word == PARTIAL


def test_thick_slices_need_larger_targets():
    tracks = [track(1, 15, 15)]
    assert target_sums(scans(2, slice_mm=5.0, thickness_mm=5.0), tracks).targets == (1,)
    sums = target_sums(scans(2, slice_mm=4.0, thickness_mm=8.0), tracks)
    assert (sums.targets, sums.least_mm, sums.sums) == ((), 16.0, ())
    assert sums.missing == sum_sentences.no_target_lesion("the scan of 2025-01-01", 16.0)


def test_a_lesion_cut_by_the_edge_is_no_target():
    tracks = [track(1, 30, 30, touches_edge=True), track(2, 12, 12)]
    assert target_sums(scans(2), tracks).targets == (2,)


def outside(day: str, **changes):
    return scan(day, category="not_assessable", reasons=("non_contrast",), **changes)


def test_a_scan_that_is_not_assessable_is_in_no_sum():
    between = [scan("2025-01-01"), outside("2025-02-01"), scan("2025-03-01")]
    # Nothing is outlined on the scan between; another lesion is new on the last one.
    sums = target_sums(between, [track(1, 30, None, 33), track(2, None, 50, 40)])
    assert [one and one.sum_mm for one in sums.sums] == [30, None, 33]
    assert [one.sum_mm for one in sums.known] == [30, 33]
    last = sums.known[-1]
    # Seen on the scan that doesn't count: new on the first one that does.
    assert last.new_lesions == (2,)
    assert last.from_baseline_percent == pytest.approx(10)


def test_it_is_nobodys_baseline():
    later = [outside("2025-01-01"), scan("2025-02-01"), scan("2025-03-01")]
    sums = target_sums(later, [track(1, 50, 20, 22), track(2, 40, None, None)])
    assert sums.targets == (1,)
    assert [one and one.sum_mm for one in sums.sums] == [None, 20, 22]


def test_it_counts_where_a_person_says_so():
    both = [scan("2025-01-01"), outside("2025-02-01")]
    tracks = [track(1, 30, 12)]
    sums = target_sums(both, tracks)
    assert sums.missing == sum_sentences.too_few_assessable(1)
    assert sums.known == ()
    sums = target_sums(both, tracks, with_outside=True)
    assert [one.sum_mm for one in sums.sums] == [30, 12]
    assert sums.known[-1].word == PARTIAL
