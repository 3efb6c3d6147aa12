import numpy as np
import pytest

from core.attribution.quality import sentences
from core.attribution.quality.energy_in_lesion import energy_in_lesion
from core.attribution.quality.energy_in_liver import energy_in_liver
from core.sentence import code_of
from tests.core.attribution.quality.parts import weighted_case

#: 4 of 16 pixels are liver, 1 of them lesion; 8 are body.
MASK = np.zeros((4, 4), np.uint8)
MASK[:2, :2] = 1
MASK[0, 0] = 3
BODY = np.zeros((4, 4), bool)
BODY[:2] = True


def case(lesion, liver, elsewhere, **changes):
    """A case with that much heat in the lesion, in the rest of the liver, and outside it."""
    heat = np.zeros((4, 4), np.float32)
    heat[0, 0], heat[1, 1], heat[3, 3] = lesion, liver, elsewhere
    return weighted_case(heat, mask=MASK, body_on_ct=BODY, **changes)


@pytest.mark.parametrize(
    ("heat", "share", "light"),
    [
        # Even heat in the liver would put 1/4 into the lesion; halfway to 1 is 0.625.
        ((7, 2, 1), 0.7, "green"),
        ((5, 4, 1), 0.5, "amber"),
        ((2, 7, 1), 0.2, "red"),
    ],
)
def test_heat_in_the_lesion(heat, share, light):
    measure = energy_in_lesion(case(*heat))
    assert measure.value == pytest.approx(share)
    assert measure.chance == pytest.approx(0.25)
    assert measure.light == light
    assert measure.reading == sentences.heat_in_lesion(measure.value, 0.25)


@pytest.mark.parametrize(
    ("heat", "share", "light"),
    [
        # Even heat in the body would put 4/8 into the liver; halfway to 1 is 0.75.
        ((4, 4, 2), 0.8, "green"),
        ((3, 3, 4), 0.6, "amber"),
        ((2, 3, 5), 0.5, "red"),
    ],
)
def test_heat_in_the_liver(heat, share, light):
    measure = energy_in_liver(case(*heat))
    assert measure.value == pytest.approx(share)
    assert measure.chance == pytest.approx(0.5)
    assert measure.light == light
    assert code_of(measure.reading) == "heat_in_liver"


def test_the_normal_class_is_not_expected_to_look_at_a_lesion():
    measure = energy_in_lesion(case(0, 1, 0, target="normal"))
    assert (measure.value, measure.light) == (0.0, "none")
    assert energy_in_liver(case(0, 1, 0, target="normal")).light == "green"


def test_a_measure_without_an_answer_says_why():
    cold = case(0, 0, 0)
    for measure in (energy_in_lesion(cold), energy_in_liver(cold)):
        assert (measure.value, measure.light) == (None, "none")
        assert measure.reading == sentences.no_heat("p(malignant)")
    empty = case(1, 1, 1)
    empty.mask = np.zeros((4, 4), np.uint8)
    assert energy_in_lesion(empty).reading == sentences.no_lesion_in_mask()
    assert energy_in_liver(empty).reading == sentences.no_liver_in_mask()
    assert energy_in_liver(empty).chance is None


def test_if_everything_is_lesion_or_liver_even_heat_can_not_miss():
    full = weighted_case(np.ones((4, 4)), mask=np.full((4, 4), 3, np.uint8))
    lesion, liver = energy_in_lesion(full), energy_in_liver(full)
    assert (lesion.value, lesion.chance, lesion.light) == (1.0, 1.0, "none")
    assert code_of(lesion.reading) == "whole_liver_is_lesion"
    assert (liver.value, liver.chance, liver.light) == (1.0, 1.0, "none")
    assert code_of(liver.reading) == "whole_body_is_liver"
