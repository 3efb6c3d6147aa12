from dataclasses import asdict

import numpy as np
import pytest
from scipy import ndimage

from core.dicom import discover, read_series
from core.errors import UsageError
from core.labels import LIVER_CODE
from core.phantom import make_phase_study, write_phase_study
from core.vocabulary.contrast import PHASES


@pytest.fixture(scope="module")
def study():
    """12 slices of 96 x 96."""
    return make_phase_study(n_slices=12, size=96, seed=3)


def test_one_study_of_four_series(study):
    series = [made.series for made in study.series]
    assert [one.phase for one in study.passes] == list(PHASES)
    assert len({one.uid for one in series}) == 4
    assert len({one.tags.study_uid for one in series}) == 1
    assert len({one.tags.frame_of_reference_uid for one in series}) == 1
    assert [bool(one.tags.contrast_agent) for one in series] == [False, True, True, True]
    moments = [one.tags.acquired_at for one in series]
    assert moments == sorted(moments)


def test_the_same_call_makes_the_same_study(study):
    again = make_phase_study(n_slices=12, size=96, seed=3)
    for one, other in zip(study.series, again.series, strict=True):
        assert np.array_equal(one.series.volume, other.series.volume)
        assert one.series.uid == other.series.uid
    assert study.truth() == again.truth()


def test_the_body_breathes_and_the_header_does_not_say_so(study):
    """The mask of each series, in mm, lies where the truth says."""
    middles = []
    for one, made in zip(study.passes, study.series, strict=True):
        centre = np.array(ndimage.center_of_mass(made.mask > 0))
        affine = made.series.affine_lps
        middle = affine[:3, :3] @ centre[::-1] + affine[:3, 3]
        middles.append(middle - one.breath_mm)
    # Slices lie 16 mm apart: their middles agree to a fraction of that.
    assert np.ptp(middles, axis=0) == pytest.approx(0, abs=2.0)


def test_levels_are_those_of_the_truth(study):
    truth = study.truth()
    for made, known in zip(study.series, truth["series"], strict=True):
        deep = ndimage.binary_erosion(made.mask == LIVER_CODE, iterations=1)
        middle = np.median(made.series.volume[deep])
        assert middle == pytest.approx(known["liver_hu"], abs=4)
    kinds = {lesion["kind"]: lesion["hu"] for lesion in truth["lesions"]}
    assert kinds["cyst"] == [8.0] * 4
    assert kinds["washout"] == [48.0, 132.0, 86.0, 66.0]
    assert [len(lesion["centre_mm"]) for lesion in truth["lesions"]] == [4] * len(kinds)


def test_it_reads_back_as_it_was_made(study, tmp_path):
    files = write_phase_study(study, tmp_path)
    assert len(files) == 48
    found = {one.uid: one for one in discover([tmp_path]).candidates}
    assert len(found) == 4
    for made in study.series:
        read = read_series(found[made.series.uid])
        assert np.array_equal(read.volume, made.series.volume)
        of_files = {"study_id": "1", "study_time": "120000"}
        assert asdict(read.tags) == asdict(made.series.tags) | of_files


def test_a_number_out_of_range_is_refused():
    with pytest.raises(UsageError) as refused:
        make_phase_study(size=8)
    assert refused.value.code == "out_of_range"
