import pytest

from core.study import numbers_of
from core.study.enhancement import Level


def levels(**hu: float) -> dict[str, Level]:
    return {phase: Level(value, 10.0, 100) for phase, value in hu.items()}


def test_numbers_by_hand():
    found = numbers_of(
        levels(noncontrast=50, arterial=120, portal=90, delayed=75),
        levels(noncontrast=55, arterial=70, portal=110, delayed=95),
    )
    assert found.arterial_contrast_hu == 50
    assert found.arterial_enhancement_hu == 70
    # 120 - 70 = 50; later 90 - 110 = -20 and 75 - 95 = -20.
    assert found.contrast_fall_hu == {"portal": 70, "delayed": 70}
    assert found.relative_washout_percent == {"portal": 25.0, "delayed": 37.5}
    assert found.absolute_washout_percent["portal"] == pytest.approx(100 * 30 / 70)


def test_without_an_arterial_phase_there_is_no_number():
    found = numbers_of(levels(portal=90, delayed=75), levels(portal=110, delayed=95))
    assert (found.arterial_contrast_hu, found.arterial_enhancement_hu) == (None, None)
    assert (found.contrast_fall_hu, found.relative_washout_percent) == ({}, {})


def test_a_cyst_has_no_absolute_washout():
    found = numbers_of(levels(noncontrast=8, arterial=10, portal=9), levels(arterial=70))
    assert found.arterial_enhancement_hu == 2
    assert found.absolute_washout_percent == {}
    assert found.relative_washout_percent == {"portal": 10.0}
    assert numbers_of(levels(arterial=-2, portal=0), {}).relative_washout_percent == {}


def test_without_the_liver_there_is_no_contrast():
    found = numbers_of(levels(arterial=120, portal=90), levels(portal=110))
    assert (found.arterial_contrast_hu, found.contrast_fall_hu) == (None, {})
