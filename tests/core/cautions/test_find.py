from types import SimpleNamespace

import numpy as np
import pytest

from core.areas import liver_areas_mm2
from core.cautions import CODES, SEVERITIES, find_cautions, measure_phase, sentences
from core.cautions.coverage import cut_lesions
from core.lesions import measure_lesions
from core.risk import PatientRisk
from tests.core.known_network import hu_series

NORMAL = PatientRisk(0.9, 0.05, 0.05, "normal", "")
MALIGNANT = PatientRisk(0.1, 0.0, 0.9, "malignant", "")


def liver_in_the_middle(n_slices=12):
    """40 x 40 pixels of 3 x 3 mm on all but the end slices: 14,400 mm² each."""
    mask = np.zeros((n_slices, 64, 64), np.uint8)
    mask[1:-1, 10:50, 10:50] = 1
    return mask


def found_in(mask, *, hu=110, spacing=(5.0, 3.0, 3.0), patient=NORMAL, **tags):
    series = hu_series(np.full(mask.shape, hu), spacing, **tags)
    lesions = measure_lesions(mask, np.zeros(mask.shape, np.uint8), series)
    areas = liver_areas_mm2(mask, series)
    return find_cautions(series, mask, areas, lesions, patient, measure_phase(series, mask))


def cautions(mask, **settings):
    """The sentences alone."""
    return tuple(caution.sentence for caution in found_in(mask, **settings))


def test_a_whole_portal_venous_liver_of_usual_size_raises_none():
    # 10 slices x 14,400 mm² x 5 mm = 720 mL
    assert cautions(liver_in_the_middle()) == ()


def test_no_liver():
    (sentence,) = cautions(np.zeros((3, 8, 8), np.uint8))
    assert sentence.code == "no_liver"


def test_a_dark_liver_without_a_contrast_tag():
    (sentence,) = cautions(liver_in_the_middle(), hu=55)
    assert sentence == sentences.unclear_phase(55, header_names_agent=False)


def test_a_dark_liver_with_a_contrast_tag():
    (sentence,) = cautions(liver_in_the_middle(), hu=70, contrast_agent="IOHEXOL")
    assert sentence == sentences.unclear_phase(70, header_names_agent=True)


def test_lesions_do_not_darken_the_liver():
    mask = liver_in_the_middle()
    mask[3:9, 12:48, 12:48] = 3
    series_hu = np.where(mask == 3, 20, 110)
    series = hu_series(series_hu, (5.0, 3.0, 3.0))
    lesions = measure_lesions(mask, mask, series)
    areas, phase = liver_areas_mm2(mask, series), measure_phase(series, mask)
    assert find_cautions(series, mask, areas, lesions, MALIGNANT, phase) == ()


@pytest.mark.parametrize(
    ("slices", "named"),
    [
        (slice(1, None), ["upper"]),
        (slice(None, -1), ["lower"]),
        (slice(None, None), ["upper", "lower"]),
    ],
)
def test_a_liver_that_is_cut_off(slices, named):
    mask = np.zeros((12, 64, 64), np.uint8)
    mask[slices, 10:50, 10:50] = 1
    (sentence,) = cautions(mask)
    assert sentence == sentences.partial_liver(named)


def test_a_tip_of_liver_on_the_last_slice_is_not_cut_off():
    mask = liver_in_the_middle()
    mask[-1, 30:40, 30:40] = 1  # 100 of 1600 pixels
    assert cautions(mask) == ()


def test_an_unusual_size_is_named():
    (sentence,) = cautions(liver_in_the_middle(), spacing=(5.0, 1.0, 1.0))
    assert sentence.code == "implausible_volume"
    assert "80.0 mL" in sentence


def test_thick_slices():
    (sentence,) = cautions(liver_in_the_middle(), slice_thickness_mm=8.0)
    assert sentence == sentences.thick_slices(8.0)
    assert "8.0 mm" in sentence


def test_a_single_slice():
    mask = liver_in_the_middle()[5:6]
    found = cautions(mask)
    assert "single_slice" in [sentence.code for sentence in found]


def test_the_two_heads_disagree():
    (sentence,) = cautions(liver_in_the_middle(), patient=MALIGNANT)
    assert sentence.code == "no_lesion_though"
    mask = liver_in_the_middle()
    mask[5, 20:24, 20:24] = 2
    (sentence,) = cautions(mask)
    assert sentence.code == "lesions_though_normal"


def test_each_caution_is_one_sentence():
    found = cautions(liver_in_the_middle()[5:6], hu=60, spacing=(9.0, 1.0, 1.0), patient=MALIGNANT)
    assert len(found) >= 3
    assert all(s.endswith(".") and ". " not in s for s in found)


def test_each_has_a_known_code_and_the_most_severe_comes_first():
    mask = np.zeros((3, 64, 64), np.uint8)
    mask[:, 10:50, 10:50] = 1
    mask[2, 20:30, 20:30] = 3
    found = found_in(mask, hu=60, spacing=(9.0, 1.0, 1.0))
    codes = [caution.code for caution in found]
    assert codes == ["other_phase", "partial_liver", "disagreement", "thick_slices", "cut_lesion"]
    assert set(codes) <= set(CODES)
    weights = [SEVERITIES.index(caution.severity) for caution in found]
    assert weights == sorted(weights)


def test_no_liver_stops():
    (caution,) = found_in(np.zeros((3, 8, 8), np.uint8))
    assert (caution.code, caution.severity) == ("no_liver", "stop")


@pytest.mark.parametrize(
    ("ids", "words"),
    [([2], "Lesion 2 is cut"), ([1, 3, 4], "Lesions 1, 3 and 4 are cut")],
)
def test_cut_lesions_are_named_in_one_sentence(ids, words):
    lesions = tuple(SimpleNamespace(id=n, touches_edge=n in ids) for n in range(1, 6))
    (caution,) = cut_lesions(lesions)
    assert caution.sentence.startswith(words)
    assert caution.code == "cut_lesion"
