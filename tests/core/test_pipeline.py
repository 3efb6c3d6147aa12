import threading

import numpy as np
import pytest

from core.errors import Cancelled
from core.pipeline import analyze
from tests.core.known_network import (
    BENIGN_HU,
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
)


@pytest.fixture(scope="module")
def analysis():
    """Two lesions in a block of liver: 10 x 8 x 2 voxels malignant, 4 x 4 x 1 benign."""
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    volume[6, 40:44, 40:44] = BENIGN_HU
    return analyze(hu_series(volume), known_model())


def test_each_part_of_the_recipe_is_there(analysis):
    assert [(one.id, one.label) for one in analysis.lesions] == [(1, "malignant"), (2, "benign")]
    # 160 voxels of 5 x 1.5 x 1.5 mm
    assert analysis.lesions[0].volume_ml == pytest.approx(1.8)
    assert analysis.lesions[0].mean_hu == MALIGNANT_HU
    assert analysis.lesions[1].mean_hu == BENIGN_HU
    assert analysis.lesion_area_mm2.tolist() == [0, 0, 0, 180, 180, 0, 36, 0]
    assert analysis.liver_area_mm2.tolist() == [0] + [3600] * 7


def test_the_patient_is_the_mean_of_the_three_worst_slices(analysis):
    # Two slices whose anomaly of 0.95 is all malignant; the third highest is a slice without
    # lesion at 0.1, since the benign slice's lesion is benign in every voxel.
    m = (0.95 + 0.95 + 0.1) / 3
    assert analysis.patient.p_malignant == pytest.approx(m, abs=1e-5)
    assert analysis.patient.category == "malignant"


def test_the_model_and_the_stages_are_named(analysis):
    assert (analysis.model_name, analysis.engine) == ("known", "onnx")
    assert set(analysis.seconds) == {"engine", "network", "clean_up", "measure", "total"}
    assert analysis.seconds["total"] >= analysis.seconds["network"]


def test_cautions_are_found(analysis):
    assert any("upper end" in sentence for sentence in analysis.cautions)


def test_a_series_without_liver():
    analysis = analyze(hu_series(np.full((3, 64, 64), 250)), known_model())
    assert analysis.patient.category == "indeterminate"
    assert analysis.probabilities.tolist() == [[1, 0, 0]] * 3
    assert analysis.lesions == ()
    assert analysis.cautions[0].startswith("No liver was found")


def test_cancelled_at_once():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        analyze(hu_series(block_volume(3)), known_model(), cancel=cancel)
