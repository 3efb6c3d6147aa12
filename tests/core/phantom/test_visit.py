import numpy as np
import pytest

from core.errors import UsageError
from core.labels import MALIGNANT_CODE
from core.phantom import Visit, make_phantom
from core.phantom.visit import FIRST_VISIT
from tests.coded import raises


def test_the_same_lesions_larger_elsewhere_on_the_table_at_another_date(tiny):
    visit = Visit(growth=(1.5, 1.0), study_date="2026-07-01", shift_mm=(10.0, -5.0, 80.0))
    later = make_phantom("malignant", n_slices=4, size=64, seed=5, visit=visit)
    assert len(later.lesions) == len(tiny.lesions)
    for one, other in zip(tiny.lesions, later.lesions, strict=True):
        assert other.centre_mm == one.centre_mm
    assert later.lesions[0].diameter_mm == pytest.approx(1.5 * tiny.lesions[0].diameter_mm)
    assert later.lesions[1].diameter_mm == tiny.lesions[1].diameter_mm
    moved = later.series.slice_origins_mm - tiny.series.slice_origins_mm
    assert moved == pytest.approx(np.tile((10.0, -5.0, 80.0), (4, 1)))
    tags = later.series.tags
    assert (tags.patient_id, tags.patient_name) == (
        tiny.series.tags.patient_id,
        tiny.series.tags.patient_name,
    )
    assert (tags.study_date, tiny.series.tags.study_date) == ("20260701", "20260101")
    assert later.series.uid != tiny.series.uid
    assert tags.study_uid != tiny.series.tags.study_uid
    grown, before = (np.count_nonzero(p.mask == MALIGNANT_CODE) for p in (later, tiny))
    assert grown > before
    assert not np.array_equal(later.series.volume, tiny.series.volume)


def test_a_grown_lesion_keeps_its_shape(malignant_scene):
    lesion = malignant_scene.lesions[0]
    (grown,) = Visit(growth=(2.0,)).grown((lesion,))
    assert grown.ellipsoid_ml == pytest.approx(8 * lesion.ellipsoid_ml)
    offsets = np.random.default_rng(1).normal(size=(3, 50)) * lesion.diameter_mm / 2
    centre = np.array(lesion.centre_mm)[:, None]
    near, far = lesion.distance(*(centre + offsets)), grown.distance(*(centre + 2 * offsets))
    assert far == pytest.approx(2 * near, abs=1e-6)


def test_a_factor_of_nought_leaves_a_lesion_out(malignant_scene):
    kept = Visit(growth=(1.0, 0.0, 1.0)).grown(malignant_scene.lesions)
    assert [one.centre_mm for one in kept] == [
        one.centre_mm for i, one in enumerate(malignant_scene.lesions) if i != 1
    ]


def test_the_first_visit_is_the_phantom_as_it_was():
    assert FIRST_VISIT.identity() == ()
    assert Visit(study_date="2026-07-01").identity() != Visit(growth=(1.1,)).identity() != ()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"growth": (3.0,)}, "growth_out_of_range"),
        ({"growth": ()}, "growth_out_of_range"),
        ({"study_date": "next week"}, "not_a_date"),
        ({"shift_mm": (1.0, 2.0)}, "shift_out_of_range"),
        ({"shift_mm": (0.0, 0.0, 900.0)}, "shift_out_of_range"),
    ],
)
def test_what_no_visit_can_be(arguments, code):
    with raises(UsageError, code):
        Visit(**arguments)
