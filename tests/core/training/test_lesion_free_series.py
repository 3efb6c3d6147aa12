"""The default model where no reader sees a lesion, and on the three samples."""

from pathlib import Path

import pytest

from core.dicom import load_series
from core.models import load_model
from core.pipeline import analyze
from core.training.lesion_free_series import check_series, read_lesion_free
from tests.core.known_network import block_volume, hu_series, known_model

SAMPLES = Path(__file__).resolve().parents[3] / "sample_scans"
#: What may be outlined in one piece where there is nothing, mL.
TOLERATED_ML = 0.2


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.mark.parametrize("name", ["acrin_flt_breast_001", "cmb_crc_msb_01068"])
def test_no_lesion_is_outlined_in_a_real_series_without_any(shared, model, name):
    ((told, series),) = read_lesion_free([shared(f"scans/{name}")])
    check = check_series(told, series, model)
    assert check.name == name
    # A series in which no liver is found would prove nothing; of one the upper part is in view.
    assert check.liver_ml > 200
    assert check.largest_ml <= TOLERATED_ML


@pytest.mark.parametrize("case", ["normal", "benign", "malignant"])
def test_the_samples_are_called_what_they_are(model, case):
    analysis = analyze(load_series([SAMPLES / case]), model)
    assert analysis.patient.category == case
    large = [lesion for lesion in analysis.lesions if lesion.volume_ml > TOLERATED_ML]
    assert bool(large) == (case != "normal")


def test_what_is_outlined_is_measured():
    volume = block_volume()
    volume[2:4, 20:26, 20:26] = volume[4, 34:38, 34:38] = 55
    check = check_series("one", hu_series(volume), known_model())
    # Voxels of 11.25 mm3: 72 and 16 of lesions, 5 slices of 40 x 40 of liver.
    assert (check.lesions, check.liver_ml) == (2, pytest.approx(90.0))
    assert (check.largest_ml, check.lesion_ml) == pytest.approx((0.81, 0.99))
    # Of three slices the network says normal 0.05; what is left is the lesion's kind.
    assert check.p_malignant == pytest.approx(0.95, abs=1e-4)
