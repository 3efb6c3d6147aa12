import numpy as np

from core.classical import FAMILIES, FEATURE_NAMES, ClassicalSettings, measure_slice
from tests.core.classical.squares import disc, liver_slice


def test_every_feature_has_a_unique_name():
    assert len(set(FEATURE_NAMES)) == len(FEATURE_NAMES) == 24
    assert {name.split(".")[0] for name in FEATURE_NAMES} == set(FAMILIES)


def test_one_row_per_candidate_in_the_order_of_the_names():
    hu, liver = liver_slice()
    hu[disc((20, 20), 4)], hu[disc((40, 40), 6)] = 40, 20
    found = measure_slice(hu, liver, ClassicalSettings())
    assert found.features.shape == (2, 24)
    assert found.features.dtype == np.float32
    area = found.features[:, FEATURE_NAMES.index("shape.area_mm2")]
    assert area.tolist() == [candidate.size * 2.25 for candidate in found.candidates]


def test_no_liver_no_rows():
    hu, liver = liver_slice()
    assert measure_slice(hu, 0 * liver, ClassicalSettings()).features.shape == (0, 24)
